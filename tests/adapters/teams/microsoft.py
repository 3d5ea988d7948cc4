"""A small real server in the place of Microsoft's: signing keys, and a connector that writes down what it is sent."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from config.settings import TeamsRegistration

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ISSUER = "https://api.botframework.com"
TENANT = "6f5b1e0a-0000-4000-8000-000000000001"
APP = "0a1b2c3d-0000-4000-8000-00000000000a"
PASSWORD = "canary-client-secret"
REGISTRATION = TeamsRegistration(APP, PASSWORD, TENANT)
ACCESS = "token-for-the-connector"
KID = "first-key"
MEMBER = {
    "id": "29:riley",
    "name": "Riley Requester",
    "email": "riley@example.gov.uk",
    "userPrincipalName": "riley@example.gov.uk",
    "tenantId": TENANT,
    "userRole": "user",
}


@cache
def private_key(name: str) -> RSAPrivateKey:
    """The key of this name: always the same one within a run."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def listed(name: str, **changed: Any) -> dict[str, Any]:
    """A key as Microsoft's list has it."""
    key = json.loads(RSAAlgorithm.to_jwk(private_key(name).public_key()))
    return {
        "kty": "RSA",
        "use": "sig",
        "kid": name,
        "n": key["n"],
        "e": key["e"],
        "endorsements": ["msteams"],
        **changed,
    }


@dataclass
class Microsoft:
    """``calls`` holds (method, path, body) of the connector; ``refusals`` says by method what to answer but yes."""

    keys: list[dict[str, Any]] = field(default_factory=lambda: [listed(KID)])
    keys_read: int = 0
    is_down: bool = False
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    awake: asyncio.Event | None = None
    """Until it is set, keys are not listed, though somebody ``asked``."""
    member: Any = field(default_factory=lambda: dict(MEMBER))
    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)
    refusals: dict[str, tuple[int, Any, dict[str, str]]] = field(default_factory=dict)
    breaks: bool = False
    """Whether connections break before the connector's answer."""
    url: str = ""

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/metadata", self._metadata)
        app.router.add_get("/keys", self._keys)
        app.router.add_route("*", "/teams/{path:.+}", self._connector)
        return app

    @property
    def service_url(self) -> str:
        return f"{self.url}/teams/"

    def refuse(self, method: str, status: int, body: Any = None, **headers: str) -> None:
        self.refusals[method] = (status, body, headers)

    def sent(self) -> list[dict[str, Any]]:
        """The activities that were posted or put."""
        return [body for method, _, body in self.calls if method != "GET"]

    async def _metadata(self, _request: web.Request) -> web.Response:
        self.keys_read += 1
        self.asked.set()
        if self.awake:
            await self.awake.wait()
        if self.is_down:
            return web.Response(status=503)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": self.keys})

    async def _connector(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        self.calls.append((request.method, request.raw_path.removeprefix("/teams"), body))
        self.authorizations.append(request.headers.get("Authorization"))
        if self.breaks:
            assert request.transport is not None
            request.transport.abort()
        if request.method in self.refusals:
            status, said, headers = self.refusals[request.method]
            return web.json_response(said, status=status, headers=headers)
        return web.json_response(self.member if request.method == "GET" else {"id": "1700000000001"})


def token(service_url: str, *, key: str = KID, header: dict[str, Any] | None = None, **changed: Any) -> str:
    """A token as Microsoft's, but for what is changed; a claim that is ``None`` is left out."""
    now = NOW.timestamp()
    claims = {"iss": ISSUER, "aud": APP, "exp": now + 3600, "nbf": now - 60, "serviceurl": service_url, **changed}
    held = {name: value for name, value in claims.items() if value is not None}
    return signed(json.dumps(held).encode(), key, header=header)


def signed(payload: bytes, key: str = KID, algorithm: str = "RS256", header: dict[str, Any] | None = None) -> str:
    """Any payload at all, rightly signed."""
    return jwt.PyJWS().encode(payload, private_key(key), algorithm=algorithm, headers={"kid": key, **(header or {})})
