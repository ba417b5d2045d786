"""The options that say to which server, and how: the same for `load`, `unload` and `generate --to`."""

from __future__ import annotations

import inspect
import os
import typing
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.errors import UsageError
from simulator.load.defaults import DEFAULT_SCOPE, SAMPLE, TIMEOUT_SECONDS, TRANSACTION

if TYPE_CHECKING:
    from simulator.load.authorization import Authorization
    from simulator.load.oauth import Secret, SigningKey
    from simulator.load.options import LoadOptions

#: What a command's `load` becomes: address and further values in, a LoadOptions out.
MakeOptions = Callable[..., Any]
#: Where secrets come from when no file is named.
TOKEN_VARIABLE = "SIMULATOR_TOKEN"
PASSWORD_VARIABLE = "SIMULATOR_PASSWORD"
CLIENT_SECRET_VARIABLE = "SIMULATOR_CLIENT_SECRET"


def load_options(
    mode: Annotated[str, typer.Option(metavar="transaction|batch|put", help="How resources are sent.")] = TRANSACTION,
    history: Annotated[bool, typer.Option("--history", help="Replay every line as it happened, not only last states.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Send also what the journal says is there.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Afterwards count and read back on the server.")] = False,
    sample: Annotated[int, typer.Option(metavar="N", help="Resources that --verify compares.")] = SAMPLE,
    stop_on_error: Annotated[bool, typer.Option("--stop-on-error", help="Stop at the first refused resource.")] = False,
    max_entries: Annotated[int | None, typer.Option(metavar="N", help="Most entries of a request.")] = None,
    max_bytes: Annotated[int | None, typer.Option(metavar="N", help="Most bytes of a request.")] = None,
    concurrency: Annotated[int | None, typer.Option(metavar="N", help="Requests at once.  [default: as many as do good]")] = None,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Longest wait for an answer.")] = TIMEOUT_SECONDS,
    journal: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of journal, dead letters and report.")] = None,
    header: Annotated[
        list[str] | None, typer.Option(metavar="NAME:VALUE", help="A header; VALUE may be env:NAME or file:PATH; repeatable.")
    ] = None,
    user: Annotated[str, typer.Option(help=f"Basic authentication; password in {PASSWORD_VARIABLE} or --password-file.")] = "",
    password_file: Annotated[Path | None, typer.Option(metavar="FILE", help="File of the password.")] = None,
    token_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help=f"File of a bearer token; else it is looked for in {TOKEN_VARIABLE}.")
    ] = None,
    client_id: Annotated[
        str, typer.Option(metavar="ID", help=f"OAuth 2.0 client; secret in {CLIENT_SECRET_VARIABLE} or --client-secret-file.")
    ] = "",
    client_secret_file: Annotated[Path | None, typer.Option(metavar="FILE", help="File of the client's secret.")] = None,
    key_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Private key of a SMART backend service, PEM or JWK, with --client-id.")
    ] = None,
    key_id: Annotated[str, typer.Option(metavar="KID", help="The key's id, where the file doesn't say.")] = "",
    token_url: Annotated[str, typer.Option(metavar="URL", help="Where tokens are granted.  [default: as the server says]")] = "",
    scope: Annotated[str, typer.Option(help="The scope that is asked for.")] = DEFAULT_SCOPE,
    ca: Annotated[Path | None, typer.Option(metavar="FILE", help="Certificates of an authority of one's own, PEM.")] = None,
) -> dict[str, Any]:
    """The values for a LoadOptions, but for its address and limit."""
    from simulator.load.oauth import ClientCredentials

    proof = _proof(client_secret_file, key_file, key_id) if client_id else None
    granted = proof and (lambda base: ClientCredentials(base, client_id, proof, token_url, scope))
    return {
        "mode": mode,
        "history": history,
        "force": force,
        "verify": verify,
        "sample": sample,
        "stop_on_error": stop_on_error,
        "max_entries": max_entries,
        "max_bytes": max_bytes,
        "concurrency": concurrency,
        "timeout_seconds": timeout,
        "journal": journal,
        "headers": _headers(header or []),
        "authorization": granted or _fixed(user, password_file, token_file),
        "ca": ca,
    }


#: The names of the options that `load_options` takes.
LOAD_OPTIONS = tuple(inspect.signature(load_options).parameters)


def with_load_options(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose keyword `load` becomes the options of `load_options`, on the command line each by its own name."""
    own = inspect.signature(command)
    hints = typing.get_type_hints(command, include_extras=True)
    added = inspect.signature(load_options).parameters
    added_hints = typing.get_type_hints(load_options, include_extras=True)
    kept = [each for name, each in own.parameters.items() if name != "load"]

    def whole(**values: Any) -> None:
        given = {name: values.pop(name) for name in added}
        command(**values, load=lambda to, **more: _options(to, {**load_options(**given), **more}))

    whole.__name__, whole.__doc__ = command.__name__, command.__doc__
    all_hints = {**hints, **added_hints}
    parameters = [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=all_hints[each.name]) for each in (*kept, *added.values())
    ]
    whole.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    whole.__annotations__ = {each.name: each.annotation for each in parameters} | {"return": None}
    return whole


def _options(to: str, values: dict[str, Any]) -> LoadOptions:
    """The options for an address; a client's credentials are asked for there."""
    from simulator.load.options import LoadOptions

    authorization = values["authorization"]
    if callable(authorization):
        values["authorization"] = authorization(to.rstrip("/"))
    return LoadOptions(to=to, **values)


def _headers(texts: list[str]) -> dict[str, str]:
    headers = {}
    for text in texts:
        name, colon, value = text.partition(":")
        if not colon or not name.strip():
            raise UsageError(f"header: {name!r}; accepted is NAME:VALUE")
        secret = value.strip()
        if name.strip().lower() == "authorization" and not secret.startswith(("env:", "file:")):
            raise UsageError("header: a credential that everybody could read; accepted is Authorization:env:NAME or :file:PATH")
        headers[name.strip()] = _named_secret(secret)
    return headers


def _named_secret(value: str) -> str:
    kind, _, name = value.partition(":")
    if kind == "env":
        return _variable(name)
    return _file(Path(name)) if kind == "file" else value


def _variable(name: str) -> str:
    if name not in os.environ:
        raise UsageError(f"{name}: isn't set in the environment")
    return os.environ[name].strip()


def _file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}: cannot be read: {getattr(error, 'strerror', '') or error}; needed is a file with a secret"
        ) from error


def _proof(secret_file: Path | None, key_file: Path | None, key_id: str) -> Secret | SigningKey:
    from simulator.load.oauth import Secret, SigningKey

    if key_file:
        return SigningKey(key_file, key_id)
    return Secret(_file(secret_file) if secret_file else _variable(CLIENT_SECRET_VARIABLE))


def _fixed(user: str, password_file: Path | None, token_file: Path | None) -> Authorization:
    from simulator.load.authorization import Fixed, basic, bearer

    if user:
        return basic(user, _file(password_file) if password_file else _variable(PASSWORD_VARIABLE))
    if token_file:
        return bearer(_file(token_file))
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    return bearer(token) if token else Fixed()
