"""What no page of ours sends: answered in plain English with 4xx, never 5xx, and never passed on to the bot."""

from __future__ import annotations

import io
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.http_limits import MAX_BODY
from adapters.layout.errors import RefusedError
from adapters.web.events import Fields, event_key, pressed, read_fields, said, sender, submitted
from tests.adapters.web.example_bot import ExampleBot, refine_form
from tests.adapters.web.serving import served
from tests.adapters.web.visitor import Visitor, visiting

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def bot() -> ExampleBot:
    return ExampleBot()


@pytest.fixture
async def visitor(bot: ExampleBot) -> AsyncIterator[Visitor]:
    async with visiting(bot.handle, "juniper-quill") as at:
        yield at


async def check_refused(visitor: Visitor, path: str, data: object, headers: Mapping[str, str] | None = None) -> int:
    """Post it; the status, after checking that the answer is a page in plain English."""
    answer = await visitor.post(path, data, headers)
    assert 400 <= answer.status < 500
    assert "<h1" in visitor.page
    assert "Go back to the conversation" in visitor.page
    assert "Traceback" not in visitor.page
    return answer.status


def filled(visitor: Visitor, **fields: str) -> dict[str, str]:
    return {**visitor.form("/say").fields, **fields}


@pytest.mark.parametrize("path", ["/persona", "/say", "/press", "/form/1", "/start-again"])
async def test_a_form_from_elsewhere_is_refused_everywhere(visitor: Visitor, bot: ExampleBot, path: str) -> None:
    fields = filled(visitor, text="history", press="help.show", persona="juniper-quill", message="1")
    origin = {"Origin": "https://elsewhere.example"}
    assert await check_refused(visitor, path, fields, origin) == 403
    assert await check_refused(visitor, path, fields, {"Origin": "null"}) == 403
    assert await check_refused(visitor, path, {**fields, "token": "0" * 64}) == 403
    assert await check_refused(visitor, path, {**fields, "token": "é"}) == 403
    del fields["token"]
    assert await check_refused(visitor, path, fields) == 403
    assert bot.events == []


async def test_a_form_of_another_browser_is_refused(visitor: Visitor, bot: ExampleBot) -> None:
    fields = filled(visitor, text="history")
    visitor.client.session.cookie_jar.clear()
    await visitor.be("juniper-quill")
    assert await check_refused(visitor, "/say", fields) == 403
    assert bot.events == []


async def test_our_own_origin_is_not_refused(visitor: Visitor, bot: ExampleBot) -> None:
    origin = f"http://{visitor.client.host}:{visitor.client.port}"
    assert (await visitor.post("/say", filled(visitor, text="history"), {"Origin": origin})).status == 200
    assert len(bot.events) == 1


@pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1.elsewhere.example", "localhost@elsewhere.example"])
@pytest.mark.parametrize("path", ["/", "/personas", "/static/page.css"])
async def test_another_name_for_this_computer_is_not_answered(visitor: Visitor, host: str, path: str) -> None:
    assert (await visitor.go(path, {"Host": host})).status == 421
    assert "Juniper" not in visitor.page


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000", "LOCALHOST"])
async def test_every_name_of_loopback_is_answered(visitor: Visitor, host: str) -> None:
    assert (await visitor.go("/", {"Host": host})).status == 200


async def test_a_request_of_10000_characters_is_kept_to_be_shortened(visitor: Visitor, bot: ExampleBot) -> None:
    answer = await visitor.say("x" * 10_000)
    assert answer.status == 400
    assert "must be 3,000 characters or fewer" in visitor.page
    assert f'value="{"x" * 10_000}"' in visitor.page
    assert bot.events == []


async def test_a_body_over_1_mb_is_refused(visitor: Visitor, bot: ExampleBot) -> None:
    body = urlencode(filled(visitor, text="x" * MAX_BODY)).encode()
    assert await check_refused(visitor, "/say", io.BytesIO(body), FORM) == 413
    assert bot.events == []


@pytest.mark.parametrize("missing", ["key", "text"])
async def test_a_missing_field_is_refused(visitor: Visitor, missing: str) -> None:
    fields = filled(visitor, text="history")
    del fields[missing]
    assert await check_refused(visitor, "/say", fields) == 400


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", "nonsense", ""])
async def test_another_kind_of_body_is_refused(visitor: Visitor, kind: str) -> None:
    assert await check_refused(visitor, "/say", b"text=history", {"Content-Type": kind}) == 415


@pytest.mark.parametrize("body", [b"\xff\xfe", b"text=%ff%fe", b"text=a&text=b", b"=&=", b"&" * 5_000])
async def test_a_body_that_cannot_be_read_is_refused(visitor: Visitor, body: bytes) -> None:
    await check_refused(visitor, "/say", body, FORM)


@pytest.mark.parametrize("number", ["99", "0", "-1", "1e3", "one", "%00", "%ff", "9" * 400])
async def test_a_message_or_form_that_was_never_there_is_refused(
    visitor: Visitor, bot: ExampleBot, number: str
) -> None:
    fields = filled(visitor, press="help.show", message=number)
    assert await check_refused(visitor, "/press", fields) == 404
    assert await check_refused(visitor, f"/form/{number}", fields) == 404
    assert (await visitor.go(f"/form/{number}")).status == 404
    assert bot.events == []


async def test_nobody_can_be_somebody_who_is_not_there(visitor: Visitor) -> None:
    assert await check_refused(visitor, "/persona", filled(visitor, persona="ada-quillan")) == 400


async def test_whoever_has_not_chosen_who_to_be_is_asked_to(bot: ExampleBot) -> None:
    async with visiting(bot.handle) as visitor:
        await visitor.go("/")
        fields = {**visitor.form("/persona").fields, "text": "history"}
        assert await check_refused(visitor, "/say", fields) == 403
        assert "Choose who you are first" in visitor.page


async def test_damaged_cookies_are_as_good_as_none(visitor: Visitor) -> None:
    for cookie in ("find_expert_browser=é; find_expert_persona=<script>", "find_expert_browser=", "====;;;"):
        visitor.client.session.cookie_jar.clear()
        answer = await visitor.go("/", {"Cookie": cookie})
        assert answer.status == 200
        assert "Who do you want to be?" in visitor.page


@pytest.mark.parametrize("path", ["/nowhere", "/static/../gateway.py", "/static/%2e%2e/gateway.py", "/form/", "/say"])
async def test_an_address_that_is_not_there_is_a_page_that_says_so(visitor: Visitor, path: str) -> None:
    assert (await visitor.go(path)).status == 404
    assert "Page not found" in visitor.page


async def test_a_choice_that_was_not_offered_is_refused(visitor: Visitor, bot: ExampleBot) -> None:
    await visitor.say("user research")
    await visitor.press("search.refine")
    reached = len(bot.events)
    form = visitor.form("/form/")
    fields = {**form.fields, "field-minutes": "1000000"}
    assert await check_refused(visitor, form.action, fields) == 400
    assert len(bot.events) == reached


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=200),
        st.dictionaries(
            st.sampled_from(["key", "text", "press", "message", "field-place", "field-reason", "field-minutes"]),
            st.text(max_size=40),
        ).map(lambda fields: "&".join(f"{name}={value}" for name, value in fields.items()).encode("utf-8", "replace")),
    )
)
def test_any_bytes_at_all_become_an_event_or_are_refused(body: bytes) -> None:
    readers: tuple[Callable[[Fields], object], ...] = (
        lambda fields: said(sender("juniper-quill"), "k1", fields),
        lambda fields: pressed(sender("juniper-quill"), "k1", fields),
        lambda fields: submitted(sender("juniper-quill"), "k1", refine_form(), fields),
        lambda fields: event_key("browser", "juniper-quill", "/say", fields),
    )
    for read in readers:
        try:
            assert read(read_fields(body))
        except RefusedError:
            continue


def test_a_broken_transfer_is_no_error_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    with served(ExampleBot().handle) as address:
        head = "POST /say HTTP/1.1"
        chunked = {**FORM, "Transfer-Encoding": "chunked"}
        assert 400 <= _send(address, head, chunked, b"zz\r\nnot a chunk\r\n") < 500
        for encoding in ("gzip", "deflate", "br", "nonsense"):
            packed = {**FORM, "Content-Encoding": encoding, "Content-Length": "17"}
            assert 400 <= _send(address, head, packed, b"not packed at all") < 500
        assert _send(address, head, {**FORM, "Content-Length": "100"}, b"cut off", hang_up=True) in {0, 400}
    assert not [record for record in caplog.records if record.name.startswith("adapters")]


def _send(address: str, head: str, headers: Mapping[str, str], body: bytes, hang_up: bool = False) -> int:
    """The status of the answer to these very bytes; 0 when there is none."""
    where = urlsplit(address)
    lines = [head, f"Host: {where.netloc}", "Connection: close", *(f"{n}: {v}" for n, v in headers.items())]
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        if hang_up:
            connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65_536)
    return int(answer.split()[1]) if answer else 0
