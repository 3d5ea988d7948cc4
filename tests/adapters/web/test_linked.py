"""Pages behind the links of emails: looking changes nothing, and each button is the linked person's alone."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from adapters.links import LASTS
from adapters.web.linked import SHOWS
from bot.events import Event, Pressed, Said, Sender, Submitted
from bot.messages import Card, OpenForm, Reply
from bot.model import NoticeKind
from bot.names import LOOKS
from tests.adapters.web.example_bot import profile_form
from tests.adapters.web.linking import ADA, NOW, OFFER, SAM, following, path
from tests.adapters.web.offered import OneOffer
from tests.adapters.web.visitor import PageForm, Visitor

SUGGESTED = {"field-first": "20 May at 10:00", "field-why": "I am away", "field-where": "phone"}


@pytest.fixture
def offer() -> OneOffer:
    return OneOffer()


@pytest.fixture
async def visitor(offer: OneOffer) -> AsyncIterator[Visitor]:
    async with following(offer.handle) as at:
        yield at


def forged(visitor: Visitor, **changed: str) -> PageForm:
    """The form that a page has, with other things in it."""
    form = visitor.forms()[0]
    return PageForm(form.action, {**form.fields, **changed})


async def test_a_link_shows_the_card_as_it_is_now(visitor: Visitor, offer: OneOffer) -> None:
    assert (await visitor.go(path())).status == 200
    assert "Riley Marsh asks you for 30 minutes" in visitor.page
    assert "works until 11 June 2026" in visitor.page
    offer.state = "The request was withdrawn"
    await visitor.go(path())
    assert "The request was withdrawn" in visitor.page


async def test_the_core_is_asked_in_the_name_of_the_person_of_the_link(visitor: Visitor, offer: OneOffer) -> None:
    await visitor.go(path())
    [event] = offer.events
    assert isinstance(event, Pressed)
    assert (event.action, event.value) == ("offer.show", OFFER)
    assert event.sender == Sender(platform="email", workspace="email", user=str(ADA))


async def test_looking_changes_nothing_however_often_and_however_it_is_done(visitor: Visitor, offer: OneOffer) -> None:
    at = path()
    await visitor.go(at)
    await visitor.go(at, headers={"Purpose": "prefetch", "Sec-Purpose": "prefetch"})
    await visitor.client.head(at)
    await visitor.go(f"{at}?press=offer.accept:offer-1.1")
    assert (offer.changes, offer.state) == ([], "")
    assert {event.action for event in offer.events if isinstance(event, Pressed)} == {"offer.show"}
    assert len({event.key for event in offer.events}) == len(offer.events)


@pytest.mark.parametrize("kind", NoticeKind)
async def test_every_kind_of_news_leads_to_a_look(visitor: Visitor, offer: OneOffer, kind: NoticeKind) -> None:
    await visitor.go(path(kind=kind))
    [event] = offer.events
    assert isinstance(event, Pressed)
    assert event.action == SHOWS[kind]
    assert event.action in LOOKS


async def test_a_button_does_what_it_says_and_its_answer_is_shown(visitor: Visitor, offer: OneOffer) -> None:
    await visitor.go(path())
    await visitor.press("offer.accept")
    assert "Consultation booked" in visitor.page
    assert "Back to the request" in visitor.page
    [event] = offer.changes
    assert isinstance(event, Pressed)
    assert (event.action, event.value, event.sender.user) == ("offer.accept", "offer-1.1", str(ADA))


async def test_a_double_click_is_one_event(visitor: Visitor, offer: OneOffer) -> None:
    await visitor.go(path())
    [form, *_] = visitor.forms()
    await visitor.send(form, press="offer.accept:offer-1.1")
    await visitor.send(form, press="offer.accept:offer-1.1")
    assert len(offer.changes) == 1
    assert "Consultation booked" in visitor.page


async def test_the_same_button_of_a_page_loaded_again_is_another_event(visitor: Visitor, offer: OneOffer) -> None:
    for _ in range(2):
        await visitor.go(path())
        await visitor.press("offer.decline")
    keys = [event.key for event in offer.events if isinstance(event, Pressed) and event.action == "offer.decline"]
    assert len(set(keys)) == 2


async def test_an_answer_has_buttons_of_its_own(visitor: Visitor, offer: OneOffer) -> None:
    await visitor.go(path())
    await visitor.press("offer.accept")
    await visitor.press("offer.write")
    assert "That did not work" in visitor.page


async def test_a_form_opens_as_a_page_and_is_sent(visitor: Visitor, offer: OneOffer) -> None:
    await visitor.go(path())
    await visitor.press("offer.suggest")
    assert "Suggest other times" in visitor.page
    await visitor.send(visitor.forms()[0], **SUGGESTED)
    [event] = offer.changes
    assert isinstance(event, Submitted)
    assert (event.form, event.context) == ("offer.suggest", "offer-1")
    assert event.values == {"first": "20 May at 10:00", "why": "I am away", "where": "phone"}
    assert "You suggested other times" in visitor.page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"field-first": "yesterday"}, "Choose a time to come."),
        ({"field-first": ""}, "Fill in “First choice”"),
        ({"field-first": "20 May", "field-why": "w" * 501}, "must be 500 characters or fewer"),
        ({"field-first": "20 May", "field-why": "w" * 3_001}, "must be 500 characters or fewer"),
    ],
)
async def test_a_form_with_errors_keeps_what_was_typed_and_can_be_sent_again(
    visitor: Visitor, offer: OneOffer, wrong: dict[str, str], said: str
) -> None:
    await visitor.go(path())
    await visitor.press("offer.suggest")
    typed = {**SUGGESTED, **wrong}
    await visitor.send(visitor.forms()[0], **typed)
    assert "There is a problem" in visitor.page
    assert said in visitor.page
    assert f"{typed['field-why']}</textarea>" in visitor.page
    assert f'value="{typed["field-first"]}"' in visitor.page
    assert re.search(r'value="phone" selected', visitor.page)
    await visitor.send(visitor.forms()[0], **SUGGESTED)
    assert len(offer.changes) == 1


async def test_a_page_to_read_leads_back(visitor: Visitor) -> None:
    async with following(lambda _event: OpenForm(form=profile_form())) as reader:
        at = path()
        await reader.go(at)
        assert "Expert profile" in reader.page
        assert reader.forms() == []
        assert f'href="{at}">Back</a>' in reader.page


async def test_what_is_searched_for_on_a_card_with_a_box_is_said(visitor: Visitor, offer: OneOffer) -> None:
    await visitor.go(path())
    await visitor.send(visitor.forms()[1], text="tax research")
    assert isinstance(offer.events[-1], Said)
    assert "Experts for tax research" in visitor.page
    await visitor.go(path())
    await visitor.send(visitor.forms()[1], text="x" * 3_001)
    assert visitor.response.status == 400


# ------------------------------------------------------------------------------------- only what the page showed


async def test_only_a_button_of_the_page_can_be_pressed(visitor: Visitor, offer: OneOffer) -> None:
    await visitor.go(path())
    for press in ("offer.accept:offer-2.1", "offer.block:offer-1", "settings.open", "offer.accept"):
        await visitor.send(forged(visitor, press=press))
        assert visitor.response.status == 403
        assert "This page is out of date" in visitor.page
        assert "Back to the request" in visitor.page
        await visitor.go(path())
    assert {event.action for event in offer.events if isinstance(event, Pressed)} == {"offer.show"}


async def test_a_page_of_somebody_else_is_no_use(visitor: Visitor, offer: OneOffer) -> None:
    await visitor.go(path(ADA))
    of_ada = visitor.forms()[0]
    await visitor.send(PageForm(path(SAM), of_ada.fields), press="offer.accept:offer-1.1")
    assert visitor.response.status == 403
    assert offer.changes == []


@pytest.mark.parametrize("button", ["offer.accept:offer-1.1", "offer.suggest:offer-1", "offer.decline:offer-1"])
async def test_every_button_is_for_the_person_of_the_link_alone(offer: OneOffer, button: str) -> None:
    """Whoever was sent another link is told so by the core, which knows whose offer it is."""

    def shown_to_anybody(event: Event) -> Reply:
        if isinstance(event, Pressed) and event.action == "offer.show":
            return Reply(card=offer.card())
        answer = offer.handle(event)
        assert isinstance(answer, Reply)
        return answer

    async with following(shown_to_anybody) as sam:
        await sam.go(path(SAM))
        await sam.send(sam.forms()[0], press=button)
        assert "You cannot answer this request" in sam.page
    assert offer.changes == []


@pytest.mark.parametrize("token", ["", "x", "gAAAA", "{changed}"])
async def test_what_a_page_showed_cannot_be_made_up(visitor: Visitor, offer: OneOffer, token: str) -> None:
    await visitor.go(path())
    sealed = visitor.forms()[0].fields["token"]
    made_up = token.replace("{changed}", sealed[:-6] + "AAAAAA")
    await visitor.send(forged(visitor, token=made_up, press="offer.accept:offer-1.1"))
    assert visitor.response.status == 403
    assert offer.changes == []


async def test_a_form_that_no_page_showed_cannot_be_sent(visitor: Visitor, offer: OneOffer) -> None:
    await visitor.go(path())
    await visitor.press("offer.accept")
    await visitor.send(forged(visitor, **SUGGESTED))
    assert visitor.response.status == 400
    assert not any(isinstance(event, Submitted) for event in offer.events)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_form_of_another_site_is_not_taken(visitor: Visitor, offer: OneOffer, site: str) -> None:
    await visitor.go(path())
    form = visitor.forms()[0]
    data = {**form.fields, "press": "offer.accept:offer-1.1"}
    assert (await visitor.post(form.action, data, {"Sec-Fetch-Site": site})).status == 403
    assert offer.changes == []


@pytest.mark.parametrize("missing", ["token", "key"])
async def test_a_form_with_a_part_missing_changes_nothing(visitor: Visitor, offer: OneOffer, missing: str) -> None:
    await visitor.go(path())
    form = visitor.forms()[0]
    del form.fields[missing]
    await visitor.send(form, press="offer.accept:offer-1.1")
    assert visitor.response.status == 400
    assert offer.changes == []


async def test_a_body_that_is_no_form_is_refused(visitor: Visitor) -> None:
    assert (await visitor.post(path(), b"{}", {"Content-Type": "application/json"})).status == 415
    large = io.BytesIO(b"x=" + b"y" * 1_100_000)
    assert (await visitor.post(path(), large, {"Content-Type": "application/x-www-form-urlencoded"})).status == 413


# ------------------------------------------------------------------------------------------------- wrong links


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
async def test_a_link_that_has_expired_says_so(offer: OneOffer, method: str) -> None:
    later: list[timedelta] = [timedelta()]

    def now() -> datetime:
        return NOW + later[0]

    async with following(offer.handle, now) as visitor:
        at = path()
        await visitor.go(at)
        form = visitor.forms()[0]
        later[0] = LASTS
        data = {**form.fields, "press": "offer.accept:offer-1.1"} if method == "POST" else None
        response = await visitor.client.request(method, at, data=data)
        assert response.status == 410
        if method != "HEAD":
            assert "This link has expired" in await response.text()
    assert offer.changes == []


@pytest.mark.parametrize(
    "at", ["/letter/x", f"{path()[:-3]}AAA", f"{path()}.", f"/letter/{'A' * 5_000}", "/letter/a/b", "/letter/"]
)
async def test_a_link_that_is_none_says_what_to_do_and_the_core_is_not_asked(
    visitor: Visitor, offer: OneOffer, at: str
) -> None:
    assert (await visitor.go(at)).status == 404
    assert "This link does not work" in visitor.page or "Page not found" in visitor.page
    assert (await visitor.post(at, {})).status in {404, 405}
    assert offer.events == []


@pytest.mark.parametrize("at", [path(), "/letter/wrong"])
async def test_every_page_carries_the_headers_that_keep_the_link_secret(visitor: Visitor, at: str) -> None:
    headers = (await visitor.go(at)).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    policy = set(headers["Content-Security-Policy"].split("; "))
    assert {"default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} <= policy
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers


async def test_a_page_loads_only_files_of_its_own(visitor: Visitor) -> None:
    await visitor.go(path())
    loaded = re.findall(r'<(?:link|script)[^>]* (?:href|src)="([^"]+)"', visitor.page)
    assert len(loaded) == 3
    for file in loaded:
        response = await visitor.client.get(file)
        assert response.status == 200
        assert "immutable" in response.headers["Cache-Control"]
    assert (await visitor.client.get("/letter/static/none.css")).status == 404


async def test_what_nobody_foresaw_is_logged_without_the_link(caplog: pytest.LogCaptureFixture) -> None:
    def breaks(_event: Event) -> Reply:
        raise RuntimeError("the bot broke")

    async with following(breaks) as visitor:
        at = path()
        assert (await visitor.go(at)).status == 500
    assert "Reference" in caplog.text
    assert at.rpartition("/")[2] not in caplog.text


async def test_a_card_that_says_little_is_shown_too() -> None:
    async with following(lambda _event: Reply(card=Card(title="There is nothing left to answer"))) as visitor:
        await visitor.go(path())
        assert "There is nothing left to answer" in visitor.page
        assert visitor.forms() == []
