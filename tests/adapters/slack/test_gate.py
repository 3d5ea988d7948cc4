"""Malformed, forged, replayed and oversized requests: turned away, and never an error of ours."""

from __future__ import annotations

import asyncio
import copy
import gzip
import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import reduce
from itertools import product
from operator import getitem
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientResponse, web
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.http_gate import FORGED, TOO_LARGE, UNREADABLE, Refused
from adapters.http_limits import MAX_BODY
from adapters.slack.carried import carry
from adapters.slack.events import Delivery, Removed, Route, Submission, SwitchedOff
from adapters.slack.gate import MAX_AGE, admit
from adapters.slack.interactions import read
from adapters.slack.payloads import UnreadableError
from tests.adapters.slack import deliveries
from tests.adapters.slack.conftest import Running
from tests.adapters.slack.deliveries import NOW, SECRET
from tests.sizes import examples

COMMAND = urlencode(deliveries.command()).encode()
CANARY = "canary-in-the-body"


HAPPENINGS: tuple[dict[str, Any], ...] = (
    deliveries.direct_message(),
    deliveries.mention(),
    deliveries.home_opened(view={"id": "V1", "type": "home", "hash": "h"}),
    {"type": "app_uninstalled"},
    {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}},
    {"type": "user_change", "user": {"id": "U9", "team_id": "T01ACME", "deleted": True}},
)


def malformed() -> Iterator[bytes]:
    """Bodies that no Slack sends. Each is tried signed and unsigned."""
    yield from (b"", b" ", b"\x00", b"\xff\xfe", b"null", b"[]", b'"x"', b"1", b"{", b"}", b"{]", b'{"a":', b"{'a':1}")
    yield from (b"{" * 50_000, b'{"a":' * 50_000, b"[" * 100_000, b'{"a":' + b"[" * 100_000)
    yield from (b'{"a":1}x', b'{"a":' + b"9" * 5_000 + b"}", b'{"a":"\xff"}', b'{"a":\xed\xa0\x80}', b"\xef\xbb\xbf{}")
    yield from (b"payload", b"payload=", b"payload=%", b"payload=%zz", b"payload=%ff", b"payload=[]", b"payload=null")
    yield from (b"payload={", b"payload=1", b"payload=%22x%22", b"payload={}{}", b"payload=" + b"%5B" * 50_000)
    yield from (b"&", b"=", b"a", b"a=b", b"a=b&c", b"command", b"&&&&", b"a=%", b"text=x", b"a=b&" * 60 + b"command=x")
    yield from (b"<xml/>", b"--boundary\r\n", b"GET / HTTP/1.1", b"\r\n\r\n", b"%00", b"%", "ö=1".encode("latin-1"))


JUNK: tuple[Any, ...] = (None, 7, [], {}, "", "\ud800", [[]], True, {"id": 7}, [None])
BESIDE = ("authorizations", "enterprise", "event", "message", "response_urls", "container", "state", "function_data")


def wrong_shapes(sealed: str) -> Iterator[dict[str, Any]]:
    """Payloads in which one part that is read, or that Bolt looks at, is something else."""
    press, submission = deliveries.press(), deliveries.submission(sealed, {"place": "Leeds"})
    wholes = [press, submission, deliveries.shortcut("words"), deliveries.press_at_home()]
    wholes += [deliveries.envelope(event) for event in HAPPENINGS]
    for whole in wholes:
        yield from swapped(whole, (), (*whole, *BESIDE, "is_enterprise_install"))
        for inner in ("event", "view", "message"):
            if inner in whole:
                yield from swapped(whole, (inner,), (*whole[inner], "bot_id", "subtype", "thread_ts", "view", "hidden"))
    yield from swapped(press, ("actions", 0), ("type", "action_id", "value"))
    at = ("enterprise_id", "team_id", "is_enterprise_install")
    yield from swapped(deliveries.envelope(deliveries.mention()), ("authorizations", 0), at)


def swapped(whole: dict[str, Any], path: tuple[str | int, ...], parts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The payload with each of these parts, under ``path``, as each piece of junk."""
    for part, wrong in product(parts, JUNK):
        changed: Any = copy.deepcopy(whole)
        inner = reduce(getitem, path, changed)
        inner[part] = wrong
        yield changed


async def test_malformed_bodies_are_refused_whether_signed_or_not(slack: Running) -> None:
    for body in malformed():
        signed = await slack.post(body)
        unsigned = await slack.post(body, deliveries.FORM)
        assert (signed.status, await signed.read()) == (UNREADABLE, b""), body[:50]
        assert (unsigned.status, await unsigned.read()) == (FORGED, b""), body[:50]
    assert slack.events == []


async def test_payloads_of_another_shape_are_never_an_error_of_ours(slack: Running) -> None:
    shapes = list(wrong_shapes(carry(slack.vault, Route("U01RILEY", "C01GEN"), "s1")))
    for payload in shapes:
        response = await slack.interact(payload)
        assert response.status in {200, UNREADABLE}, payload
    assert len(shapes) > 2_000


@pytest.mark.parametrize(
    "change",
    [
        {"trigger_id": ""},
        {"team_id": ""},
        {"user_id": ""},
        {"text": "\x00" * 10},
        {"is_enterprise_install": "maybe"},
        {"channel_id": ""},
    ],
)
async def test_a_command_with_a_hole_in_it_is_never_an_error_of_ours(slack: Running, change: dict[str, str]) -> None:
    response = await slack.command(**change)

    assert response.status in {200, UNREADABLE}


async def test_forged_requests_learn_nothing_and_leave_no_trace(
    slack: Running, caplog: pytest.LogCaptureFixture
) -> None:
    body = urlencode(deliveries.command(CANARY)).encode()
    good = deliveries.headers(body)
    timestamp, signature = "X-Slack-Request-Timestamp", "X-Slack-Signature"
    forged = [
        {**good, signature: value}
        for value in ("", "v0=", "v0", good[signature][:-1], good[signature] + "0", good[signature].upper())
    ]
    forged += [{**good, signature: value} for value in ("v1" + good[signature][2:], "v0=" + "0" * 64, "v0=é", "\udc80")]
    forged += [{**good, timestamp: value} for value in ("", "x", "-1", "1e9", "١٢٣", "9" * 30, "0x5", "1.5", "+5")]
    forged += [{name: value for name, value in good.items() if name != missing} for missing in (timestamp, signature)]
    forged += [deliveries.headers(body, secret="another"), deliveries.headers(body + b"&x=y")]
    with caplog.at_level(logging.DEBUG):
        for headers in forged:
            response = await posted_or_none(slack, body, headers)
            assert response is None or (response.status, await response.read()) == (FORGED, b""), headers
    assert slack.events == []
    assert CANARY not in caplog.text


async def test_two_signatures_are_as_good_as_none(slack: Running) -> None:
    good = deliveries.headers(COMMAND)
    twice = [*good.items(), ("X-Slack-Signature", good["X-Slack-Signature"])]

    response = await slack.http.post("/slack/events", data=COMMAND, headers=twice)

    assert response.status == FORGED


@pytest.mark.parametrize("seconds", [-MAX_AGE - 1, MAX_AGE + 1, -86_400])
async def test_a_request_recorded_earlier_is_refused(slack: Running, seconds: int) -> None:
    response = await slack.post(COMMAND, deliveries.headers(COMMAND, NOW + timedelta(seconds=seconds)))

    assert response.status == FORGED
    assert slack.events == []


@pytest.mark.parametrize("seconds", [-MAX_AGE, 0, MAX_AGE])
async def test_a_request_of_the_last_five_minutes_is_taken(slack: Running, seconds: int) -> None:
    response = await slack.post(COMMAND, deliveries.headers(COMMAND, NOW + timedelta(seconds=seconds)))

    assert response.status == 200


async def test_a_replay_within_five_minutes_is_the_same_event_to_the_core(slack: Running) -> None:
    for _ in range(3):
        await slack.post(COMMAND)

    assert len({event.key for event in slack.events}) == 1


async def test_oversized_bodies_are_refused_however_they_are_sent(slack: Running) -> None:
    big = b"command=" + b"x" * MAX_BODY

    async def in_pieces() -> Any:
        for start in range(0, len(big), 65_536):
            yield big[start : start + 65_536]

    named = await slack.post(big)
    chunked = await slack.http.post("/slack/events", data=in_pieces(), headers=deliveries.headers(big))

    assert (named.status, chunked.status) == (TOO_LARGE, TOO_LARGE)


async def test_a_packed_body_is_not_unpacked(slack: Running) -> None:
    bomb = gzip.compress(b"\x00" * 50_000_000)

    response = await slack.post(bomb, {**deliveries.headers(bomb), "Content-Encoding": "gzip"})

    assert response.status == UNREADABLE


PACKED = {
    "two codings, the first of them none": ("Content-Encoding: identity", "Content-Encoding: gzip"),
    "two codings, the last of them none": ("Content-Encoding: gzip", "Content-Encoding: identity"),
    "packed twice": ("Content-Encoding: gzip, gzip",),
    "packed and in capitals": ("Content-Encoding: GZIP",),
    "packed in a way that is not known": ("Content-Encoding: x-canary",),
}


@pytest.mark.parametrize("extra", PACKED.values(), ids=list(PACKED))
async def test_a_body_that_is_not_packed_as_announced_is_refused_and_is_no_fault_of_ours(
    slack: Running, caplog: pytest.LogCaptureFixture, extra: tuple[str, ...]
) -> None:
    for headers in (deliveries.headers(COMMAND), deliveries.FORM):
        assert await status_of(slack, raw(COMMAND, headers, f"Content-Length: {len(COMMAND)}", *extra)) == UNREADABLE
    assert slack.events == []
    assert caplog.text == ""


async def test_a_body_that_says_twice_that_it_is_not_packed_is_taken(slack: Running) -> None:
    plain = (f"Content-Length: {len(COMMAND)}", "Content-Encoding: identity", "Content-Encoding: Identity")

    assert await status_of(slack, raw(COMMAND, deliveries.headers(COMMAND), *plain)) == 200


MISLEADING = {
    "too short": (COMMAND, ("Content-Length: 20",)),
    "no number": (COMMAND, ("Content-Length: x",)),
    "negative": (COMMAND, ("Content-Length: -5",)),
    "immense": (COMMAND, ("Content-Length: 99999999999999999999999999",)),
    "two lengths": (COMMAND, ("Content-Length: 20", f"Content-Length: {len(COMMAND)}")),
    "a length and pieces": (COMMAND, (f"Content-Length: {len(COMMAND)}", "Transfer-Encoding: chunked")),
    "a piece without a size": (b"zz\r\nabc\r\n0\r\n\r\n", ("Transfer-Encoding: chunked",)),
    "a piece of another size": (b"5\r\nabcdefgh\r\n0\r\n\r\n", ("Transfer-Encoding: chunked",)),
    "no body": (b"", ()),
}


@pytest.mark.parametrize(("body", "extra"), MISLEADING.values(), ids=list(MISLEADING))
async def test_a_wrong_length_or_wrong_pieces_are_the_fault_of_whoever_sent_them(
    slack: Running, body: bytes, extra: tuple[str, ...]
) -> None:
    for headers in (deliveries.headers(COMMAND), deliveries.FORM):
        assert await status_of(slack, raw(body, headers, *extra)) in {UNREADABLE, FORGED}
    assert slack.events == []


@pytest.mark.parametrize("extra", ["Content-Length: 500", "Transfer-Encoding: chunked"])
async def test_a_body_cut_short_is_no_fault_of_ours(
    slack: Running, caplog: pytest.LogCaptureFixture, extra: str
) -> None:
    app = web.Application()
    app.add_routes(slack.gateway.routes())
    runner = web.AppRunner(app)  # as served: the test server would cancel what it is asked, and hide the error
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        reader, writer = await asyncio.open_connection(*runner.addresses[0])
        writer.write(raw(b"32\r\nabc", deliveries.headers(COMMAND), extra))
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
    finally:
        await runner.cleanup()
    assert slack.events == []
    assert caplog.text == ""


@pytest.mark.parametrize("name", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
@pytest.mark.parametrize("value", ["", "x", "v0=", "\xe9"])
async def test_a_second_signature_or_time_is_refused(slack: Running, name: str, value: str) -> None:
    request = raw(COMMAND, deliveries.headers(COMMAND), f"Content-Length: {len(COMMAND)}", f"{name}: {value}")

    assert await status_of(slack, request) == FORGED
    assert slack.events == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_only_posts_are_taken(slack: Running, method: str) -> None:
    response = await slack.http.request(method, "/slack/events")

    assert response.status == 405


async def test_hostile_words_reach_the_core_as_typed_and_come_out_inert(slack: Running) -> None:
    for text in ("x" * 10_000, "", "🧪🏴󠁧󠁢󠁷󠁬󠁳󠁿", "مرحبا", "<!channel>", "[x](javascript:alert(1))", "a\x00b"):
        response = await slack.command(text)
        assert response.status == 200
        assert slack.events[-1].text == text.replace("\x00", "\N{REPLACEMENT CHARACTER}")  # type: ignore[union-attr]


@settings(max_examples=examples(120, full=15_000))
@given(st.binary(max_size=200))
def test_no_bytes_make_the_gate_stumble(body: bytes) -> None:
    headers = deliveries.headers(body)

    admitted = admit(
        body,
        timestamps=[headers["X-Slack-Request-Timestamp"]],
        signatures=[headers["X-Slack-Signature"]],
        secret=SECRET,
        now=NOW,
    )

    assert isinstance(admitted, dict | Refused)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
KINDS = st.sampled_from(("block_actions", "view_submission", "message_action", "event_callback", None))
PARTS = st.sampled_from(
    (
        *("user", "team", "view", "actions", "channel", "trigger_id", "command", "state", "id", "event", "event_id"),
        *("callback_id", "message", "container", "authorizations", "enterprise", "team_id"),
    )
)


@settings(max_examples=examples(120, full=15_000))
@given(KINDS, st.dictionaries(PARTS, JSON))
def test_every_object_is_read_or_refused(kind: str | None, parts: dict[str, Any]) -> None:
    try:
        delivered = read({"type": kind, **parts})
    except UnreadableError:
        return
    assert delivered is None or isinstance(delivered, Delivery | Submission | Removed | SwitchedOff)


async def posted_or_none(slack: Running, body: bytes, headers: dict[str, str]) -> ClientResponse | None:
    """Nothing where the HTTP client itself would not send such a header."""
    try:
        return await slack.post(body, headers)
    except (UnicodeEncodeError, ValueError):
        return None


def raw(body: bytes, headers: dict[str, str], *extra: str) -> bytes:
    """A request as it goes over the wire, with headers that no client would send."""
    named = [f"{name}: {value}" for name, value in headers.items()]
    head = "\r\n".join(["POST /slack/events HTTP/1.1", "Host: localhost", *named, *extra])
    return head.encode() + b"\r\n\r\n" + body


async def status_of(slack: Running, request: bytes) -> int:
    """The status that the server answers to exactly these bytes."""
    reader, writer = await asyncio.open_connection(slack.http.host, slack.http.port)
    writer.write(request)
    answer = await reader.readline()
    writer.close()
    return int(answer.split()[1])
