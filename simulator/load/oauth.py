"""Tokens from an authorization server: OAuth 2.0 client credentials, and SMART backend services.

RFC 6749 §4.4; SMART App Launch 2.2, "Backend Services" (https://hl7.org/fhir/smart-app-launch/backend-services.html).
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jwt
import orjson
from jwt.algorithms import get_default_algorithms

from simulator.errors import LoadError, UsageError
from simulator.load.authorization import check_header
from simulator.load.defaults import DEFAULT_SCOPE
from simulator.load.http import Answer, Http, NoAnswer, basic_credentials

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_FORM = "application/x-www-form-urlencoded"
#: SMART: an assertion lives five minutes at most.
ASSERTION_SECONDS = 240
#: A token is renewed so long before it expires, and lives so long where the server doesn't say.
MARGIN_SECONDS = 15.0
UNSAID_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Secret:
    """A client secret."""

    value: str

    def __repr__(self) -> str:
        return "Secret(…)"

    def form(self, client_id: str, token_url: str) -> dict[str, str]:
        """What the token request carries beside its grant: nothing, for the secret is in its Authorization header."""
        return {}

    def headers(self, client_id: str) -> dict[str, str]:
        """HTTP basic authentication with the client's id and secret (RFC 6749 §2.3.1)."""
        return {"Authorization": basic_credentials(client_id, self.value)}


class SigningKey:
    """A private key, PEM or JWK, that signs assertions with RS384 or ES384, as its kind demands."""

    def __init__(self, path: Path, key_id: str = "") -> None:
        try:
            self._key, kid, self._algorithm = _read_key(path.read_bytes())
        except OSError as error:
            raise UsageError(f"{path}: cannot be read: {error.strerror}; needed is a private key, PEM or JWK") from error
        except (ValueError, TypeError, KeyError, jwt.PyJWTError):
            raise UsageError(f"{path}: no private key that can be used; accepted are RSA and EC (P-384) keys, PEM or JWK") from None
        self._key_id = key_id or kid

    def __repr__(self) -> str:
        return "SigningKey(…)"

    def form(self, client_id: str, token_url: str) -> dict[str, str]:
        """A fresh assertion."""
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": token_url,
            "exp": int(time.time()) + ASSERTION_SECONDS,  # noqa: TID251 - the authorization server compares it with its clock
            "jti": secrets.token_urlsafe(24),
        }
        headers = {"kid": self._key_id} if self._key_id else None
        assertion = jwt.encode(claims, self._key, algorithm=self._algorithm, headers=headers)
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}

    def headers(self, client_id: str) -> dict[str, str]:
        """None: the assertion says it all."""
        return {}


def _read_key(content: bytes) -> tuple[Any, str, str]:
    """Key, key id and algorithm of a PEM or JWK file; of a set the first private key."""
    if content.lstrip().startswith(b"{"):
        value = orjson.loads(content)
        jwk = next(each for each in value.get("keys", [value]) if "d" in each)
        algorithm = {"RSA": "RS384", "EC": "ES384"}[jwk["kty"]]
        return get_default_algorithms()[algorithm].from_jwk(jwk), str(jwk.get("kid", "")), algorithm
    for algorithm in ("RS384", "ES384"):
        try:
            key: Any = get_default_algorithms()[algorithm].prepare_key(content)
        except (ValueError, TypeError, jwt.PyJWTError):
            continue
        if hasattr(key, "private_bytes"):
            return key, "", algorithm
    raise ValueError("no private key")


class ClientCredentials:
    """A token granted to a client, renewed before it expires; see `authorization.Authorization`."""

    def __init__(
        self, base: str, client_id: str, proof: Secret | SigningKey, token_url: str = "", scope: str = DEFAULT_SCOPE
    ) -> None:
        self._base = base
        self._client_id = client_id
        self._proof = proof
        self._token_url = token_url
        self._scope = scope
        self._lock = threading.Lock()
        self._header: dict[str, str] = {}
        self._until = 0.0

    def header(self, http: Http) -> dict[str, str]:
        """The header with a token that lives. Raises LoadError where none is granted."""
        with self._lock:
            if not self._header or time.monotonic() >= self._until:
                self._fetch(http)
            return self._header

    def refresh(self, refused: dict[str, str]) -> bool:
        """The refused token is forgotten; another is asked for."""
        with self._lock:
            if refused == self._header:
                self._header = {}
        return True

    def _fetch(self, http: Http) -> None:
        url = self._token_url or self._discovered(http)
        self._token_url = url
        form = {"grant_type": "client_credentials", "scope": self._scope, **self._proof.form(self._client_id, url)}
        headers = {"Accept": "application/json", "Content-Type": _FORM, **self._proof.headers(self._client_id)}
        try:
            answer = http.send("POST", url, urlencode(form).encode(), headers)
            value = answer.json() if answer.is_success else {}
        except (NoAnswer, ValueError) as error:
            raise LoadError(f"{url}: no token: {error}") from error
        if "access_token" not in value:
            raise LoadError(f"{url}: no token for client {self._client_id}: {answer.status_code} {_said(answer)}")
        life = float(value.get("expires_in", UNSAID_SECONDS))
        self._header = {"Authorization": f"Bearer {value['access_token']}"}
        check_header("Authorization", self._header["Authorization"])
        self._until = time.monotonic() + max(life - MARGIN_SECONDS, life / 2)

    def _discovered(self, http: Http) -> str:
        try:
            answer = http.send("GET", f"{self._base}/.well-known/smart-configuration", headers={"Accept": "application/json"})
            return str(answer.json()["token_endpoint"])
        except (NoAnswer, ValueError, KeyError, TypeError) as error:
            raise LoadError(f"{self._base}: says nowhere where tokens are granted; needed is --token-url") from error


def _said(answer: Answer) -> str:
    """The error that a token endpoint names (RFC 6749 §5.2)."""
    try:
        value = answer.json()
    except ValueError:
        return answer.reason_phrase
    if not isinstance(value, dict):
        return answer.reason_phrase
    return " ".join(str(value[name]) for name in ("error", "error_description") if value.get(name)) or answer.reason_phrase
