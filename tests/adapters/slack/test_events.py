"""Direct messages, mentions, the shortcut and what else happens in Slack: read, answered once, where it belongs."""

from __future__ import annotations

from typing import Any

import pytest

from bot.blocks import Button, Buttons
from bot.events import Said, Sender
from bot.messages import Card, Reply
from directory.model import Unreachable
from tests.adapters.slack import deliveries
from tests.adapters.slack.conftest import Running
from tests.adapters.slack.slack_api import user

RILEY = Sender(platform="slack", workspace="T01ACME", user="U01RILEY")
CARD = Card(
    title="Two people", blocks=(Buttons(buttons=(Button(label="Show more", action="search.more", value="s1"),)),)
)


async def test_a_direct_message_is_answered_in_the_same_conversation(slack: Running) -> None:
    slack.answer = Reply(card=CARD)

    response = await slack.happen(deliveries.direct_message("user research &amp; design"))

    assert (response.status, await response.text()) == (200, "")
    assert slack.events == [Said(key="event:T01ACME:Ev01FIRST", sender=RILEY, text="user research & design")]
    [(path, body)] = await slack.calls()
    assert (path, body["channel"]) == ("api/chat.postMessage", "D01RILEY")
    assert "thread_ts" not in body
    assert body["text"].startswith("Two people")


async def test_a_direct_message_in_a_thread_is_answered_in_it(slack: Running) -> None:
    await slack.happen(deliveries.direct_message(thread_ts="1772443000.000100"))

    [(_, body)] = await slack.calls()
    assert body["thread_ts"] == "1772443000.000100"


@pytest.mark.parametrize("thread", [{}, {"thread_ts": "1772443000.000100"}])
async def test_a_mention_is_answered_to_the_person_alone(slack: Running, thread: dict[str, str]) -> None:
    await slack.happen(deliveries.mention("<@U0BOT> user research", **thread))

    assert [event.text for event in slack.events if isinstance(event, Said)] == ["user research"]
    [(path, body)] = await slack.calls()
    assert (path, body["channel"], body["user"]) == ("api/chat.postEphemeral", "C01GEN", "U01RILEY")
    assert body.get("thread_ts") == thread.get("thread_ts")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@U0BOT> find-expert user research", "user research"),
        ("<@U0BOT|find-expert> /find-expert: user research", "user research"),
        ("Find-Expert user research", "user research"),
        ("<@U0BOT>", ""),
        ("/find-expert", ""),
        ("find-experts in Leeds", "find-experts in Leeds"),
    ],
)
async def test_the_bots_name_is_no_part_of_a_request(slack: Running, written: str, read: str) -> None:
    await slack.happen(deliveries.mention(written))

    assert [event.text for event in slack.events if isinstance(event, Said)] == [read]


async def test_the_shortcut_searches_for_what_a_message_says(slack: Running) -> None:
    text = "<@U02ADA> we need *user research* on <https://example.gov.uk/uc|Universal Credit> &amp; pensions :eyes:"
    payload = deliveries.shortcut(text, response_url=f"{slack.api_url}response/3")

    response = await slack.interact(payload)

    assert (response.status, await response.text()) == (200, "")
    [event] = slack.events
    assert isinstance(event, Said)
    assert event.text == "we need user research on Universal Credit & pensions"
    [(path, body)] = await slack.calls()
    assert (path, body["response_type"], body["replace_original"]) == ("response/3", "ephemeral", False)


@pytest.mark.parametrize("event", [deliveries.direct_message(), deliveries.mention(), deliveries.home_opened()])
async def test_what_is_delivered_again_is_answered_once(slack: Running, event: dict[str, Any]) -> None:
    for attempt in ("", "1", "2", "3"):
        headers = {"X-Slack-Retry-Num": attempt, "X-Slack-Retry-Reason": "http_timeout"} if attempt else {}
        response = await slack.happen(event, headers)
        assert response.status == 200

    assert len(await slack.calls()) == 1


async def test_what_arrives_only_at_the_second_attempt_is_answered(slack: Running) -> None:
    """A retry header says nothing about whether we have seen the first."""
    await slack.happen(deliveries.direct_message(), {"X-Slack-Retry-Num": "2", "X-Slack-Retry-Reason": "http_error"})

    assert len(await slack.calls()) == 1


async def test_the_same_words_again_are_another_event(slack: Running) -> None:
    for number in ("Ev1", "Ev2"):
        await slack.happen(deliveries.direct_message(), event_id=number)

    assert len(await slack.calls()) == 2


@pytest.mark.parametrize(
    "event",
    [
        deliveries.direct_message(bot_id="B01"),
        deliveries.direct_message(subtype="bot_message"),
        deliveries.direct_message(subtype="message_changed", message={"text": "x", "user": "U01RILEY"}),
        deliveries.direct_message(subtype="message_deleted", hidden=True),
        deliveries.direct_message(subtype="channel_join"),
        deliveries.direct_message(channel_type="channel", channel="C01GEN"),
        deliveries.direct_message(channel_type="mpim", channel="G01"),
        deliveries.mention(bot_id="B01"),
        deliveries.mention(channel="D01RILEY"),  # comes as a direct message too
        deliveries.home_opened(tab="messages"),
        {"type": "tokens_revoked", "tokens": {"oauth": ["U01RILEY"]}},  # of a person, not the bot's
        {"type": "user_change", "user": {"id": "U01RILEY", "team_id": "T01ACME", "deleted": False}},
        {"type": "reaction_added", "user": "U01RILEY"},
    ],
)
async def test_what_no_person_said_to_the_bot_is_let_be(slack: Running, event: dict[str, Any]) -> None:
    response = await slack.happen(event)

    assert (response.status, await response.text()) == (200, "")
    assert slack.events == []
    assert (slack.core.gone, slack.core.lost) == ([], [])
    assert await slack.calls() == []


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
async def test_words_beside_a_file_or_sent_to_the_whole_channel_are_words(slack: Running, subtype: str) -> None:
    await slack.happen(deliveries.direct_message("user research", subtype=subtype))

    assert len(slack.events) == 1


async def test_a_press_in_the_bots_own_conversation_is_answered_with_a_message_that_stays(slack: Running) -> None:
    at = {"type": "message", "message_ts": "1772443700.000100", "channel_id": "D01RILEY", "is_ephemeral": False}

    await slack.interact(deliveries.press(channel={"id": "D01RILEY", "name": "directmessage"}, container=at))

    [(path, body)] = await slack.calls()
    assert (path, body["channel"]) == ("api/chat.postMessage", "D01RILEY")


async def test_a_workspace_that_did_not_install_the_bot_gets_its_200_and_nothing_else(slack: Running) -> None:
    elsewhere = [{"enterprise_id": None, "team_id": "T9OTHER", "is_enterprise_install": False}]

    said = await slack.happen(deliveries.direct_message(), team_id="T9OTHER", authorizations=elsewhere)
    pressed = await slack.interact(deliveries.press(team={"id": "T9OTHER"}, user={"id": "U9", "team_id": "T9OTHER"}))
    command = await slack.command(team_id="T9OTHER")

    assert [(each.status, await each.text()) for each in (said, pressed, command)] == [(200, "")] * 3
    assert slack.events == []
    assert await slack.calls() == []


async def test_the_token_of_the_installation_answers_and_the_person_keeps_their_own_workspace(slack: Running) -> None:
    """In a channel that two organisations share, the event may name the other one first."""
    theirs = deliveries.mention(user="U9", team="T9OTHER", user_team="T9OTHER", source_team="T9OTHER")

    await slack.happen(theirs, team_id="T9OTHER")

    assert [event.sender for event in slack.events] == [Sender(platform="slack", workspace="T9OTHER", user="U9")]
    assert len(await slack.calls()) == 1


async def test_a_person_of_another_organisation_is_never_taken_for_one_of_ours(slack: Running) -> None:
    theirs = deliveries.mention(user="W9", team="E9OTHER", user_team="E9OTHER")

    await slack.happen(theirs, enterprise_id="E01ACME")

    [event] = slack.events
    assert (event.sender.workspace, event.sender.enterprise) == ("E9OTHER", "E9OTHER")


async def test_the_organisation_is_named_where_slack_names_it(slack: Running) -> None:
    ours = {"id": "T01ACME", "enterprise_id": "E01ACME"}

    await slack.command(enterprise_id="E01ACME")
    await slack.happen(deliveries.direct_message(), enterprise_id="E01ACME")
    await slack.interact(deliveries.press(team=ours, enterprise={"id": "E01ACME", "name": "Acme"}))
    await slack.interact(deliveries.press(team=ours, user={"id": "U9", "team_id": "T9OTHER"}))

    homes = [event.sender.enterprise for event in slack.events]
    assert homes == ["E01ACME", "E01ACME", "E01ACME", ""]


async def test_an_organisation_that_installed_the_bot_everywhere_is_asked_for_by_its_own_id(slack: Running) -> None:
    slack.api.answers["api/auth.test"] = {
        "team_id": "E01ACME",
        "enterprise_id": "E01ACME",
        "user_id": "U0BOT",
        "is_enterprise_install": True,
    }
    slack.api.answers["api/users.info"] = {"user": user(enterprise_user={"enterprise_id": "E01ACME"})}
    everywhere = [{"enterprise_id": "E01ACME", "team_id": None, "is_enterprise_install": True}]

    await slack.command(enterprise_id="E01ACME", is_enterprise_install="true", team_id="T7")
    await slack.happen(deliveries.direct_message(team="T8"), team_id="T8", authorizations=everywhere)
    pressed = deliveries.press(team=None, enterprise={"id": "E01ACME"}, user={"id": "U7", "team_id": "T7"})
    await slack.interact({**pressed, "is_enterprise_install": True})

    assert len(slack.events) == 3
    assert {event.sender.workspace for event in slack.events} == {"T7", "T8"}


async def test_taking_the_bot_out_of_a_workspace_is_remembered(slack: Running) -> None:
    await slack.happen({"type": "app_uninstalled"})
    await slack.happen({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}}, event_id="Ev2")

    assert slack.core.gone == [("slack", "T01ACME"), ("slack", "T01ACME")]


async def test_a_token_is_asked_about_again_after_the_bot_was_taken_out(slack: Running) -> None:
    await slack.command()
    await slack.happen({"type": "app_uninstalled"})
    await slack.command(trigger_id="2.2")

    assert slack.api.asked.count("api/auth.test") == 2


async def test_whoever_leaves_is_remembered(slack: Running) -> None:
    gone = {"id": "U9", "team_id": "T01ACME", "deleted": True, "enterprise_user": {"enterprise_id": "E01ACME"}}

    await slack.happen({"type": "user_change", "user": gone})

    whom = Sender(platform="slack", workspace="T01ACME", user="U9", enterprise="E01ACME")
    assert slack.core.lost == [(whom, Unreachable.DEACTIVATED)]


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [(200, "user_disabled", Unreachable.DEACTIVATED), (200, "channel_not_found", None), (429, "ratelimited", None)],
)
async def test_whoever_cannot_be_written_to_is_remembered(
    slack: Running, status: int, code: str, why: Unreachable | None
) -> None:
    slack.api.refuse("api/chat.postMessage", status, code)

    await slack.happen(deliveries.direct_message())
    await slack.calls()

    assert slack.core.lost == ([(RILEY, why)] if why else [])
