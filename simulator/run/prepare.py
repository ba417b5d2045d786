"""What a run needs before its first life: modules that hold, the world, and the manifest that says from what it is made."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from simulator.config import RunConfig
from simulator.engine.lifetime import Engine
from simulator.engine.truth import told
from simulator.machine.compile import compile_library
from simulator.machine.library import ModuleLibrary
from simulator.machine.load import load_library, own_folder
from simulator.run.options import options_of
from simulator.run.population import check_named
from simulator.run.prepared import Prepared
from simulator.run.simulated import SimulatedLives
from simulator.run.version import code_digest, package_version
from simulator.sinks.manifest import Manifest
from simulator.world.declared import DeclaredDeaths
from simulator.world.world import World

DECLARED_DEATHS = "declared_deaths.csv"


def prepare(config: RunConfig) -> Prepared:
    """Loads and checks the modules, and makes the world.

    Raises InputError with every error of all modules, UsageError for folders and keys that don't exist and for named
    persons who aren't born before the date.
    """
    library = load_library(config.modules or None, config.add_modules, config.only, config.without)
    whole = bool(config.modules)
    declared = declared_deaths(config, library)
    world = World(config.state)
    check_named(config, world)
    program = compile_library(library)
    engine = Engine(world, told(program) if config.truth else program, declared)
    lives = SimulatedLives(config, world, engine)
    manifest = _manifest(config, library, declared)
    return Prepared(lives, manifest, tuple(library.warnings), tuple(library.notes), whole)


def declared_deaths(config: RunConfig, library: ModuleLibrary) -> DeclaredDeaths:
    """What the run's modules take off the background mortality, as the files beside them say.

    Raises InputError with every problem of the tables.
    """
    folders = [*config.modules, *config.add_modules] if config.modules else [own_folder(), *config.add_modules]
    beside = [path for folder in folders if (path := folder / DECLARED_DEATHS).exists()]
    return DeclaredDeaths.load(beside, {module.key: module.digest for module in library})


def _manifest(config: RunConfig, library: ModuleLibrary, declared: DeclaredDeaths) -> Manifest:
    tables = {name: _hash(_cells(table.header, table.rows)) for name, table in library.core.tables.items()}
    tables |= {name: _hash(_cells(table.header, table.rows)) for name, table in library.others.tables.items()}
    return Manifest(
        version=package_version(),
        code=code_digest(),
        population=config.population,
        seed=config.seed,
        as_of=config.as_of.isoformat(),
        options=options_of(config),
        modules={module.key: module.digest for module in library.others.modules.values()},
        core={module.key: module.digest for module in library.core.modules.values()},
        tables=dict(sorted({**tables, DECLARED_DEATHS: _hash(declared.key)}.items())),
    )


def _cells(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    return "\n".join("\x1f".join(row) for row in (header, *rows))


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
