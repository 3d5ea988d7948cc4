"""The post before a real Slack that nobody here wrote: what it sends is there, and changes in place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.request import urlopen

import pytest

from adapters.slack.calls import WebApi
from adapters.slack.one_workspace import OneWorkspace
from adapters.slack.post import SlackPost
from bot.messages import Card
from bot.notices import Delivered, Refused
from tests.adapters.slack.test_post import ADA, LETTER
from tests.clients.ports import free_port
from tests.clients.slack import BOT_TOKEN, LocalSlack, slack_running


@pytest.fixture(scope="module")
def slack() -> Iterator[LocalSlack]:
    with slack_running(free_port()) as running:
        yield running


@pytest.fixture
def post(slack: LocalSlack) -> SlackPost:
    api = WebApi(slack.environment["SLACK_API_URL"])
    return SlackPost(api, OneWorkspace(BOT_TOKEN, api))


def messages(slack: LocalSlack, outcome: object) -> list[dict[str, Any]]:
    """What is in the conversation of a message that was delivered."""
    assert isinstance(outcome, Delivered)
    with urlopen(f"{slack.url}/_control/messages/{json.loads(outcome.receipt)['channel']}", timeout=10) as answer:
        there: list[dict[str, Any]] = json.load(answer)["messages"]
        return there


async def test_a_message_arrives_and_is_edited_in_place(slack: LocalSlack, post: SlackPost) -> None:
    sent = await post.deliver(LETTER)
    assert isinstance(sent, Delivered)
    before = messages(slack, sent)
    assert before[-1]["text"].startswith("Riley asks for your help")
    assert before[-1]["user"] == "U0BOT"

    edited = await post.deliver(replace(LETTER, receipt=sent.receipt, card=Card(title="Withdrawn")))
    assert edited == sent
    after = messages(slack, edited)
    assert [message["ts"] for message in after] == [message["ts"] for message in before]
    assert after[-1]["text"] == "Withdrawn"


async def test_each_person_has_a_conversation_of_their_own(slack: LocalSlack, post: SlackPost) -> None:
    to_ada = await post.deliver(LETTER)
    to_riley = await post.deliver(replace(LETTER, to=replace(ADA, user="U01RILEY")))
    assert messages(slack, to_ada)[-1]["channel"] != messages(slack, to_riley)[-1]["channel"]


async def test_a_message_that_is_gone_is_said_to_be(post: SlackPost) -> None:
    sent = await post.deliver(LETTER)
    assert isinstance(sent, Delivered)
    gone = json.dumps({**json.loads(sent.receipt), "ts": "1.000001"})
    assert await post.deliver(replace(LETTER, receipt=gone)) == Refused("message_not_found", is_gone=True)


async def test_it_looks_before_it_sends_again_where_it_is_unsure(slack: LocalSlack, post: SlackPost) -> None:
    """This Slack keeps no metadata, so there is nothing to find: it answers the look, and is sent the message."""
    before = len(messages(slack, await post.deliver(LETTER)))
    assert len(messages(slack, await post.deliver(replace(LETTER, is_unsure=True)))) == before + 1
