"""The eight cells: every answer to every event, as a person sees it, on Slack, on Teams and on the page.

What somebody says is answered with a reply; what they press with a reply, a replacement or a form; a form they send
with any of these, or with the form again and what is wrong in it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal, Protocol, get_args

import pytest

from adapters.email import render as email_render
from adapters.slack import render as slack_render
from adapters.teams import carried as teams_data
from adapters.teams import dialogs as teams_dialogs
from adapters.teams import render as teams_render
from adapters.web import render as web_render
from bot.blocks import (
    Block,
    Button,
    Buttons,
    Fact,
    Facts,
    Heading,
    Link,
    Links,
    PageKind,
    People,
    PersonLine,
    Picture,
    SearchBox,
    Small,
    Text,
)
from bot.events import Event, Said, Submitted
from bot.fields import ChoiceField, ChoicesField, FormField, Option, TextField
from bot.messages import Card, Form, FormErrors, OpenForm, Replace, Reply, SubmittedAnswer
from tests.adapters.slack import conftest as slack_conftest
from tests.adapters.slack import deliveries as slack_deliveries
from tests.adapters.teams import conftest as teams_conftest
from tests.adapters.teams import deliveries as teams_deliveries
from tests.adapters.teams.microsoft import REGISTRATION
from tests.adapters.web.visitor import visiting

Kind = Literal["said", "pressed", "submitted"]

REFINE = Button(label="Refine", action="search.refine", value="s1", opens_form=True)
MORE = Button(label="Show more", action="search.more", value="s1")
PLACE = TextField(name="place", label="Place")
FORM = Form(title="First form", name="search.refine", context="s1", fields=(PLACE,), submit="Send it")
OPENING = Card(title="Where it begins", blocks=(Buttons(buttons=(MORE, REFINE)),))
ANSWER = Card(title="What the answer is", blocks=(Buttons(buttons=(MORE, REFINE)),))
NEXT = FORM.model_copy(update={"title": "Another form"})
TYPED = FORM.model_copy(update={"fields": (PLACE.model_copy(update={"value": "Xanadu"}),)})
SENTENCE = "We do not know this place"

CELLS: list[tuple[Kind, SubmittedAnswer]] = [
    ("said", Reply(card=ANSWER)),
    ("pressed", Reply(card=ANSWER)),
    ("pressed", Replace(card=ANSWER)),
    ("pressed", OpenForm(form=NEXT)),
    ("submitted", Reply(card=ANSWER)),
    ("submitted", Replace(card=ANSWER)),
    ("submitted", OpenForm(form=NEXT)),
    ("submitted", FormErrors(form=TYPED, errors={"place": SENTENCE})),
]


class Script:
    """A core that says what it is told: ``answer`` to the event of this ``kind``, and what leads there before."""

    def __init__(self, kind: Kind, answer: SubmittedAnswer) -> None:
        self.kind = kind
        self.answer = answer
        self.typed: dict[str, str] = {}

    def __call__(self, event: Event) -> SubmittedAnswer:
        if isinstance(event, Submitted):
            self.typed = event.values
        if event.kind == self.kind:
            return self.answer
        return Reply(card=OPENING) if isinstance(event, Said) else OpenForm(form=FORM)


@dataclass(frozen=True)
class Seen:
    """What a person sees: a new message, their message changed, a form, or one with ``words`` of what is wrong."""

    what: Literal["reply", "replace", "open_form", "form_errors"]
    title: str = ""
    words: str = ""


class Client(Protocol):
    """A person at a platform, who says something, presses a button, or fills in a form and sends it."""

    async def does(self, kind: Kind) -> Seen: ...


class OnSlack:
    def __init__(self, slack: slack_conftest.Running) -> None:
        self._slack = slack
        self._address = f"{slack.api_url}response/1"

    async def does(self, kind: Kind) -> Seen:
        if kind == "said":
            said = await (await self._slack.command()).json()
            return Seen("reply", said["blocks"][0]["text"]["text"])
        if kind == "pressed":
            await self._slack.interact(slack_deliveries.press(response_url=self._address))
            return self._seen(*(await self._slack.calls())[0])
        await self._slack.interact(slack_deliveries.press("search.refine", response_url=self._address))
        _, opened = await self._first_call()
        view = _parsed(opened["view"])
        sent = slack_deliveries.submission(
            view["private_metadata"], {"place": "Xanadu"}, callback_id=view["callback_id"]
        )
        said = await (await self._slack.interact(sent)).text()
        if not said:
            return self._seen(*(await self._slack.calls())[1])
        acknowledged = json.loads(said)
        if acknowledged["response_action"] == "errors":
            return Seen("form_errors", words=" ".join(acknowledged["errors"].values()))
        return Seen("open_form", acknowledged["view"]["title"]["text"])

    async def _first_call(self) -> tuple[str, dict[str, Any]]:
        """What is sent after the acknowledgement."""
        while not self._slack.api.calls:  # noqa: ASYNC110 - the stand-in for Slack has no event to wait for
            await asyncio.sleep(0.01)
        return self._slack.api.calls[0]

    def _seen(self, path: str, body: dict[str, Any]) -> Seen:
        if path == "api/views.open":
            return Seen("open_form", _parsed(body["view"])["title"]["text"])
        assert path == "response/1"
        return Seen("replace" if body["replace_original"] else "reply", body["blocks"][0]["text"]["text"])


class OnTeams:
    def __init__(self, teams: teams_conftest.Running, answer: SubmittedAnswer) -> None:
        self._teams = teams
        self._answer = answer

    async def does(self, kind: Kind) -> Seen:
        if kind == "said":
            await self._teams.deliver(teams_deliveries.message())
            return await self._message()
        if kind == "pressed" and not isinstance(self._answer, OpenForm):
            pressed = teams_deliveries.executed(teams_data.of_button(MORE))
            shown = await (await self._teams.deliver(pressed)).json()
            assert shown["type"].endswith("card.adaptive" if isinstance(self._answer, Replace) else "activity.message")
            return await self._message()
        shown = await (await self._teams.deliver(teams_deliveries.fetched(teams_data.of_button(REFINE)))).json()
        if kind == "pressed":
            return Seen("open_form", shown["task"]["value"]["title"])
        button = shown["task"]["value"]["card"]["content"]["actions"][0]
        sent = teams_deliveries.submitted({**button["data"], f"{teams_data.FIELD}place": "Xanadu"})
        said = await (await self._teams.deliver(sent)).text()
        if not said:
            return await self._message()
        task = json.loads(said)["task"]["value"]
        words = json.dumps(task["card"])
        return Seen("form_errors", words=words) if SENTENCE in words else Seen("open_form", task["title"])

    async def _message(self) -> Seen:
        [sent] = await self._teams.sent()
        [(method, *_)] = [call for call in self._teams.microsoft.calls if call[0] in {"POST", "PUT"}]
        return Seen("reply" if method == "POST" else "replace", sent["summary"].splitlines()[0])


class OnThePage:
    def __init__(self, visitor: Any) -> None:
        self._visitor = visitor

    async def does(self, kind: Kind) -> Seen:
        await self._visitor.say("user research")
        if kind == "said":
            return self._seen()
        before = len(self._visitor.cards)
        await self._visitor.press(REFINE.action)
        if kind == "submitted":
            await self._visitor.send(self._visitor.form("/form/"), **{"field-place": "Xanadu"})
        return self._seen(before)

    def _seen(self, before: int = 0) -> Seen:
        if SENTENCE in self._visitor.page:
            return Seen("form_errors", words=self._visitor.page)
        if self._visitor.url.startswith("/form/"):
            title = self._visitor.page.partition('id="form-title"')[2].partition(">")[2].partition("<")[0]
            return Seen("open_form", title)
        cards = self._visitor.cards
        return Seen("reply" if len(cards) > before else "replace", cards[-1])


def _parsed(view: Any) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(view) if isinstance(view, str) else view
    return parsed


@asynccontextmanager
async def on_slack(script: Script) -> AsyncIterator[Client]:
    async with slack_conftest.serving(script) as running:
        yield OnSlack(running)


@asynccontextmanager
async def on_teams(script: Script) -> AsyncIterator[Client]:
    async with teams_conftest.serving((REGISTRATION,), script) as running:
        yield OnTeams(running, script.answer)


@asynccontextmanager
async def on_the_page(script: Script) -> AsyncIterator[Client]:
    async with visiting(script, "juniper-quill") as visitor:
        yield OnThePage(visitor)


Platform = Callable[[Script], AbstractAsyncContextManager[Client]]
PLATFORMS: list[Platform] = [on_slack, on_teams, on_the_page]


@pytest.mark.parametrize(("kind", "answer"), CELLS, ids=[f"{kind}-{answer.kind}" for kind, answer in CELLS])
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_every_answer_to_every_event_is_seen(platform: Platform, kind: Kind, answer: SubmittedAnswer) -> None:
    script = Script(kind, answer)
    async with platform(script) as client, asyncio.timeout(30):
        seen = await client.does(kind)
    assert seen.what == answer.kind
    match answer:
        case Reply() | Replace():
            assert seen.title == ANSWER.title
        case OpenForm():
            assert seen.title == NEXT.title
        case FormErrors():
            assert SENTENCE in seen.words
    if kind == "submitted":
        assert script.typed == {"place": "Xanadu"}


def test_these_are_all_the_answers_there_are() -> None:
    of_submitted = {type(answer) for kind, answer in CELLS if kind == "submitted"}
    assert of_submitted == set(get_args(SubmittedAnswer))


WORDS = "Words of ours"
AROUND = email_render.Around("Open", "https://find-expert.example.gov.uk/letter/x", "11 June 2026")
BLOCKS: dict[type, Block] = {
    Text: Text(text=WORDS),
    Small: Small(text=WORDS),
    Heading: Heading(text=WORDS),
    Facts: Facts(facts=(Fact(label="Label", value=WORDS),)),
    People: People(people=(PersonLine(name=WORDS),)),
    Buttons: Buttons(buttons=(Button(label=WORDS, action="help.show"),)),
    SearchBox: SearchBox(label=WORDS, submit="Find"),
    Picture: Picture(of="measure.m1", text=WORDS, address="https://find-expert.example.gov.uk/pictures/x.png"),
    Links: Links(
        links=(Link(label=WORDS, page=PageKind.POLICY, subject="p1", person_id=1, address="https://x.example.gov.uk/"),)
    ),
}
FIELDS: dict[type, FormField] = {
    TextField: TextField(name="words", label=WORDS),
    ChoiceField: ChoiceField(name="words", label=WORDS, options=(Option(label="Yes", value="yes"),)),
    ChoicesField: ChoicesField(name="words", label=WORDS, options=(Option(label="Yes", value="yes"),)),
}


@pytest.mark.parametrize("kind", get_args(get_args(Block)[0]))
def test_every_kind_of_block_has_a_renderer_everywhere(kind: type) -> None:
    block = BLOCKS[kind]
    card = Card(title="A card", blocks=(block,))
    assert WORDS in json.dumps(slack_render.message(card)["blocks"])
    assert WORDS in json.dumps(teams_render.message(card)["body"])
    assert WORDS in web_render.block_html(block, 2, "search")
    if not isinstance(block, SearchBox | Links):  # they are on the page that an email leads to
        assert WORDS in email_render.html(card, AROUND)
        assert WORDS in email_render.text(card, AROUND)


@pytest.mark.parametrize("kind", get_args(get_args(FormField)[0]))
def test_every_kind_of_field_has_a_renderer_everywhere(kind: type) -> None:
    field = FIELDS[kind]
    form = Form(title="A form", name="search.refine", fields=(field,), submit="Send")
    assert WORDS in json.dumps(slack_render.view(form, "")["blocks"])
    assert WORDS in json.dumps(teams_dialogs.dialog(form, "")["body"])
    assert WORDS in web_render.field_html(field, "")
