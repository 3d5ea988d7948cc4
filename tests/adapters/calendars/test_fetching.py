"""Reading from servers that nobody here trusts: where we connect, how much is read, and for how long."""

from __future__ import annotations

import asyncio
import gzip
import socket
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address

import pytest
from aiohttp import web

from adapters.calendars.fetching import MOST_BYTES, MOST_REDIRECTS, Asked, Fetcher
from adapters.calendars.reach import PUBLIC, Reach, RefusedAddressError, is_public
from adapters.calendars.troubles import UnreadableError
from bot.model import CalendarTrouble
from tests.adapters.calendars.servers import HERE, Names, get, serving

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:8.8.8.8",
    "::ffff:0:10.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::808:808",
    "64:ff9b:1::7f00:1",
    "100::1",
    "2001::1",
    "2001:0:5ef5:79fb::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2620:4f:8000::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "localhost",
    "",
]
OPEN = [
    "8.8.8.8",
    "1.1.1.1",
    "52.96.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "172.32.0.1",
    "2606:4700::1111",
    "2a00:1450::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_address_that_is_not_public_may_be_connected_to(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OPEN)
def test_public_addresses_may(address: str) -> None:
    assert is_public(address)


def test_the_table_refuses_what_the_standard_library_lets_pass() -> None:
    passed = [address for address in PRIVATE if address[:1].isalnum() and ":" in address]
    assert any(ip_address(address.partition("%")[0]).is_global for address in passed)
    assert not any(is_public(address) for address in passed)


@pytest.mark.parametrize("address", [each for each in PRIVATE if each[:1].isdigit() and ":" not in each])
def test_the_socket_itself_is_refused(address: str) -> None:
    with pytest.raises(RefusedAddressError):
        PUBLIC.open_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)))


class Door:
    """A listening socket that counts who came."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.port = self._socket.getsockname()[1]

    def came(self) -> int:
        number = 0
        while True:
            try:
                connection, _ = self._socket.accept()
            except BlockingIOError:
                return number
            connection.close()
            number += 1

    def close(self) -> None:
        self._socket.close()


@contextmanager
def door() -> Iterator[Door]:
    opened = Door()
    try:
        yield opened
    finally:
        opened.close()


async def trouble_of(fetching: Awaitable[bytes]) -> CalendarTrouble:
    with pytest.raises(UnreadableError) as raised:
        await fetching
    return raised.value.trouble


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::ffff:127.0.0.1]",
        "[::1]",
        "localhost",
        "2130706433",
        "127.1",
        "0x7f.0.0.1",
        "0",
        "[64:ff9b::7f00:1]",
    ],
)
async def test_nothing_is_connected_to_at_an_address_of_this_computer(host: str) -> None:
    with door() as behind:
        found = await trouble_of(get(Fetcher(), f"https://{host}:{behind.port}/busy.ics"))
        assert found in {CalendarTrouble.REFUSED, CalendarTrouble.UNREACHABLE}
        assert behind.came() == 0


async def test_a_door_counts_who_comes_so_that_none_means_none() -> None:
    with door() as behind:
        everywhere = Reach(lambda _address: True)
        await trouble_of(get(Fetcher(everywhere, seconds=0.5), f"https://127.0.0.1:{behind.port}/"))
        assert behind.came() == 1


async def test_a_name_with_any_refused_address_is_refused_whole() -> None:
    with door() as behind:
        names = Names({"calendar.example.gov.uk": [["8.8.8.8", "127.0.0.1"]]})
        url = f"https://calendar.example.gov.uk:{behind.port}/"
        assert await trouble_of(get(Fetcher(resolver=names), url)) is CalendarTrouble.REFUSED
        assert behind.came() == 0


async def test_a_name_that_is_rebound_after_it_was_looked_at_gains_nothing() -> None:
    """It is looked up once for each connection, and what is connected to is what was looked at."""
    with door() as behind:
        looked_at: list[str] = []

        def only_first(address: str) -> bool:
            looked_at.append(address)
            return address == "127.0.0.2"

        names = Names({"calendar.example.gov.uk": [["127.0.0.2"], ["127.0.0.1"]]})
        fetcher = Fetcher(Reach(only_first), names)
        url = f"https://calendar.example.gov.uk:{behind.port}/"
        await trouble_of(get(fetcher, url))
        assert names.asked == ["calendar.example.gov.uk"]
        assert set(looked_at) == {"127.0.0.2"}
        assert await trouble_of(get(fetcher, url)) is CalendarTrouble.REFUSED
        assert behind.came() == 0


async def test_the_socket_is_looked_at_even_when_the_name_was_let_pass() -> None:
    """As it would be if the address changed between the two looks."""
    with door() as behind:
        looks: list[str] = []

        def once(address: str) -> bool:
            looks.append(address)
            return len(looks) == 1

        names = Names({"calendar.example.gov.uk": [["127.0.0.1"]]})
        url = f"https://calendar.example.gov.uk:{behind.port}/"
        assert await trouble_of(get(Fetcher(Reach(once), names), url)) is CalendarTrouble.REFUSED
        assert len(looks) == 2
        assert behind.came() == 0


async def test_http_is_refused_before_anybody_is_asked() -> None:
    with door() as behind:
        everywhere = Reach(lambda _address: True)
        assert await trouble_of(get(Fetcher(everywhere), f"http://127.0.0.1:{behind.port}/")) is CalendarTrouble.REFUSED
        assert behind.came() == 0


# ---------------------------------------------------------------------------------------------- redirects


async def test_redirects_are_followed_where_we_may_go_and_no_further() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        left = int(request.query.get("left", "0"))
        if left:
            raise web.HTTPFound(f"/?left={left - 1}")
        return web.Response(text="there")

    async with serving(handler) as url:
        assert await get(Fetcher(HERE), f"{url}/?left={MOST_REDIRECTS}") == b"there"
        found = await trouble_of(get(Fetcher(HERE), f"{url}/?left={MOST_REDIRECTS + 1}"))
        assert found is CalendarTrouble.REDIRECTED


@pytest.mark.parametrize(
    "where", ["http://127.0.0.1:{port}/", "https://127.0.0.1:{port}/", "//127.0.0.1:{port}/", "file:///etc/passwd", ""]
)
async def test_a_redirect_to_a_refused_address_reaches_nobody(where: str) -> None:
    async def handler(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": where.format(port=behind.port)})

    with door() as behind:
        async with serving(handler) as url:
            port = int(url.rpartition(":")[2])
            names = Names({"calendar.example.gov.uk": [["127.0.0.1"]]})
            reached: list[str] = []

            def by_name_only(address: str) -> bool:
                """The server is let pass, however it is asked for: at the socket its port is not known."""
                reached.append(address)
                return len(reached) <= 2

            fetcher = Fetcher(Reach(by_name_only, ("http", "https")), names)
            found = await trouble_of(get(fetcher, f"http://calendar.example.gov.uk:{port}/"))
            assert found in {CalendarTrouble.REFUSED, CalendarTrouble.REDIRECTED}
            assert behind.came() == 0


async def test_a_redirect_never_leads_from_https_to_http() -> None:
    assert PUBLIC.schemes == ("https",)
    assert HERE.schemes != PUBLIC.schemes


async def test_the_password_is_for_its_own_server_only() -> None:
    seen: dict[str, str] = {}

    async def other(request: web.Request) -> web.StreamResponse:
        seen["other"] = request.headers.get("Authorization", "")
        return web.Response(text="there")

    async with serving(other) as elsewhere:

        async def home(request: web.Request) -> web.StreamResponse:
            seen[request.path] = request.headers.get("Authorization", "")
            raise web.HTTPFound("/moved" if request.path == "/" else f"{elsewhere}/")

        async with serving(home) as url:
            await Fetcher(HERE).fetch(Asked("GET", f"{url}/", user="ada", password="pässwörd"))
    assert seen["/"].startswith("Basic ")
    assert seen == {"/": seen["/"], "/moved": seen["/"], "other": ""}


# ---------------------------------------------------------------------------------------------- how much, how long


def answering(body: bytes, status: int = 200, **headers: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handler(_request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=body, status=status, headers=named)

    return handler


@pytest.mark.parametrize(
    ("pack", "coding"),
    [(bytes, "identity"), (gzip.compress, "gzip"), (zlib.compress, "deflate")],
    ids=["as it is", "gzip", "deflate"],
)
async def test_five_megabytes_are_read_and_not_one_byte_more(pack: Callable[[bytes], bytes], coding: str) -> None:
    most = b"x" * MOST_BYTES
    async with serving(answering(pack(most), Content_Encoding=coding)) as url:
        assert await get(Fetcher(HERE), url) == most
    async with serving(answering(pack(most + b"x"), Content_Encoding=coding)) as url:
        assert await trouble_of(get(Fetcher(HERE), url)) is CalendarTrouble.TOO_LARGE


async def test_what_unpacks_to_far_more_is_given_up_early() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = b"".join(packer.compress(bytes(10_000_000)) for _ in range(50)) + packer.flush()
    assert len(bomb) < 600_000
    async with serving(answering(bomb, Content_Encoding="gzip")) as url:
        assert await trouble_of(get(Fetcher(HERE), url)) is CalendarTrouble.TOO_LARGE


@pytest.mark.parametrize("coding", ["br", "gzip, gzip", "zstd", "compress"])
async def test_other_packings_are_not_opened(coding: str) -> None:
    async with serving(answering(gzip.compress(gzip.compress(b"x")), Content_Encoding=coding)) as url:
        assert await trouble_of(get(Fetcher(HERE), url)) is CalendarTrouble.NOT_A_CALENDAR


async def test_what_is_not_packed_as_it_says_is_no_calendar() -> None:
    async with serving(answering(b"BEGIN:VCALENDAR", Content_Encoding="gzip")) as url:
        assert await trouble_of(get(Fetcher(HERE), url)) is CalendarTrouble.NOT_A_CALENDAR


async def _drop_by_drop(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(1_000):
        await response.write(b"x")
        await asyncio.sleep(0.05)
    return response


async def _without_end(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(bytes(100_000))


async def _never(_request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    return web.Response()


async def _from_one_to_the_next(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(0.2)
    raise web.HTTPFound(f"{request.path}x")


@pytest.mark.parametrize(
    ("handler", "trouble"),
    [
        (_drop_by_drop, CalendarTrouble.TOO_SLOW),
        (_without_end, CalendarTrouble.TOO_LARGE),
        (_never, CalendarTrouble.TOO_SLOW),
        (_from_one_to_the_next, CalendarTrouble.TOO_SLOW),
    ],
    ids=["drop by drop", "without end", "never", "slow redirects"],
)
async def test_slow_and_endless_servers_are_given_up(
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]], trouble: CalendarTrouble
) -> None:
    seconds = 0.5 if trouble is CalendarTrouble.TOO_SLOW else 15
    async with serving(handler) as url:
        assert await trouble_of(get(Fetcher(HERE, seconds=seconds), url)) is trouble


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (401, CalendarTrouble.NO_ACCESS),
        (403, CalendarTrouble.NO_ACCESS),
        (404, CalendarTrouble.NOT_FOUND),
        (410, CalendarTrouble.NOT_FOUND),
        (204, CalendarTrouble.SERVER_TROUBLE),
        (429, CalendarTrouble.SERVER_TROUBLE),
        (503, CalendarTrouble.SERVER_TROUBLE),
    ],
)
async def test_what_a_server_says_instead_of_a_calendar_is_known_for_what_it_is(
    status: int, trouble: CalendarTrouble
) -> None:
    async with serving(answering(b"", status)) as url:
        assert await trouble_of(get(Fetcher(HERE), url)) is trouble


async def test_a_server_that_is_not_there_or_has_no_name_cannot_be_reached() -> None:
    with door() as behind:
        port = behind.port
    assert await trouble_of(get(Fetcher(HERE), f"http://127.0.0.1:{port}/")) is CalendarTrouble.UNREACHABLE
    nowhere = "https://calendar.invalid/busy.ics"  # RFC 2606: nobody is ever called so
    assert await trouble_of(get(Fetcher(seconds=5), nowhere)) in {CalendarTrouble.UNREACHABLE, CalendarTrouble.TOO_SLOW}


async def test_an_error_says_nothing_of_the_address() -> None:
    with pytest.raises(UnreadableError) as raised:
        await get(Fetcher(), "https://ada:secret-password@127.0.0.1/secret-path")
    link: BaseException | None = raised.value
    while link:
        assert "secret" not in str(link)
        link = link.__cause__
    assert "secret" not in repr(Asked("GET", "https://x/secret", {"X": "secret"}, b"secret", "secret", "secret"))
