"""Whatever people type, everywhere it can stand: on no platform does it come alive, or make what is drawn unfit.

1,000 texts on each platform in an ordinary run, 50,000 in a full one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.email import render as email_render
from adapters.slack import render as slack_render
from adapters.teams import render as teams_render
from adapters.web import render as web_render
from adapters.web.inboxes import Message
from bot.blocks import MAX_BUTTON_LABEL, Button, Buttons, Fact, Facts, Heading, People, PersonLine, Small, Text
from bot.messages import Card
from tests.adapters.slack import blocks as slack_blocks
from tests.adapters.teams import schema as teams_schema
from tests.sizes import examples
from tests.strategies import text

TEXTS_OF_A_CARD = 10
AROUND = email_render.Around("Open", "https://find-expert.example.gov.uk/letter/x", "11 June 2026")
WITHOUT_HARM = ("x",) * TEXTS_OF_A_CARD


def card_of(words: tuple[str, ...]) -> Card:
    """One text in every place where a card shows one."""
    title, paragraph, small, heading, label, value, name, about, why, pressed = words
    line = PersonLine(name=name, about=about, why=why, notes=small)
    return Card(
        title=title,
        blocks=(
            Text(text=paragraph),
            Small(text=small),
            Heading(text=heading),
            Facts(facts=(Fact(label=label, value=value),)),
            People(people=(line,)),
            Buttons(buttons=(Button(label=pressed[:MAX_BUTTON_LABEL], action="help.show"),)),
        ),
    )


def check_on_slack(card: Card) -> None:
    message = slack_render.message(card)
    slack_blocks.check_inert(message)
    slack_blocks.check_blocks(message["blocks"])


def check_in_teams(card: Card) -> None:
    drawn = teams_render.message(card)
    teams_schema.check_inert(drawn)
    teams_schema.check_schema(drawn)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, *(name for name, _ in attrs)))

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment",))


def tags(page: str) -> list[tuple[str, ...]]:
    parser = _Tags()
    parser.feed(page)
    parser.close()
    return parser.found


def on_the_page(card: Card) -> str:
    return str(web_render.message_html(Message(7, card), web_render.Hidden("token")))


def in_an_email(card: Card) -> str:
    return email_render.html(card, AROUND)


def check_on_the_page(card: Card) -> None:
    assert tags(on_the_page(card)) == tags(on_the_page(card_of(WITHOUT_HARM)))


def check_by_email(card: Card) -> None:
    drawn = [tag for tag in tags(in_an_email(card)) if tag != ("br",)]  # line breaks are kept
    assert drawn == tags(in_an_email(card_of(WITHOUT_HARM)))


CHECKS: list[Callable[[Card], None]] = [check_on_slack, check_in_teams, check_on_the_page, check_by_email]


def texts() -> st.SearchStrategy[tuple[str, ...]]:
    return st.tuples(*[text(MAX_BUTTON_LABEL).filter(str.strip)] * TEXTS_OF_A_CARD)


@pytest.mark.parametrize("check", CHECKS)
def test_no_text_comes_alive(check: Callable[[Card], None]) -> None:
    @settings(max_examples=examples(1_000) // TEXTS_OF_A_CARD, suppress_health_check=list(HealthCheck))
    @given(texts())
    def sweep(words: tuple[str, ...]) -> None:
        check(card_of(words))

    sweep()


def breaking() -> Iterator[Callable[[], None]]:
    """What the checks are to catch, one platform after the other."""
    live = {"type": "section", "text": {"type": "mrkdwn", "text": "<!channel>", "verbatim": True}}
    yield lambda: slack_blocks.check_inert({"text": "x", "blocks": [live]})
    block = {"type": "TextBlock", "text": "[x](https://evil.example)"}
    drawn = teams_render.message(card_of(WITHOUT_HARM))
    yield lambda: teams_schema.check_inert({**drawn, "body": [block]})


@pytest.mark.parametrize("broken", list(breaking()))
def test_the_checks_catch_what_is_alive(broken: Callable[[], None]) -> None:
    with pytest.raises(AssertionError):
        broken()
