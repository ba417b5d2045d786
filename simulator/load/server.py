"""Whether there is a FHIR server at an address, and whether it still has what a journal says."""

from __future__ import annotations

import ssl
from typing import Any

import orjson

from simulator.errors import LoadError, UsageError
from simulator.load.client import Client, said_by
from simulator.load.figures import Figures
from simulator.load.http import Answer, TimedOut, check_address
from simulator.load.journal import Journal
from simulator.load.options import LoadOptions
from simulator.load.pace import Pace

#: Journalled resources that are asked for before a load, and how many of them may be missing: deleted one by one.
ASKED = 12
MISSING_SHARE = 0.5


def connect(options: LoadOptions) -> Client:
    """A client for the options' address. Raises UsageError where the authority's file cannot be used."""
    try:
        check_address(options.address)
    except ValueError as error:
        raise UsageError(f"to: {options.to!r}: {error}; accepted is the base address of a FHIR server") from error
    pace = Pace(options.workers, fixed=options.concurrency is not None)
    authority = _authority(options)
    return Client(options.address, options.authorization, options.headers, Figures(), pace, options.timeout_seconds, authority)


def _authority(options: LoadOptions) -> ssl.SSLContext | None:
    if options.ca is None:
        return None
    try:
        return ssl.create_default_context(cafile=str(options.ca))
    except (OSError, ssl.SSLError) as error:
        raise UsageError(f"ca: {options.ca}: {error.strerror or error}; accepted is a file of PEM certificates") from error


def capabilities(client: Client) -> dict[str, Any]:
    """The server's CapabilityStatement. Raises LoadError where there is none: no FHIR server is there."""
    try:
        answer = client.get("metadata")
        value = orjson.loads(answer.content)
    except TimedOut as error:
        raise LoadError(f"{client.base}: doesn't answer") from error
    except orjson.JSONDecodeError:
        raise _no_fhir(client, answer) from None
    if not isinstance(value, dict) or value.get("resourceType") != "CapabilityStatement":
        raise _no_fhir(client, answer)
    version = str(value.get("fhirVersion", ""))
    if version and not version.startswith("4."):
        raise LoadError(f"{client.base}: speaks FHIR {version}; accepted is a server of R4 (4.0.1)")
    return value


def _no_fhir(client: Client, answer: Answer) -> LoadError:
    found = said_by(answer) if not answer.is_success else "something else answers there"
    return LoadError(f"{client.base}: no FHIR server ({client.base}/metadata: {found}); needed is its base address, such as …/fhir")


def was_emptied(client: Client, journal: Journal) -> bool:
    """Whether the server has lost what the journal says that it has; some of it is asked for."""
    asked = journal.sample(ASKED)
    missing = sum(not client.get(there).is_success for _, there in asked)
    return bool(asked) and missing > MISSING_SHARE * len(asked)
