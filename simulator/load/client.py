"""HTTP to one FHIR server: retries with back-off, and one clear line where it cannot go on."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any

import orjson
import stamina

from simulator.errors import LoadError
from simulator.load.authorization import Authorization
from simulator.load.figures import Figures
from simulator.load.http import Answer, Broken, Http, NotConnected, TimedOut
from simulator.load.pace import Pace

FHIR_JSON = "application/fhir+json"
#: Answers after which the same request may be made again: what was asked for is idempotent.
#: RFC 9110 (408, 500, 502, 503, 504), RFC 8470 (425), RFC 6585 (429).
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
CONFLICT = 409
#: A server that stumbles over the same request every time says 500: after fewer attempts the request is taken apart.
INTERNAL_ERROR = 500
INTERNAL_ATTEMPTS = 4
#: What tells a client to slow down.
SLOWER = frozenset({429, 503})
ATTEMPTS = 12
FIRST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 15.0
JITTER_SECONDS = 0.2
#: Longest wait that a server's Retry-After is believed.
LONGEST_RETRY_AFTER_SECONDS = 120.0

# Without a handler of their own the libraries' logs would be written to standard error.
logging.getLogger("stamina").addHandler(logging.NullHandler())
logging.getLogger("urllib3").addHandler(logging.NullHandler())


class _Again(Exception):
    """The request is to be made again; `wait_seconds` is what the server asks for."""

    def __init__(self, why: str, answer: Answer | None, wait_seconds: float | None) -> None:
        self.why, self.answer, self.wait_seconds = why, answer, wait_seconds
        super().__init__(why)


class Client:
    """Requests to the server at `base`. Safe to share among threads."""

    def __init__(
        self,
        base: str,
        authorization: Authorization,
        headers: Mapping[str, str],
        figures: Figures,
        pace: Pace,
        timeout_seconds: float,
        ca: ssl.SSLContext | None = None,
    ) -> None:
        self.base = base.rstrip("/")
        self.pace = pace
        self.figures = figures
        self._authorization = authorization
        self._headers = {"Accept": FHIR_JSON, **headers}
        self._http = Http(timeout_seconds, ca)

    def close(self) -> None:
        """Lets go of the connections."""
        self._http.close()

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Answer:
        """What stands at a path below the base."""
        return self.request("GET", path, params=params)

    def request(
        self,
        method: str,
        path: str,
        content: bytes = b"",
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        amount: int = 1,
    ) -> Answer:
        """The answer, whatever its status, once nothing is left to try again. `amount` is how many resources are in it.

        Raises TimedOut where none came in time, LoadError where the server cannot be reached or wants other credentials.
        """
        address = f"{self.base}/{path}" if path else self.base
        kind = {"Content-Type": FHIR_JSON} if content else {}
        sending = {**self._headers, **kind, **(headers or {})}
        try:
            for attempt in stamina.retry_context(
                on=_wait,
                attempts=ATTEMPTS,
                timeout=None,
                wait_initial=FIRST_WAIT_SECONDS,
                wait_max=LONGEST_WAIT_SECONDS,
                wait_jitter=JITTER_SECONDS,
            ):
                with attempt:
                    answer = self._once(method, address, content, params, sending, amount)
                    if answer.status_code in AGAIN or (answer.status_code == CONFLICT and method != "DELETE"):
                        self._put_off(answer, attempt.num)
                    return answer
        except _Again as again:
            if again.answer is not None:
                return again.answer
            raise LoadError(f"{self.base}: no connection lasts, {again.why}; tried {ATTEMPTS} times") from again
        raise AssertionError("a retry context ends by returning or raising")

    def _once(
        self, method: str, address: str, content: bytes, params: Mapping[str, str] | None, headers: dict[str, str], amount: int
    ) -> Answer:
        credential = self._authorization.header(self._http)
        answer = self._send(method, address, content, params, headers | credential, amount)
        if answer.status_code == 401 and self._authorization.refresh(credential):
            answer = self._send(method, address, content, params, headers | self._authorization.header(self._http), amount)
        status = answer.status_code
        if status in (401, 403):
            raise LoadError(f"{self.base}: {refusal(status)}: {said_by(answer)}")
        return answer

    def _put_off(self, answer: Answer, attempt: int) -> None:
        """Raises _Again for an answer after which the same request may be made again."""
        status = answer.status_code
        if status == INTERNAL_ERROR and attempt >= INTERNAL_ATTEMPTS:
            return
        if status in SLOWER:
            self.pace.pushed_back()
        self.figures.retried(str(status))
        raise _Again(str(status), answer, _retry_after(answer))

    def _send(
        self, method: str, address: str, content: bytes, params: Mapping[str, str] | None, headers: dict[str, str], amount: int
    ) -> Answer:
        with self.pace.requests.turn():
            begun = monotonic()
            try:
                answer = self._http.send(method, address, content, headers, params)
            except NotConnected as error:
                raise self._not_connected(str(error)) from error
            except TimedOut as error:
                self.pace.pushed_back()
                self.figures.retried("timeout")
                raise TimedOut(f"{self.base}: {error}") from error
            except Broken as error:
                self.figures.retried("reset")
                raise _Again(str(error), None, None) from error
        self.figures.answered(monotonic() - begun, len(content), len(answer.content))
        if answer.is_success:
            self.pace.went_well(amount)
        return answer

    def _not_connected(self, reason: str) -> Exception:
        if "certificate" in reason.lower() or "ssl" in reason.lower():
            return LoadError(f"{self.base}: the certificate doesn't fit: {reason}; accepted with --ca is the file of its authority")
        if not self.figures.latencies_ms():
            return LoadError(f"{self.base}: cannot be reached: {reason}; needed is the address of a FHIR server that runs")
        self.figures.retried("connection")
        return _Again(reason, None, None)


def _wait(error: Exception) -> bool | float:
    if not isinstance(error, _Again):
        return False
    return True if error.wait_seconds is None else error.wait_seconds


def _retry_after(answer: Answer) -> float | None:
    """The seconds that a Retry-After asks for, given as seconds or as a date (RFC 9110 §10.2.3) by the server's own clock."""
    value = answer.headers.get("Retry-After", "")
    if value.isdigit():
        return min(float(value), LONGEST_RETRY_AFTER_SECONDS)
    try:
        until, now = parsedate_to_datetime(value), parsedate_to_datetime(answer.headers.get("Date", ""))
    except ValueError:
        return None
    return min(max(0.0, (until - now).total_seconds()), LONGEST_RETRY_AFTER_SECONDS)


def refusal(status: int) -> str:
    """What a status of refused access means."""
    return "401, the credentials are missing, wrong or expired" if status == 401 else "403, the credentials don't allow this"


def said_by(answer: Answer) -> str:
    """What the server says about a failure: the texts of its OperationOutcome, else the beginning of the answer."""
    return said_in(outcome_of(answer)) or f"{answer.status_code} {answer.reason_phrase}: {answer.text[:200].strip()}"


def outcome_of(answer: Answer) -> dict[str, Any] | None:
    """The answer's OperationOutcome, None where there is none."""
    return resource_in(answer, "OperationOutcome")


def resource_in(answer: Answer, kind: str) -> dict[str, Any] | None:
    """The answer's resource, None where it is of another type or none at all."""
    try:
        value = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) and value.get("resourceType") == kind else None


def said_in(outcome: Any) -> str:
    """The errors of an OperationOutcome in one line."""
    issues = outcome.get("issue", []) if isinstance(outcome, dict) else []
    texts = [each.get("diagnostics") or each.get("details", {}).get("text") or each.get("code", "") for each in issues]
    return "; ".join(" ".join(str(text).split()) for text in texts if text)
