"""Reads what is at an address over https: only from where we may, so much, and no longer than so long."""

from __future__ import annotations

import asyncio
import socket
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from adapters.calendars.reach import PUBLIC, Reach, RefusedAddressError
from adapters.calendars.troubles import UnreadableError
from bot.model import CalendarTrouble

MOST_BYTES = 5_000_000
"""Of a calendar, when it is unpacked."""
WITHIN_SECONDS = 15.0
"""In all: finding the address, connecting, and reading, redirects among it."""
MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
AS_IT_IS = frozenset({"", "identity"})
PACKED = frozenset({"gzip", "x-gzip", "deflate"})
ZLIB_OR_GZIP = zlib.MAX_WBITS | 32  # zlib's manual, inflateInit2: find out by the header which of the two it is
TROUBLES = {
    401: CalendarTrouble.NO_ACCESS,
    403: CalendarTrouble.NO_ACCESS,
    404: CalendarTrouble.NOT_FOUND,
    410: CalendarTrouble.NOT_FOUND,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a server. Nothing of it is shown or logged: the address is a secret."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


class CheckedResolver(AbstractResolver):
    """Finds the addresses of a name, and refuses the name when any of them is one that may not be connected to."""

    def __init__(self, reach: Reach, resolver: AbstractResolver | None = None) -> None:
        self._reach = reach
        self._resolver = resolver or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if not all(self._reach.may_connect(each["host"]) for each in found):
            raise RefusedAddressError("a refused address")
        return found

    async def close(self) -> None:
        await self._resolver.close()


class Fetcher:
    """Reads from servers. Each is connected to at an address that was looked at; nothing goes by a proxy."""

    def __init__(
        self, reach: Reach = PUBLIC, resolver: AbstractResolver | None = None, seconds: float = WITHIN_SECONDS
    ) -> None:
        """``resolver`` finds addresses by name; ours by default."""
        self._reach = reach
        self._resolver = resolver
        self._seconds = seconds

    async def fetch(self, asked: Asked) -> bytes:
        """What the server has, unpacked. Raises UnreadableError."""
        try:
            async with asyncio.timeout(self._seconds), self._session() as session:
                return await self._follow(session, asked)
        except TimeoutError:
            raise UnreadableError(CalendarTrouble.TOO_SLOW) from None
        except aiohttp.ClientSSLError:
            raise UnreadableError(CalendarTrouble.NO_CERTIFICATE) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise UnreadableError(_trouble_of(error)) from None

    def _session(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=CheckedResolver(self._reach, self._resolver),
            use_dns_cache=False,
            socket_factory=self._reach.open_socket,
            force_close=True,
        )
        return aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self._seconds),
        )

    async def _follow(self, session: aiohttp.ClientSession, asked: Asked) -> bytes:
        """The name and password go to the server that they are for, and to no other."""
        url, home = URL(asked.url), URL(asked.url).origin()
        for _ in range(MOST_REDIRECTS + 1):
            self._check(url)
            headers = {"Accept-Encoding": "gzip", **asked.headers}
            is_home = url.origin() == home
            if asked.user and is_home:
                headers["Authorization"] = aiohttp.encode_basic_auth(asked.user, asked.password)
            if not is_home:
                headers.pop("Authorization", None)
            request = session.request(
                asked.method, url, headers=headers, data=asked.body or None, allow_redirects=False
            )
            async with request as response:
                if response.status not in REDIRECTS:
                    return await _content(response)
                url = url.join(URL(response.headers.get("Location", "")))
        raise UnreadableError(CalendarTrouble.REDIRECTED)

    def _check(self, url: URL) -> None:
        """An address that is written as numbers never comes before the resolver; it does before the socket too."""
        if url.scheme not in self._reach.schemes or not url.host:
            raise UnreadableError(CalendarTrouble.REFUSED)


async def _content(response: aiohttp.ClientResponse) -> bytes:
    if response.status != 200:
        raise UnreadableError(TROUBLES.get(response.status, CalendarTrouble.SERVER_TROUBLE))
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    if packing not in AS_IT_IS | PACKED:
        raise UnreadableError(CalendarTrouble.NOT_A_CALENDAR)
    found, size = [], 0
    unpacker = zlib.decompressobj(ZLIB_OR_GZIP) if packing in PACKED else None
    async for chunk in response.content.iter_any():
        try:
            part = unpacker.decompress(chunk, MOST_BYTES + 1 - size) if unpacker else chunk
        except zlib.error:
            raise UnreadableError(CalendarTrouble.NOT_A_CALENDAR) from None
        found.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise UnreadableError(CalendarTrouble.TOO_LARGE)
        if unpacker and unpacker.eof:
            break
    return b"".join(found)


def _trouble_of(error: BaseException) -> CalendarTrouble:
    """What lies behind an error of the HTTP client."""
    link: BaseException | None = error
    while link is not None:
        if isinstance(link, RefusedAddressError):
            return CalendarTrouble.REFUSED
        link = link.__cause__ or link.__context__
    return CalendarTrouble.UNREACHABLE
