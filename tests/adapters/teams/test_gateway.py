"""Every answer to every event, as Teams gets to see it."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from adapters.teams import carried as data
from adapters.teams.errors import PermanentError, TemporaryError
from adapters.teams.places import Place, remembered
from adapters.teams.sealed import seal
from bot.blocks import Button, Buttons, People, PersonLine, Text
from bot.cards import help as help_cards
from bot.events import Introduction, Pressed, Said, Sender, Submitted
from bot.fields import TextField
from bot.messages import Card, Form, FormErrors, OpenForm, Replace, Reply
from directory.model import Unreachable
from tests.adapters.teams import deliveries
from tests.adapters.teams.conftest import Running
from tests.adapters.teams.microsoft import ACCESS, APP, MEMBER, PASSWORD, TENANT

RILEY = Sender(platform="teams", workspace=TENANT, user=deliveries.RILEY)
MORE = Button(label="Show more", action="search.more", value="s1")
CARD = Card(title="Two people", blocks=(Buttons(buttons=(MORE,)),))
FIELD = TextField(name="place", label="Place")
FORM = Form(title="Refine", name="search.refined", context="s1", fields=(FIELD,), submit="Search")
TYPED = FORM.model_copy(update={"fields": (FIELD.model_copy(update={"value": "Xanadu"}),)})
ERRORS = FormErrors(form=TYPED, errors={"place": "We do not know it"})
SEND = f"/v3/conversations/{deliveries.PERSONAL.replace(':', '%3A')}/activities"


def place(message: str = "1699", conversation: str = deliveries.PERSONAL, kind: str = "personal") -> Place:
    bot = deliveries.BOT
    return Place("", conversation, kind, bot, TENANT, app_id=APP, member="29:riley", message=message)


def of_form(teams: Running, message: str = "1699", **typed: str) -> dict[str, Any]:
    """The data of a dialog that was opened from a message, with what was typed."""
    sealed = seal(teams.vault, place(message), FORM)
    return {**data.of_form(FORM, sealed), **{f"{data.FIELD}{name}": value for name, value in typed.items()}}


def content(activity: dict[str, Any]) -> str:
    """All of the card of a message, as JSON."""
    [attachment] = activity["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    return json.dumps(attachment["content"])


async def test_a_message_is_answered_with_a_card_of_its_own(teams: Running) -> None:
    teams.answer = Reply(card=CARD)

    response = await teams.deliver(deliveries.message("find-expert  user research &amp; design"))

    assert (response.status, await response.read()) == (200, b"")
    [event] = teams.events
    assert isinstance(event, Said)
    assert (event.sender, event.text) == (RILEY, "user research & design")
    [sent] = await teams.sent()
    assert "Two people" in content(sent)
    assert "text" not in sent
    assert sent["summary"].startswith("Two people")
    [(method, path, _)] = teams.microsoft.calls
    assert (method, path) == ("POST", SEND)
    assert teams.microsoft.authorizations == [f"Bearer {ACCESS}"]


async def test_a_message_delivered_again_is_answered_once(teams: Running) -> None:
    for _ in range(4):
        assert (await teams.deliver(deliveries.message())).status == 200

    assert len(await teams.sent()) == 1


async def test_the_same_id_in_another_chat_is_another_message(teams: Running) -> None:
    elsewhere = {"conversationType": "personal", "tenantId": TENANT, "id": "a:2"}
    await teams.deliver(deliveries.message())
    await teams.deliver(deliveries.message(conversation=elsewhere))

    assert len(await teams.sent()) == 2


async def test_a_press_is_replied_to_with_a_message_and_words_on_the_card(teams: Running) -> None:
    teams.answer = Reply(card=CARD)

    response = await teams.deliver(deliveries.executed(data.of_button(MORE)))

    body = await response.json()
    assert body == {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Answered below."}
    [event] = teams.events
    assert isinstance(event, Pressed)
    assert (event.action, event.value, event.sender) == ("search.more", "s1", RILEY)
    [(method, path, _)] = [await first(teams)]
    assert (method, path) == ("POST", SEND)


async def test_a_press_replaces_its_message_at_once_and_for_good(teams: Running) -> None:
    teams.answer = Replace(card=CARD)

    response = await teams.deliver(deliveries.executed(data.of_button(MORE)))

    body = await response.json()
    assert (body["statusCode"], body["type"]) == (200, "application/vnd.microsoft.card.adaptive")
    assert "Two people" in json.dumps(body["value"])
    method, path, sent = await first(teams)
    assert (method, path) == ("PUT", f"{SEND}/1699")
    assert "Two people" in content(sent)


async def test_a_press_delivered_again_gets_its_answer_again_and_sends_nothing_twice(teams: Running) -> None:
    teams.answer = Reply(card=CARD)
    answers = [await teams.deliver(deliveries.executed(data.of_button(MORE))) for _ in range(3)]

    assert [(await answer.json())["value"] for answer in answers] == ["Answered below."] * 3
    assert len(await teams.sent()) == 1


@pytest.mark.parametrize("answer", [Reply(card=CARD), Replace(card=CARD)])
async def test_a_press_in_an_older_teams_is_answered_too(teams: Running, answer: Reply | Replace) -> None:
    teams.answer = answer

    response = await teams.deliver(deliveries.activity("message", value=data.of_button(MORE), replyToId="1699"))

    assert (response.status, await response.read()) == (200, b"")
    assert isinstance(teams.events[0], Pressed)
    method, path, sent = await first(teams)
    assert (method, path) == (("POST", SEND) if isinstance(answer, Reply) else ("PUT", f"{SEND}/1699"))
    assert "Two people" in content(sent)


async def test_a_form_that_this_kind_of_button_cannot_open_is_offered_by_one_that_can(teams: Running) -> None:
    teams.answer = OpenForm(form=FORM)

    await teams.deliver(deliveries.executed(data.of_button(MORE)))

    _, _, sent = await first(teams)
    assert '"task/fetch"' in content(sent)
    assert '"search.more"' in content(sent)


async def test_a_press_opens_a_form_that_knows_its_way_back(teams: Running) -> None:
    teams.answer = OpenForm(form=FORM)

    response = await teams.deliver(deliveries.fetched(data.of_button(MORE)))

    task = (await response.json())["task"]
    assert (task["type"], task["value"]["title"]) == ("continue", "Refine")
    [button] = task["value"]["card"]["content"]["actions"]
    sent = data.read(button["data"])
    assert isinstance(sent, data.Sent)
    assert json.loads(teams.vault.open(sent.carried.encode()))["message"] == "1699"
    assert await teams.sent() == []


async def test_words_in_the_place_of_a_form_are_shown_in_its_dialog(teams: Running) -> None:
    teams.answer = Reply(card=CARD)

    response = await teams.deliver(deliveries.fetched(data.of_button(MORE)))

    assert "Two people" in json.dumps((await response.json())["task"]["value"]["card"])
    assert await teams.sent() == []


async def test_a_press_that_was_to_open_a_form_may_change_its_message(teams: Running) -> None:
    teams.answer = Replace(card=CARD)

    response = await teams.deliver(deliveries.fetched(data.of_button(MORE)))

    assert "Two people" in json.dumps((await response.json())["task"]["value"]["card"])
    method, path, _ = await first(teams)
    assert (method, path) == ("PUT", f"{SEND}/1699")


async def test_a_submission_is_replied_to_where_the_form_was_opened(teams: Running) -> None:
    teams.answer = Reply(card=CARD)

    response = await teams.deliver(deliveries.submitted(of_form(teams, place="Leeds")))

    assert (response.status, await response.read()) == (200, b"")
    [event] = teams.events
    assert isinstance(event, Submitted)
    assert (event.form, event.context, event.values) == ("search.refined", "s1", {"place": "Leeds"})
    method, path, _ = await first(teams)
    assert (method, path) == ("POST", SEND)


async def test_a_submission_replaces_the_message_that_the_form_was_opened_from(teams: Running) -> None:
    teams.answer = Replace(card=CARD)

    response = await teams.deliver(deliveries.submitted(of_form(teams, place="Leeds")))

    assert (response.status, await response.read()) == (200, b"")
    method, path, _ = await first(teams)
    assert (method, path) == ("PUT", f"{SEND}/1699")


async def test_a_submission_can_open_the_next_form_in_its_place(teams: Running) -> None:
    teams.answer = OpenForm(form=FORM.model_copy(update={"title": "Next"}))

    response = await teams.deliver(deliveries.submitted(of_form(teams)))

    task = (await response.json())["task"]["value"]
    assert task["title"] == "Next"
    sent = data.read(task["card"]["content"]["actions"][0]["data"])
    assert isinstance(sent, data.Sent)
    assert json.loads(teams.vault.open(sent.carried.encode()))["message"] == "1699"


async def test_a_form_with_errors_is_drawn_again_with_what_was_typed(teams: Running) -> None:
    teams.answer = ERRORS

    response = await teams.deliver(deliveries.submitted(of_form(teams, place="Xanadu")))

    card = json.dumps((await response.json())["task"]["value"]["card"])
    assert "We do not know it" in card
    assert "Xanadu" in card
    assert await teams.sent() == []


@pytest.mark.parametrize("carried", ["", "x", "gAAAAA", "é"])
async def test_a_form_that_we_did_not_seal_is_refused(teams: Running, carried: str) -> None:
    response = await teams.deliver(deliveries.submitted(data.of_form(FORM, carried)))

    assert response.status == 400
    assert teams.events == []


async def test_a_form_comes_back_from_a_dialog_and_no_other_way(teams: Running) -> None:
    teams.answer = ERRORS
    for activity in (
        deliveries.activity("message", value=of_form(teams)),
        deliveries.executed(of_form(teams)),
    ):
        assert (await teams.deliver(activity)).status == 200
    assert teams.events == []


async def test_a_form_of_another_conversation_is_refused(teams: Running) -> None:
    sealed = seal(teams.vault, place(conversation="a:2"), FORM)

    assert (await teams.deliver(deliveries.submitted(data.of_form(FORM, sealed)))).status == 400


@pytest.mark.parametrize("other", ["https://calendar.example.gov.uk", "[]", "{}"])
async def test_what_was_sealed_for_something_else_is_no_form(teams: Running, other: str) -> None:
    sealed = teams.vault.seal(other).decode()

    assert (await teams.deliver(deliveries.submitted(data.of_form(FORM, sealed)))).status == 400


async def test_a_form_that_somebody_else_opened_is_refused(teams: Running) -> None:
    sealed = seal(teams.vault, replace(place(), member="29:somebody-else"), FORM)

    assert (await teams.deliver(deliveries.submitted(data.of_form(FORM, sealed)))).status == 400


async def test_what_was_sealed_for_another_form_is_refused(teams: Running) -> None:
    sealed = seal(teams.vault, place(), FORM.model_copy(update={"name": "another.form"}))

    assert (await teams.deliver(deliveries.submitted(data.of_form(FORM, sealed)))).status == 400
    assert teams.events == []


async def test_a_form_of_a_channel_goes_back_to_its_thread(teams: Running) -> None:
    teams.answer = Reply(card=CARD)
    sealed = seal(teams.vault, place(conversation=deliveries.CHANNEL), FORM)
    channel = {"conversationType": "channel", "id": deliveries.CHANNEL.partition(";")[0]}

    response = await teams.deliver(deliveries.submitted(data.of_form(FORM, sealed), conversation=channel))

    assert response.status == 200
    _, path, _ = await first(teams)
    assert "messageid" in path


async def test_what_is_typed_into_the_search_box_is_said(teams: Running) -> None:
    await teams.deliver(deliveries.executed({**data.of_search_box(), data.TYPED: " user research "}))

    [event] = teams.events
    assert isinstance(event, Said)
    assert event.text == "user research"
    assert not event.is_unfinished
    assert len(await teams.sent()) == 1


async def test_a_reply_in_a_channel_stays_in_its_thread(teams: Running) -> None:
    await teams.deliver(deliveries.in_a_channel())

    assert isinstance(teams.events[0], Said)
    assert teams.events[0].text == "user research"
    _, path, _ = await first(teams)
    assert path == "/v3/conversations/19%3Ageneral%40thread.tacv2%3Bmessageid%3D1700000000000/activities"


# ---------------------------------------------------------------------------------------------- message extension


async def test_people_are_found_from_the_box_in_which_a_message_is_written(teams: Running) -> None:
    person = PersonLine(name="Ada Quillan", about="User researcher, DWP", why="Listed under it", buttons=(MORE,))
    teams.answer = Reply(card=Card(title="Experts", blocks=(People(people=(person,)),)))

    response = await teams.deliver(deliveries.query("user research"))

    extension = (await response.json())["composeExtension"]
    [found] = extension["attachments"]
    assert (extension["type"], extension["attachmentLayout"]) == ("result", "list")
    assert found["preview"]["content"] == {"title": "Ada Quillan", "text": "User researcher, DWP"}
    assert "Listed under it" in json.dumps(found["content"])
    assert "Action." not in json.dumps(found)
    assert await teams.sent() == []


async def test_a_search_without_a_word_says_what_to_type(teams: Running) -> None:
    for empty in (None, "", " find-expert ", "us"):
        response = await teams.deliver(deliveries.query(empty))
        said = (await response.json())["composeExtension"]
        assert said == {"type": "message", "text": help_cards.what_to_type()}
    assert teams.events == []


async def test_a_search_that_finds_nobody_says_so(teams: Running) -> None:
    teams.answer = Reply(card=Card(title="Nobody found for “vet”"))

    response = await teams.deliver(deliveries.query("vet"))

    said = (await response.json())["composeExtension"]
    assert said == {"type": "message", "text": "Nobody found for “vet”"}
    assert [event.is_unfinished for event in teams.events if isinstance(event, Said)] == [True]


async def test_markup_in_a_name_does_not_come_alive_in_a_preview(teams: Running) -> None:
    person = PersonLine(name="<b>Ada</b>", about='<a href="https://evil.example">x</a>')
    teams.answer = Reply(card=Card(title="Experts", blocks=(People(people=(person,)),)))

    response = await teams.deliver(deliveries.query("ada"))

    [found] = (await response.json())["composeExtension"]["attachments"]
    assert "<" not in json.dumps(found["preview"])


async def test_an_expert_is_found_for_somebodys_message(teams: Running) -> None:
    teams.answer = Reply(card=CARD)

    response = await teams.deliver(
        deliveries.about_message("<p>Who knows&nbsp;about</p><p>pension <b>ages</b> &amp; so?</p>")
    )

    [event] = teams.events
    assert isinstance(event, Said)
    assert event.text.split() == ["Who", "knows", "about", "pension", "ages", "&", "so?"]
    assert "Two people" in json.dumps((await response.json())["task"]["value"]["card"])
    assert await teams.sent() == []


@pytest.mark.parametrize("answer", [Reply(card=CARD), Replace(card=CARD), OpenForm(form=FORM), ERRORS])
async def test_in_the_dialog_of_a_message_everything_is_shown_there(teams: Running, answer: Any) -> None:
    teams.answer = answer
    pressed = deliveries.invoke("composeExtension/submitAction", {"data": of_form(teams, place="Leeds")})

    response = await teams.deliver(pressed)

    assert (await response.json())["task"]["type"] == "continue"
    assert await teams.sent() == []


# ---------------------------------------------------------------------------------------------- comings and goings


async def test_whoever_installs_the_bot_is_welcomed_once(teams: Running) -> None:
    for activity in (deliveries.installed(), deliveries.bot_added(id="f:2"), deliveries.installed(id="f:3")):
        assert (await teams.deliver(activity)).status == 200

    assert [event.text for event in teams.events if isinstance(event, Said)] == [""]
    assert len(await teams.sent()) == 1


async def test_a_channel_is_welcomed_once(teams: Running) -> None:
    channel = {"conversationType": "channel", "tenantId": TENANT, "id": deliveries.CHANNEL}
    await teams.deliver(deliveries.bot_added(conversation=channel))
    await teams.deliver(deliveries.installed(id="f:2", conversation=channel))

    assert len(await teams.sent()) == 1


async def test_somebody_else_who_joins_is_not_our_business(teams: Running) -> None:
    response = await teams.deliver(deliveries.activity("conversationUpdate", membersAdded=[{"id": "29:ada"}]))

    assert response.status == 200
    assert teams.events == []


async def test_whoever_removes_the_bot_cannot_be_reached(teams: Running) -> None:
    await teams.deliver(deliveries.installed("remove"))

    assert teams.core.lost == [(RILEY, Unreachable.UNINSTALLED)]


async def test_a_bot_removed_from_a_channel_says_nothing_of_a_person(teams: Running) -> None:
    channel = {"conversationType": "channel", "tenantId": TENANT, "id": deliveries.CHANNEL}
    await teams.deliver(deliveries.installed("remove", conversation=channel))

    assert teams.core.lost == []


# ---------------------------------------------------------------------------------------------- who it is


async def met(teams: Running, **member: Any) -> Introduction:
    teams.core.knows_nobody = True
    teams.microsoft.member = {**MEMBER, **member}
    await teams.deliver(deliveries.message())
    [(sender, introduction, _)] = teams.core.met
    assert sender == RILEY
    return introduction


async def test_somebody_unknown_is_introduced_before_they_are_answered(teams: Running) -> None:
    said = await met(teams)
    assert said == Introduction(name="Riley Requester", email="riley@example.gov.uk", time_zone="Europe/London")
    path = "/v3/conversations/a%3A1riley-and-the-bot/members/29%3Ariley"
    assert teams.microsoft.calls[0][:2] == ("GET", path)
    assert len(teams.events) == 1


async def test_a_principal_name_serves_where_there_is_no_email_address(teams: Running) -> None:
    assert (await met(teams, email=None)).email == "riley@example.gov.uk"


@pytest.mark.parametrize(
    "member",
    [
        {"userRole": "guest"},
        {"userRole": "anonymous", "email": None, "userPrincipalName": None},
        {"userPrincipalName": "riley_other.example#EXT#@example.gov.uk", "email": None},
        {"tenantId": "another-tenant"},
    ],
)
async def test_a_guest_is_known_as_one(teams: Running, member: dict[str, Any]) -> None:
    introduction = await met(teams, **member)

    assert introduction.is_guest
    assert "#EXT#" not in introduction.email


async def test_a_personal_chat_is_remembered_and_can_be_written_to_later(teams: Running) -> None:
    await met(teams)
    [(_, _, conversation)] = teams.core.met

    id_ = await teams.gateway.send_to(conversation, CARD)

    assert id_ == "1700000000001"
    method, path, sent = teams.microsoft.calls[-1]
    assert (method, path) == ("POST", SEND)
    assert "Two people" in content(sent)


async def test_a_channel_is_not_remembered_as_somebodys_own(teams: Running) -> None:
    teams.core.knows_nobody = True
    await teams.deliver(deliveries.in_a_channel())

    assert [conversation for _, _, conversation in teams.core.met] == [""]


@pytest.mark.parametrize("status", [403, 404, 429, 500])
async def test_without_an_introduction_there_is_still_an_answer(teams: Running, status: int) -> None:
    teams.core.knows_nobody = True
    teams.microsoft.refuse("GET", status, {"error": {"code": "BotNotInConversationRoster"}})

    assert (await teams.deliver(deliveries.message())).status == 200
    assert len(await teams.sent()) == 1
    assert teams.core.met == []


@pytest.mark.parametrize("member", [None, [], 7, {"name": 7}])
async def test_a_member_that_is_none_is_let_be(teams: Running, member: Any) -> None:
    teams.core.knows_nobody = True
    teams.microsoft.member = member

    assert (await teams.deliver(deliveries.message())).status == 200
    assert teams.core.met == []


# ---------------------------------------------------------------------------------------------- when Teams refuses

REFUSALS = {
    "MessageWritesBlocked": Unreachable.BLOCKED,
    "ConversationBlockedByUser": Unreachable.BLOCKED,
    "BotDisabledByAdmin": Unreachable.BLOCKED,
    "BotNotInConversationRoster": Unreachable.UNINSTALLED,
}


@pytest.mark.parametrize(("code", "why"), REFUSALS.items())
async def test_somebody_who_cannot_be_written_to_is_remembered(teams: Running, code: str, why: Unreachable) -> None:
    inside = json.dumps({"error": {"subCode": code}})
    forms = [{"error": {"code": code}}, {"error": {"code": "ServiceError", "innerHttpError": {"body": inside}}}]
    for number, form in enumerate(forms):
        teams.microsoft.refuse("POST", 403, form)
        await teams.deliver(deliveries.message(id=f"f:{number}"))
    await teams.sent()

    assert teams.core.lost == [(RILEY, why)] * 2


async def test_a_channel_that_refuses_says_nothing_of_a_person(teams: Running) -> None:
    teams.microsoft.refuse("POST", 403, {"error": {"code": "BotNotInConversationRoster"}})
    await teams.deliver(deliveries.in_a_channel())
    await teams.sent()

    assert teams.core.lost == []


@pytest.mark.parametrize("status", [412, 429, 500, 502, 503, 504])
async def test_what_may_work_later_is_told_from_what_will_not_and_is_tried_once(teams: Running, status: int) -> None:
    teams.microsoft.refuse("POST", status, {"error": {"code": "Throttled"}}, **{"Retry-After": "7"})
    conversation = remembered(place_for(teams))

    with pytest.raises(TemporaryError) as error:
        await teams.gateway.send_to(conversation, CARD)

    assert (error.value.code, error.value.retry_after) == ("Throttled", 7)
    assert len(teams.microsoft.calls) == 1


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (403, "ConversationBlockedByUser", Unreachable.BLOCKED),
        (404, "ConversationNotFound", Unreachable.UNINSTALLED),
        (413, "MessageSizeTooBig", None),
        (400, "BadSyntax", None),
        (401, "Unauthorized", None),
    ],
)
async def test_what_will_not_work_is_permanent(teams: Running, status: int, code: str, why: Unreachable | None) -> None:
    teams.microsoft.refuse("POST", status, {"error": {"code": code}})

    with pytest.raises(PermanentError) as error:
        await teams.gateway.send_to(remembered(place_for(teams)), CARD)

    assert (error.value.code, error.value.why) == (code, why)


@pytest.mark.parametrize("body", [None, [], "x", {"error": "x"}, {"error": {"code": 7}}, {"error": {"body": "{"}}])
async def test_a_refusal_in_other_words_is_still_one(teams: Running, body: Any) -> None:
    teams.microsoft.refuse("POST", 403, body)

    with pytest.raises(PermanentError):
        await teams.gateway.send_to(remembered(place_for(teams)), CARD)


async def test_nobody_there_may_mean_anything(teams: Running) -> None:
    gone = remembered(place_for(teams, "http://127.0.0.1:9/teams/"))

    with pytest.raises(TemporaryError):
        await teams.gateway.send_to(gone, CARD)


@pytest.mark.parametrize("error", [PermissionError(PASSWORD), ConnectionError(PASSWORD), ValueError(PASSWORD)])
async def test_without_a_token_of_our_own_nothing_is_sent_and_no_secret_is_told(
    teams: Running, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    teams.no_token = error

    assert (await teams.deliver(deliveries.message())).status == 200
    assert await teams.sent() == []
    assert f"SignIn{type(error).__name__}" in caplog.text
    assert PASSWORD not in caplog.text


async def test_people_are_answered_while_microsoft_is_slow_to_give_a_token(teams: Running) -> None:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
    asked: list[int] = []
    given = threading.Event()

    def wait() -> None:
        asked.append(1)
        given.wait(2)

    teams.before_a_token = wait
    for number in range(4):
        assert (await teams.deliver(deliveries.message(id=str(number)))).status == 200
    assert len(asked) < 2  # and took no more than one thread, whoever waits

    given.set()
    assert len(await teams.sent()) == 4


@pytest.mark.parametrize("app_id", ["another-app", ""])
async def test_a_chat_of_a_registration_that_is_no_more_is_not_written_to(teams: Running, app_id: str) -> None:
    """Nor one of a demonstration, which would be on any port of this machine."""
    gone = remembered(replace(place_for(teams), app_id=app_id))

    with pytest.raises(PermanentError):
        await teams.gateway.send_to(gone, CARD)
    assert teams.microsoft.calls == []


async def test_nothing_of_a_message_or_a_secret_is_logged(teams: Running, caplog: pytest.LogCaptureFixture) -> None:
    teams.answer = Reply(card=Card(title="Two people", blocks=(Text(text="canary-in-the-answer"),)))
    teams.microsoft.refuse("POST", 403, {"error": {"code": "Forbidden", "message": "canary-in-the-error"}})
    with caplog.at_level(logging.DEBUG):
        await teams.deliver(deliveries.message("canary-in-the-words"))
        await teams.sent()

    assert "Forbidden" in caplog.text
    for canary in ("canary-in", ACCESS, PASSWORD, "riley@", "Riley"):
        assert canary not in caplog.text


def place_for(teams: Running, service_url: str = "") -> Place:
    url = service_url or teams.microsoft.service_url
    return Place(url, deliveries.PERSONAL, "personal", deliveries.BOT, TENANT, app_id=APP)


async def first(teams: Running) -> tuple[str, str, Any]:
    """The one call that Teams got."""
    await teams.sent()
    [call] = teams.microsoft.calls
    return call


async def test_the_core_knows_where_others_see_the_answer(teams: Running) -> None:
    channel = deliveries.in_a_channel()["conversation"]
    for activity in (
        deliveries.in_a_channel(id="1"),
        deliveries.executed(data.of_button(MORE), conversation=channel, id="2"),
        deliveries.message(id="3"),
        deliveries.query("ada", conversation=channel, id="4"),
        deliveries.fetched(data.of_button(MORE), conversation=channel, id="5"),
    ):
        await teams.deliver(activity)

    assert [event.is_shared for event in teams.events] == [True, True, False, False, False]
