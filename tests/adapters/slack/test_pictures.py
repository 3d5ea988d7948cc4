"""Slack refuses all of a message whose picture it cannot fetch: people are told in words then, and lose nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.blocks import Heading, Picture
from bot.messages import Card, Replace, Reply
from bot.notices import Delivered, Refused
from tests.adapters.slack import deliveries
from tests.adapters.slack.conftest import Running
from tests.adapters.slack.test_post import LETTER, Posting, posting

__all__ = ["posting"]

WORDS = "The latest reading is 71%."
PICTURE = Picture(of="measure.m1", stamp="a", text=WORDS, address="https://bot.example.gov.uk/pictures/x.png")
CARD = Card(title="Pictures", blocks=(Heading(text="Letters answered"), PICTURE))


def kinds(message: object) -> list[str]:
    assert isinstance(message, dict)
    return [block["type"] for block in message["blocks"]]


async def test_a_picture_that_slack_fetches_is_shown(posting: Posting) -> None:
    assert isinstance(await posting.deliver(replace(LETTER, card=CARD)), Delivered)
    [sent] = posting.slack.messages
    assert kinds(sent) == ["header", "section", "image"]
    assert sent["blocks"][2]["alt_text"] == WORDS


async def test_news_whose_picture_cannot_be_fetched_arrives_in_words(posting: Posting) -> None:
    posting.slack.fetches_pictures = False
    assert isinstance(await posting.deliver(replace(LETTER, card=CARD)), Delivered)
    [sent] = posting.slack.messages
    assert kinds(sent) == ["header", "section", "section"]
    assert WORDS in str(sent["blocks"][2])


async def test_news_in_place_of_older_news_arrives_in_words_too(posting: Posting) -> None:
    known = await posting.delivered()
    posting.slack.fetches_pictures = False
    assert await posting.deliver(replace(known, card=CARD)) == Delivered(known.receipt)
    [sent] = posting.slack.messages
    assert kinds(sent) == ["header", "section", "section"]


async def test_what_has_no_picture_is_not_sent_again_when_it_is_refused(posting: Posting) -> None:
    posting.slack.refuse("chat.postMessage", "invalid_blocks")
    assert await posting.deliver() == Refused("invalid_blocks")
    assert posting.slack.methods() == ["chat.postMessage"]


@pytest.mark.parametrize("refused", ["invalid_blocks", "refused"])
async def test_an_answer_whose_picture_cannot_be_fetched_is_given_in_words(slack: Running, refused: str) -> None:
    slack.answer = Replace(card=CARD)
    slack.api.refuse("response/2", 400, refused)

    await slack.interact(deliveries.press(response_url=f"{slack.api_url}response/2"))

    calls = await slack.calls()
    assert [(path, kinds(body)[-1]) for path, body in calls[:2]] == [("response/2", "image"), ("response/2", "section")]
    assert [(path, kinds(body)[-1]) for path, body in calls[2:]] == [("api/chat.postEphemeral", "section")]


async def test_a_picture_is_not_put_into_an_acknowledgement(slack: Running) -> None:
    """Slack says nothing of what it could not show of it."""
    slack.answer = Reply(card=CARD)

    response = await slack.command(response_url=f"{slack.api_url}response/7")

    assert await response.text() == ""
    [(path, body)] = await slack.calls()
    assert path == "response/7"
    assert kinds(body) == ["header", "section", "image"]
