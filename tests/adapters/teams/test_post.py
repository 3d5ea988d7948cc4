"""What there is to tell somebody in Teams: sent once, edited in place, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.teams.places import Place, remembered
from adapters.teams.post import TeamsPost
from bot.blocks import Text
from bot.messages import Card
from bot.model import NoticeKind
from bot.notices import Address, Delivered, Letter, NotNow, Outcome, Refused, Unsure
from directory.model import Unreachable
from tests.adapters.teams.conftest import Running
from tests.adapters.teams.microsoft import APP, TENANT

CARD = Card(title="Riley asks for your help", blocks=(Text(text="20 minutes on letters"),))
CHAT = "a:chat-of-ada"
RECEIPT = "1700000000001"


def letter(teams: Running, service_url: str = "", **changed: Any) -> Letter:
    place = Place(service_url or teams.microsoft.service_url, CHAT, "personal", "28:bot", TENANT, APP)
    to = Address("teams", workspace=TENANT, user="entra-ada", conversation=remembered(place), account_id=1)
    fresh = Letter(1, "c1", "offer.card:7:2:1", NoticeKind.OFFER_CARD, "7", person_id=2, news=1, to=to, card=CARD)
    return replace(fresh, **changed)


async def deliver(teams: Running, sent: Letter) -> Outcome:
    return await TeamsPost(teams.gateway).deliver(sent)


async def test_news_arrives_as_a_card_in_the_persons_chat(teams: Running) -> None:
    assert await deliver(teams, letter(teams)) == Delivered(RECEIPT)

    [(method, path, activity)] = teams.microsoft.calls
    assert (method, path) == ("POST", "/v3/conversations/a%3Achat-of-ada/activities")
    assert "Riley asks for your help" in str(activity["attachments"])
    assert "text" not in activity


async def test_a_card_that_is_known_already_is_edited_in_place(teams: Running) -> None:
    known = letter(teams, receipt=RECEIPT, card=Card(title="Withdrawn"))

    assert await deliver(teams, known) == Delivered(RECEIPT)
    [(method, path, activity)] = teams.microsoft.calls
    assert (method, path) == ("PUT", f"/v3/conversations/a%3Achat-of-ada/activities/{RECEIPT}")
    assert "Withdrawn" in str(activity["attachments"])


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, {"error": {"code": "ActivityNotFoundInConversation"}}),
        (403, {"error": {"code": "ServiceError", "message": "Unknown"}}),
        (403, None),
        (400, {"error": {"code": "BadArgument", "message": "not a known activity id"}}),
    ],
)
async def test_a_card_that_cannot_be_edited_any_more_may_be_sent_anew(teams: Running, status: int, body: Any) -> None:
    teams.microsoft.refuse("PUT", status, body)

    outcome = await deliver(teams, letter(teams, receipt=RECEIPT))

    assert isinstance(outcome, Refused)
    assert (outcome.is_gone, outcome.why) == (True, None)


@pytest.mark.parametrize("receipt", ["", RECEIPT])
@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (403, "MessageWritesBlocked", Unreachable.BLOCKED),
        (403, "BotNotInConversationRoster", Unreachable.UNINSTALLED),
        (404, "ConversationNotFound", Unreachable.UNINSTALLED),
    ],
)
async def test_somebody_who_cannot_be_written_to_is_not(
    teams: Running, status: int, code: str, why: Unreachable, receipt: str
) -> None:
    teams.microsoft.refuse("PUT" if receipt else "POST", status, {"error": {"code": code}})

    assert await deliver(teams, letter(teams, receipt=receipt)) == Refused(code, why)


async def test_a_card_that_teams_does_not_take_is_refused_for_good(teams: Running) -> None:
    teams.microsoft.refuse("POST", 413, {"error": {"code": "MessageSizeTooBig"}})

    assert await deliver(teams, letter(teams)) == Refused("MessageSizeTooBig")


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("status", [412, 429])
async def test_too_many_messages_wait_as_long_as_teams_says(teams: Running, status: int, method: str) -> None:
    teams.microsoft.refuse(method, status, {"error": {"code": "Throttled"}}, **{"Retry-After": "7"})

    outcome = await deliver(teams, letter(teams, receipt=RECEIPT if method == "PUT" else ""))

    assert outcome == NotNow("Throttled", timedelta(seconds=7))
    assert len(teams.microsoft.calls) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_teams_that_fails_in_the_middle_leaves_it_open(teams: Running, status: int) -> None:
    teams.microsoft.refuse("POST", status)

    assert await deliver(teams, letter(teams)) == Unsure(str(status))
    assert len(teams.microsoft.calls) == 1


async def test_a_broken_connection_leaves_it_open(teams: Running) -> None:
    teams.microsoft.breaks = True

    assert await deliver(teams, letter(teams)) == Unsure("ServerDisconnectedError")
    assert len(teams.microsoft.calls) == 1


@pytest.mark.parametrize("status", [200, 302])
async def test_an_answer_that_cannot_be_read_leaves_it_open(teams: Running, status: int) -> None:
    teams.microsoft.refuse("POST", status, "<html>")

    assert await deliver(teams, letter(teams)) == Unsure("UnreadableAnswer")


async def test_a_teams_that_is_not_there_has_not_taken_it(teams: Running) -> None:
    assert await deliver(teams, letter(teams, "http://127.0.0.1:1/teams/")) == NotNow("ClientConnectorError")


@pytest.mark.parametrize("error", [ConnectionError("secret"), ValueError("secret")])
async def test_without_a_token_nothing_was_sent(teams: Running, error: Exception) -> None:
    teams.no_token = error

    assert await deliver(teams, letter(teams)) == NotNow(f"SignIn{type(error).__name__}")
    assert teams.microsoft.calls == []


async def test_what_the_deployment_has_to_mend_loses_nobody_a_message(teams: Running) -> None:
    teams.no_token = PermissionError("secret")
    assert await deliver(teams, letter(teams)) == NotNow("SignInPermissionError", is_for_all=True)

    teams.no_token = None
    teams.microsoft.refuse("PUT", 401, {"error": {"code": "Unauthorized"}})
    assert await deliver(teams, letter(teams, receipt=RECEIPT)) == NotNow("Unauthorized", is_for_all=True)


async def test_a_chat_of_a_registration_that_is_no_more_reaches_nobody(teams: Running) -> None:
    place = Place(teams.microsoft.service_url, CHAT, "personal", "28:bot", TENANT, "another-app")
    sent = letter(teams)

    outcome = await deliver(teams, replace(sent, to=replace(sent.to, conversation=remembered(place))))

    assert outcome == Refused("NoSuchRegistration", Unreachable.UNINSTALLED)


@pytest.mark.parametrize("conversation", ["", "T01ACME", "[]", "{}", '{"service_url": "x", "more": 1}'])
async def test_what_is_no_chat_is_not_written_to(teams: Running, conversation: str) -> None:
    sent = letter(teams)

    outcome = await deliver(teams, replace(sent, to=replace(sent.to, conversation=conversation)))

    assert outcome == Refused("NoConversation", Unreachable.UNINSTALLED)
    assert teams.microsoft.calls == []
