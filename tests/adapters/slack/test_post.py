"""What there is to tell somebody on Slack: sent once, edited in place, and looked for after a broken connection."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest
from aiohttp import web

from adapters.slack.calls import WebApi
from adapters.slack.errors import PermanentError, SlackError, TemporaryError
from adapters.slack.post import LOOK_BACK, SlackPost
from adapters.slack.tokens import Installed
from bot.blocks import Button, Buttons, Text
from bot.messages import Card
from bot.model import NoticeKind
from bot.notices import Address, Delivered, Letter, NotNow, Outcome, Refused, Unsure
from directory.model import Unreachable
from tests.adapters.slack.slack_messages import SlackMessages

ADA = Address("slack", workspace="T01ACME", user="U02ADA", conversation="T01ACME", account_id=1)
CARD = Card(
    title="Riley asks for your help",
    blocks=(Text(text="20 minutes on letters"), Buttons(buttons=(Button(label="Accept", action="offer.accept"),))),
)
LETTER = Letter(1, "c1", "offer.card:7:2:1", NoticeKind.OFFER_CARD, "7", person_id=2, news=1, to=ADA, card=CARD)


@dataclass
class OneToken:
    """``adapters.slack.tokens.Tokens``: each installation with a token of its own, or trouble."""

    known: dict[tuple[str, str], str] = field(default_factory=lambda: {("", "T01ACME"): "xoxb-acme"})
    trouble: SlackError | None = None

    async def installed(self, enterprise_id: str, team_id: str) -> Installed | None:
        if self.trouble:
            raise self.trouble
        token = self.known.get(("", team_id)) or self.known.get((enterprise_id, ""))
        return Installed(token, "U0BOT", team_id, enterprise_id) if token else None

    async def everywhere(self) -> list[Installed]:
        if self.trouble:
            raise self.trouble
        return [Installed(token, "U0BOT", team, enterprise) for (enterprise, team), token in self.known.items()]

    async def forget(self, enterprise_id: str, team_id: str) -> bool:
        return False


@dataclass
class Posting:
    """A post, and the Slack that it writes to."""

    post: SlackPost
    slack: SlackMessages
    tokens: OneToken

    async def deliver(self, letter: Letter = LETTER) -> Outcome:
        return await self.post.deliver(letter)

    async def delivered(self, letter: Letter = LETTER) -> Letter:
        """The letter as it comes again when there is news, with the receipt of the message that is there."""
        outcome = await self.deliver(letter)
        assert isinstance(outcome, Delivered)
        return replace(letter, receipt=outcome.receipt, news=letter.news + 1, key="offer.card:7:2:2")

    def texts(self) -> list[str]:
        return [message["text"] for message in self.slack.messages]


@pytest.fixture
async def posting() -> AsyncIterator[Posting]:
    slack, tokens = SlackMessages(), OneToken()
    async with slack.running() as url:
        post = SlackPost(WebApi(url), tokens)
        connected = post.running(web.Application())
        await anext(connected)
        yield Posting(post, slack, tokens)
        await anext(connected, None)


async def test_news_arrives_as_a_direct_message_that_says_all_of_it_in_words(posting: Posting) -> None:
    assert isinstance(await posting.deliver(), Delivered)

    [sent] = posting.slack.messages
    assert sent["channel"] == "D02ADA"
    assert sent["text"].startswith("Riley asks for your help\n20 minutes on letters")
    assert [block["type"] for block in sent["blocks"]] == ["header", "section", "actions"]
    assert posting.slack.tokens == ["xoxb-acme"]


async def test_the_same_news_has_the_same_mark_and_other_news_another(posting: Posting) -> None:
    for key in ("a", "a", "b"):
        await posting.deliver(replace(LETTER, key=key))

    first, again, other = (UUID(sent["client_msg_id"]) for sent in posting.slack.messages)
    assert first == again != other


async def test_a_card_that_is_known_already_is_edited_in_place(posting: Posting) -> None:
    known = await posting.delivered()

    outcome = await posting.deliver(replace(known, card=Card(title="Withdrawn")))

    assert outcome == Delivered(known.receipt)
    assert posting.texts() == ["Withdrawn"]
    [shown] = posting.slack.messages
    assert shown["metadata"]["event_payload"] == {"key": LETTER.key}


@pytest.mark.parametrize(
    "code", ["message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found"]
)
async def test_a_card_that_cannot_be_edited_any_more_may_be_sent_anew(posting: Posting, code: str) -> None:
    known = await posting.delivered()
    posting.slack.refuse("chat.update", code)

    assert await posting.deliver(known) == Refused(code, is_gone=True)


async def test_a_receipt_that_is_not_ours_is_a_message_that_is_gone(posting: Posting) -> None:
    assert await posting.deliver(replace(LETTER, receipt="message-7")) == Refused("unreadable_receipt", is_gone=True)
    assert posting.slack.calls == []


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("user_disabled", Unreachable.DEACTIVATED),
        ("user_not_found", Unreachable.LEFT),
        ("channel_not_found", Unreachable.LEFT),
        ("cannot_dm", Unreachable.BLOCKED),
        ("token_revoked", Unreachable.UNINSTALLED),
        ("account_inactive", Unreachable.UNINSTALLED),
        ("invalid_blocks", None),
        ("duplicate_message_not_found", None),
    ],
)
async def test_what_slack_refuses_for_good_says_why(posting: Posting, code: str, why: Unreachable | None) -> None:
    posting.slack.refuse("chat.postMessage", code)

    assert await posting.deliver() == Refused(code, why)


@pytest.mark.parametrize("code", ["invalid_auth", "missing_scope", "messages_tab_disabled"])
async def test_what_the_deployment_has_to_mend_loses_nobody_a_message(posting: Posting, code: str) -> None:
    posting.slack.refuse("chat.postMessage", code)

    assert await posting.deliver() == NotNow(code, is_for_all=True)


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
async def test_too_many_messages_wait_as_long_as_slack_says(posting: Posting, method: str) -> None:
    letter = await posting.delivered() if method == "chat.update" else LETTER
    posting.slack.refuse(method, "ratelimited", 429, **{"Retry-After": "30"})

    assert await posting.deliver(letter) == NotNow("ratelimited", timedelta(seconds=30), is_for_all=True)
    assert posting.slack.methods()[-1] == method
    assert posting.slack.methods().count(method) == 1


@pytest.mark.parametrize(("code", "status"), [("token_expired", 200), ("request_timeout", 200), ("ratelimited", 200)])
async def test_what_slack_did_certainly_not_do_may_be_tried_again(posting: Posting, code: str, status: int) -> None:
    posting.slack.refuse("chat.postMessage", code, status)

    assert await posting.deliver() == NotNow(code, is_for_all=True)


@pytest.mark.parametrize(
    ("code", "status"), [("internal_error", 200), ("fatal_error", 500), ("service_unavailable", 503)]
)
async def test_a_slack_that_fails_in_the_middle_leaves_it_open(posting: Posting, code: str, status: int) -> None:
    posting.slack.refuse("chat.postMessage", code, status)

    assert await posting.deliver() == Unsure(code)


async def test_a_slack_that_is_not_there_has_not_taken_it() -> None:
    post = SlackPost(WebApi("http://127.0.0.1:1/api/"), OneToken())

    assert await post.deliver(LETTER) == NotNow("ClientConnectorError", is_for_all=True)


async def test_a_broken_connection_leaves_it_open(posting: Posting) -> None:
    posting.slack.lose_answers("chat.postMessage")

    assert await posting.deliver() == Unsure("ServerDisconnectedError")
    assert posting.slack.methods() == ["chat.postMessage"]


@pytest.mark.parametrize("answer", ["", "<html>", '["ok"]', '{"ok": true}', '{"ok": true, "channel": "D1", "ts": ""}'])
async def test_an_answer_that_cannot_be_read_leaves_it_open(posting: Posting, answer: str) -> None:
    posting.slack.before["chat.postMessage"] = lambda _: web.Response(text=answer, content_type="application/json")

    assert await posting.deliver() == Unsure("unreadable_answer")


# ------------------------------------------------------------------------------------------ after a broken connection


async def test_what_arrived_before_the_connection_broke_is_found_and_not_sent_again(posting: Posting) -> None:
    posting.slack.lose_answers("chat.postMessage")
    await posting.deliver()

    outcome = await posting.deliver(replace(LETTER, is_unsure=True))

    assert isinstance(outcome, Delivered)
    assert len(posting.slack.messages) == 1
    await posting.deliver(replace(LETTER, receipt=outcome.receipt, card=Card(title="Withdrawn")))
    assert posting.texts() == ["Withdrawn"]


async def test_what_did_not_arrive_is_sent(posting: Posting) -> None:
    await posting.deliver(replace(LETTER, key="offer.card:8:2:1"))

    outcome = await posting.deliver(replace(LETTER, is_unsure=True))

    assert isinstance(outcome, Delivered)
    assert len(posting.slack.messages) == 2
    assert posting.slack.methods()[1:] == ["conversations.open", "conversations.history", "chat.postMessage"]


async def test_it_is_found_beneath_what_was_written_since(posting: Posting) -> None:
    posting.slack.lose_answers("chat.postMessage")
    await posting.deliver()
    posting.slack.after.clear()
    for number in range(LOOK_BACK - 1):
        posting.slack.messages.append({"channel": "D02ADA", "ts": f"1772443900.{number:06}", "text": "Hello"})

    assert isinstance(await posting.deliver(replace(LETTER, is_unsure=True)), Delivered)
    assert len(posting.slack.messages) == LOOK_BACK


async def test_what_is_somebody_elses_is_not_taken_for_it(posting: Posting) -> None:
    await posting.deliver(replace(LETTER, to=replace(ADA, user="U03BRAM")))

    await posting.deliver(replace(LETTER, is_unsure=True))

    assert [message["channel"] for message in posting.slack.messages] == ["D03BRAM", "D02ADA"]


@pytest.mark.parametrize("method", ["conversations.open", "conversations.history"])
async def test_as_long_as_nobody_can_look_nothing_is_sent(posting: Posting, method: str) -> None:
    posting.slack.refuse(method, "ratelimited", 429, **{"Retry-After": "30"})

    assert await posting.deliver(replace(LETTER, is_unsure=True)) == Unsure("ratelimited")
    assert posting.slack.messages == []


async def test_a_history_that_cannot_be_read_says_nothing(posting: Posting) -> None:
    posting.slack.before["conversations.history"] = lambda _: web.json_response({"ok": True, "messages": [{}]})

    assert await posting.deliver(replace(LETTER, is_unsure=True)) == Unsure("unreadable_answer")
    assert posting.slack.messages == []


async def test_where_the_scope_to_look_was_not_granted_it_is_sent(posting: Posting) -> None:
    posting.slack.refuse("conversations.open", "missing_scope")

    assert isinstance(await posting.deliver(replace(LETTER, is_unsure=True)), Delivered)


async def test_an_edit_is_repeated_without_looking(posting: Posting) -> None:
    known = await posting.delivered()

    assert isinstance(await posting.deliver(replace(known, is_unsure=True)), Delivered)
    assert posting.slack.methods() == ["chat.postMessage", "chat.update"]


# ------------------------------------------------------------------------------------------ whose token


async def test_somebody_met_in_all_of_an_organisation_is_written_to_with_its_token(posting: Posting) -> None:
    posting.tokens.known = {("E01ACME", ""): "xoxb-organisation"}

    await posting.deliver(replace(LETTER, to=replace(ADA, workspace="E01ACME", conversation="E01ACME")))

    assert posting.slack.tokens == ["xoxb-organisation"]


async def test_somebody_of_an_organisation_met_in_one_workspace_is_written_to_with_its_token(posting: Posting) -> None:
    posting.tokens.known = {("", "T01ACME"): "xoxb-acme", ("", "T02"): "xoxb-other"}

    await posting.deliver(replace(LETTER, to=replace(ADA, workspace="E01ACME")))

    assert posting.slack.tokens == ["xoxb-acme"]


async def test_where_a_workspace_removed_the_bot_the_organisations_own_may_write(posting: Posting) -> None:
    posting.tokens.known = {("E01ACME", ""): "xoxb-organisation"}

    await posting.deliver(replace(LETTER, to=replace(ADA, workspace="E01ACME")))

    assert posting.slack.tokens == ["xoxb-organisation"]


async def test_where_the_bot_is_not_installed_nobody_is_reached(posting: Posting) -> None:
    posting.tokens.known.clear()

    assert await posting.deliver() == Refused("not_installed", Unreachable.UNINSTALLED)
    assert posting.slack.calls == []


async def test_a_token_that_is_being_renewed_is_waited_for(posting: Posting) -> None:
    posting.tokens.trouble = TemporaryError("token_being_renewed")

    assert await posting.deliver() == NotNow("token_being_renewed", is_for_all=True)


async def test_a_token_that_slack_refuses_loses_nobody_a_message(posting: Posting) -> None:
    posting.tokens.trouble = PermanentError("invalid_auth")

    assert await posting.deliver() == NotNow("invalid_auth", is_for_all=True)
