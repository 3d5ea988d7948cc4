"""The keys Microsoft signs with, as its OpenID metadata lists them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import jwt
from pydantic import BaseModel

# learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication: keys may change at any
# time, and should be read again at least once a day.
READ_AGAIN = timedelta(days=1)
READ_AT_MOST_EVERY = timedelta(seconds=60)
"""Tokens that name unknown keys come from anybody: they cost Microsoft one request a minute, not one each."""
READ_WITHIN = 5  # seconds, of the 15 that Teams waits for us
ALGORITHM = "RS256"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SigningKey:
    key: jwt.PyJWK
    endorsements: frozenset[str]
    """The channels it may speak for."""


class _Metadata(BaseModel):
    jwks_uri: str


class _Listed(BaseModel):
    kty: str = ""
    kid: str = ""
    n: str = ""
    e: str = ""
    endorsements: list[str] = []


class _Listing(BaseModel):
    keys: list[_Listed]


class SigningKeys:
    """Read once a day, and when a key is named that was not among them."""

    def __init__(self, metadata_url: str, now: Callable[[], datetime]) -> None:
        self._metadata_url = metadata_url
        self._now = now
        self._known: dict[str, SigningKey] = {}
        self._read_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._one_reader = asyncio.Lock()

    async def find(self, kid: str, http: aiohttp.ClientSession) -> SigningKey | None:
        """The key of this id, or nothing where Microsoft has none, or cannot be asked."""
        if self._is_wanted(kid):  # else nobody waits for what forged tokens have us ask
            async with self._one_reader:
                if self._is_wanted(kid) and self._may_read():
                    await self._read(http)
        return self._known.get(kid)

    def _is_wanted(self, kid: str) -> bool:
        return kid not in self._known or self._is_old()

    def _is_old(self) -> bool:
        return self._read_at is None or self._now() - self._read_at >= READ_AGAIN

    def _may_read(self) -> bool:
        return self._tried_at is None or self._now() - self._tried_at >= READ_AT_MOST_EVERY

    async def _read(self, http: aiohttp.ClientSession) -> None:
        """What was known stays known when Microsoft does not answer: a fault there is no reason to turn people away."""
        self._tried_at = self._now()
        try:
            async with asyncio.timeout(READ_WITHIN):
                metadata = _Metadata.model_validate(await _get(http, self._metadata_url))
                listing = _Listing.model_validate(await _get(http, metadata.jwks_uri))
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:  # pydantic's and JSON's errors are ValueErrors
            log.warning("Microsoft's signing keys cannot be read: %s", type(error).__name__)
            return
        usable = {listed.kid: key for listed in listing.keys if (key := _key(listed))}
        if not usable:
            log.warning("Microsoft lists no signing key that can be used")
            return
        self._known = usable
        self._read_at = self._tried_at


async def _get(http: aiohttp.ClientSession, url: str) -> Any:
    async with http.get(url, raise_for_status=True, allow_redirects=False) as response:
        return await response.json(content_type=None)


def _key(listed: _Listed) -> SigningKey | None:
    if listed.kty != "RSA" or not listed.kid:
        return None
    try:
        key = jwt.PyJWK({"kty": "RSA", "n": listed.n, "e": listed.e, "kid": listed.kid}, algorithm=ALGORITHM)
    except (jwt.PyJWTError, ValueError):
        return None
    return SigningKey(key, frozenset(listed.endorsements))
