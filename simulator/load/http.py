"""HTTP by urllib3: connections that are kept, the proxy of the environment, certificates that are checked, answers read whole.

(A POST of 100 kB that is answered with as much takes 0.23 ms of CPU by urllib3 and 0.55 by httpx, for which the other threads of a
load wait. Without TLS no certificates are read: 20 to 60 ms of a load's start.)
"""

from __future__ import annotations

import base64
import os
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
import orjson
import urllib3
from urllib3 import exceptions

CONNECT_SECONDS = 10.0
#: Connections to one host that are kept.
_KEPT = 64
#: Headers of every request that says nothing else.
_COMMON = {"Accept-Encoding": "gzip, deflate", "User-Agent": "simulator"}


def check_address(url: str) -> None:
    """Raises ValueError where a URL names no host."""
    if not urllib3.util.parse_url(url).host:
        raise ValueError("names no host")


def basic_credentials(user: str, password: str) -> str:
    """The value of a header of HTTP basic authentication (RFC 7617), in UTF-8."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class NoAnswer(Exception):
    """A request that wasn't answered."""


class TimedOut(NoAnswer):
    """No answer in time."""


class NotConnected(NoAnswer):
    """No connection; the text says why."""


class Broken(NoAnswer):
    """The connection ended before the answer did; the text says how."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; names of `headers` are found in upper and lower case."""

    status_code: int
    reason_phrase: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status_code < 300

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The content as plain values. Raises ValueError where it isn't JSON."""
        return orjson.loads(self.content)


class Http:
    """Connections to any hosts. Safe to share among threads."""

    def __init__(self, timeout_seconds: float, ca: ssl.SSLContext | None = None) -> None:
        """`ca` vouches for the servers in the place of the public authorities, or those of SSL_CERT_FILE."""
        self._timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=timeout_seconds)
        self._ca = ca
        self._lock = threading.Lock()
        self._managers: dict[tuple[str, str], urllib3.PoolManager] = {}

    def close(self) -> None:
        """Lets go of the connections."""
        for manager in self._managers.values():
            manager.clear()

    def send(
        self,
        method: str,
        url: str,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer, whatever its status; redirections aren't followed. Raises TimedOut, NotConnected or Broken."""
        if params:
            url = f"{url}?{urlencode(params, safe=',:/', quote_via=quote)}"
        try:
            found = self._manager(url).urlopen(
                method, url, body=content or None, headers={**_COMMON, **(headers or {})}, retries=False, redirect=False
            )
        except exceptions.HTTPError as error:
            raise _meaning(error) from error
        return Answer(found.status, found.reason or "", found.headers, found.data)

    def _manager(self, url: str) -> urllib3.PoolManager:
        parts = urlsplit(url)
        with self._lock:
            found = self._managers.get((parts.scheme, parts.netloc))
            if found is None:
                found = self._managers[parts.scheme, parts.netloc] = self._made(parts.scheme, parts.hostname or "")
        return found

    def _made(self, scheme: str, host: str) -> urllib3.PoolManager:
        proxies = getproxies()
        proxy = None if proxy_bypass(host) else proxies.get(scheme) or proxies.get("all")
        if proxy is None:
            return urllib3.PoolManager(**self._options(scheme))
        parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        own = None
        if parts.username is not None:
            own = {"Proxy-Authorization": basic_credentials(unquote(parts.username), unquote(parts.password or ""))}
        options = self._options("https" if parts.scheme == "https" else scheme)
        try:
            return urllib3.ProxyManager(address, proxy_headers=own, proxy_ssl_context=options.get("ssl_context"), **options)
        except exceptions.LocationValueError as error:
            raise NotConnected(f"the environment's proxy, {address}, is none; accepted is http://… or https://…") from error

    def _options(self, scheme: str) -> dict[str, Any]:
        options: dict[str, Any] = {"maxsize": _KEPT, "timeout": self._timeout}
        if scheme == "https":
            options["ssl_context"] = self._ca or _public_authorities()
        return options


def _public_authorities() -> ssl.SSLContext:
    named = os.environ.get("SSL_CERT_FILE")
    try:
        return ssl.create_default_context(cafile=named or certifi.where())
    except OSError as error:  # an SSLError is one
        raise NotConnected(f"certificates of SSL_CERT_FILE, {named}, cannot be read: {error.strerror or error}") from error


def _meaning(error: exceptions.HTTPError) -> NoAnswer:
    """What an error of the library comes down to."""
    if isinstance(error, exceptions.ProxyError):
        return NotConnected(f"the proxy says {_reason(error.original_error)}")
    if isinstance(error, (exceptions.NewConnectionError, exceptions.SSLError)):
        return NotConnected(_reason(error))
    if isinstance(error, exceptions.TimeoutError) or any(isinstance(each, TimeoutError) for each in error.args):
        return TimedOut("no answer in time")
    return Broken(_reason(error))


def _reason(error: BaseException) -> str:
    """What lies behind an error, in one line."""
    while error.__cause__ is not None:
        error = error.__cause__
    inner = next((each for each in reversed(error.args) if isinstance(each, Exception)), error)
    if isinstance(inner, ssl.SSLCertVerificationError):
        return f"certificate: {inner.verify_message}"
    return str(inner).splitlines()[0] if str(inner) else type(inner).__name__
