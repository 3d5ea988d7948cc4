"""Cards and forms as Block Kit: whatever they hold, Slack takes them, and nothing in them comes alive."""

from __future__ import annotations

import json
import random
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from slack_sdk.models.views import View

from adapters.slack import render
from adapters.slack.carried import MAX_PRIVATE_METADATA
from bot.blocks import Button, Buttons, Fact, Facts, People, PersonLine, Text
from bot.fields import ChoicesField, Option, TextField
from bot.messages import Card, Form, FormErrors
from tests.adapters.slack.blocks import check_blocks, check_inert, texts
from tests.clients.have import need_npm
from tests.sizes import examples
from tests.strategies import cards, form_errors, forms

MAX_MESSAGE_BLOCKS = 50  # docs.slack.dev/reference/block-kit/blocks
MAX_VIEW_BLOCKS = 100  # docs.slack.dev/reference/views
MAX_MESSAGE_CHARACTERS = 13_200  # over all blocks; slackapi/bolt-js #2509
MAX_VIEW_WORDS = 24  # title, submit and close; docs.slack.dev/reference/views

plenty = settings(
    max_examples=examples(25, full=6_000), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@plenty
@given(cards())
def test_slack_takes_every_card(card: Card) -> None:
    message = render.message(card)

    check_blocks(message["blocks"])
    assert len(message["blocks"]) <= MAX_MESSAGE_BLOCKS
    assert sum(len(text["text"]) for text in texts(message["blocks"])) <= MAX_MESSAGE_CHARACTERS
    assert message["text"].strip()


@plenty
@given(cards(), st.booleans())
def test_slack_takes_every_home(card: Card, with_way_back: bool) -> None:
    view = render.home(card, with_way_back=with_way_back)

    check_blocks(view["blocks"])
    assert len(view["blocks"]) <= MAX_VIEW_BLOCKS
    assert (json.dumps(view).count('"home.show"') == 1) is with_way_back


@plenty
@given(forms())
def test_slack_takes_every_form(form: Form) -> None:
    view = render.view(form, "x" * MAX_PRIVATE_METADATA)

    check_blocks(view["blocks"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        View(**view).validate_json()
    assert len(view["blocks"]) <= MAX_VIEW_BLOCKS
    assert all(len(view[part]["text"]) <= MAX_VIEW_WORDS for part in ("title", "submit", "close") if part in view)
    for block in view["blocks"]:
        if block.get("type") == "input" and "initial_value" in block["element"]:
            assert len(block["element"]["initial_value"]) <= block["element"]["max_length"]


@settings(plenty, max_examples=examples(15))
@given(form_errors())
def test_every_error_of_a_form_names_one_of_its_fields(answer: FormErrors) -> None:
    drawn = render.errors(answer)
    blocks = {block.get("block_id") for block in render.view(answer.form, "")["blocks"]}

    assert set(drawn) == set(answer.errors) <= blocks
    assert all(sentence.strip() for sentence in drawn.values())


@plenty
@given(cards())
def test_nothing_that_a_person_wrote_comes_alive(card: Card) -> None:
    check_inert(render.message(card))


@pytest.mark.parametrize(
    "words",
    ["R&D and *more*", "<!channel>", "first_last@example.gov.uk", "https://evil.example", ":tada: @here #general"],
)
def test_what_looks_like_markup_is_shown_exactly_as_it_was_typed(words: str) -> None:
    person = PersonLine(name="Ada Quillan", about=words, why="Matches user research")

    drawn = render.message(Card(title="t", blocks=(People(people=(person,)),)))["blocks"]

    assert [text["text"] for text in texts(drawn[1:])] == ["*Ada Quillan*", words, "Matches user research"]


def test_a_person_without_markup_is_one_section() -> None:
    person = PersonLine(name="Ada Quillan", about="Senior user researcher", why="Matches user research")

    drawn = render.message(Card(title="t", blocks=(People(people=(person,)),)))["blocks"]

    assert drawn[1]["text"]["text"] == "*Ada Quillan*\nSenior user researcher\nMatches user research"


def test_a_card_keeps_all_it_says_even_when_it_is_all_markup() -> None:
    worst = PersonLine(name="&" * 150, about="<" * 1_800, why=">" * 1_900, notes="w")

    drawn = json.dumps(render.message(Card(title="t", blocks=(People(people=(worst,)),)))["blocks"])

    assert [drawn.count(sign) for sign in "&<>"] == [150, 1_800, 1_900]


def test_two_buttons_of_one_action_in_a_row_are_told_apart() -> None:
    pair = Buttons(buttons=(Button(label="A", action="x.y", value="1"), Button(label="B", action="x.y", value="2")))

    elements = render.message(Card(title="t", blocks=(pair,)))["blocks"][1]["elements"]

    assert [(button["action_id"], button["value"]) for button in elements] == [("x.y", "1"), ("x.y:2", "2")]


def test_short_facts_stand_side_by_side_and_long_ones_over_the_whole_width() -> None:
    facts = Facts(facts=(Fact(label="Place", value="Leeds"), Fact(label="Work", value="w" * 200)))

    _, short, long = render.message(Card(title="t", blocks=(facts,)))["blocks"]

    assert [field["text"] for field in short["fields"]] == ["*Place*", "Leeds"]
    assert long["text"]["text"] == "*Work*\n" + "w" * 200


def test_a_form_without_fields_has_no_submit_button() -> None:
    view = render.view(Form(title="Details", name="person.show", blocks=(Text(text="hello"),)), "")

    assert "submit" not in view


def test_a_box_never_starts_with_more_than_it_takes() -> None:
    box = TextField(name="words", label="Words", value="a\nb " + "c" * 300, max_length=10)

    element = render.view(Form(title="t", name="x.y", fields=(box,), submit="Go"), "")["blocks"][0]["element"]

    assert element["initial_value"] == "a b cccccc"


@pytest.mark.parametrize(("ticked", "shown"), [("mon,fri", ["mon", "fri"]), ("", None)])
def test_what_was_ticked_is_ticked_again_and_slack_is_told_of_no_tick_at_all(ticked: str, shown: object) -> None:
    options = tuple(Option(label="<!here> *x*", value=day) for day in ("mon", "tue", "fri"))
    box = ChoicesField(name="days", label="Days", options=options, value=ticked, required=True)

    [block] = render.view(Form(title="t", name="x.y", fields=(box,), submit="Go"), "")["blocks"]

    assert block["element"]["type"] == "checkboxes"
    assert not block["optional"]
    initial = block["element"].get("initial_options")
    assert (initial and [option["value"] for option in initial]) == shown
    assert {option["text"]["text"] for option in block["element"]["options"]} == {"<!here> *x*"}
    assert {option["text"]["type"] for option in block["element"]["options"]} == {"plain_text"}


def test_the_published_types_of_block_kit_hold(tmp_path: Path) -> None:
    """One run of the TypeScript compiler over cards and forms of every kind."""
    drawn: list[dict[str, Any]] = []
    views: list[dict[str, Any]] = []
    homes: list[dict[str, Any]] = []

    @seed(2026)
    @settings(max_examples=examples(10, full=2_250), database=None, suppress_health_check=list(HealthCheck))
    @given(cards(), forms())
    def gather(card: Card, form: Form) -> None:
        drawn.append(render.message(card))
        views.append(render.view(form, "sealed"))
        homes.append(render.home(card, with_way_back=True))

    gather()
    kept = [random.Random(1).sample(each, examples(10, full=2_000)) for each in (drawn, views, homes)]
    found = compile_types(tmp_path, *kept)

    assert found.returncode == 0, found.stdout[:3_000]


def test_the_compiler_does_refuse_what_is_no_block(tmp_path: Path) -> None:
    wrong = {"text": "t", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "txt": "x"}}]}

    assert compile_types(tmp_path, [wrong], [], []).returncode != 0


def compile_types(
    folder: Path, messages: list[dict[str, Any]], views: list[dict[str, Any]], homes: list[dict[str, Any]]
) -> subprocess.CompletedProcess[str]:
    compiler = need_npm("typescript") / "bin" / "tsc"
    types = need_npm("@slack/types") / "dist" / "index"
    lines = [f'import type {{ HomeView, KnownBlock, ModalView }} from "{types}";']
    lines += [f"export const m{n}: KnownBlock[] = {json.dumps(m['blocks'])};" for n, m in enumerate(messages)]
    lines += [f"export const v{n}: ModalView = {json.dumps(v)};" for n, v in enumerate(views)]
    lines += [f"export const h{n}: HomeView = {json.dumps(h)};" for n, h in enumerate(homes)]
    source = folder / "blocks.ts"
    source.write_text("\n".join(lines))
    return subprocess.run(
        ["node", str(compiler), "--noEmit", "--strict", "--skipLibCheck", str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
