"""Cards as Adaptive Cards: whatever they hold, Teams takes them, and each block and button is what it should be."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from adapters.teams import carried, render
from adapters.teams.text import WORD_JOINER
from bot.blocks import Block, Button, Buttons, Fact, Facts, People, PersonLine, SearchBox, Small, Text
from bot.fields import MAX_ID
from bot.messages import Card, plain
from tests.adapters.teams.examples import DRAWN, HOME, RESULTS
from tests.adapters.teams.schema import check_inert, check_schema, parts, shown
from tests.sizes import examples
from tests.strategies import HOSTILE, block_values, buttons, cards

MAX_ACTIONS = 6  # in one set; learn.microsoft.com/microsoftteams/platform, cards-reference
MAX_MESSAGE = 28 * 1024  # bytes; learn.microsoft.com/microsoftteams/platform, build-bot-based-message-extension
plenty = settings(
    max_examples=examples(30, full=7_500), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@plenty
@given(cards())
def test_teams_takes_every_card(card: Card) -> None:
    drawn = render.message(card)

    check_schema(drawn)
    message = {"type": "message", "summary": render.summary(card), "attachments": [render.attachment(drawn)]}
    assert len(json.dumps(message)) <= MAX_MESSAGE
    for part in parts(drawn):
        if part["type"] == "ActionSet":
            assert len(part["actions"]) <= MAX_ACTIONS
        if part["type"] in {"TextRun", "TextBlock"}:
            assert part["text"].strip()


@plenty
@given(cards())
def test_what_may_be_read_as_markdown_stands_only_in_text_runs(card: Card) -> None:
    drawn = render.message(card)

    check_inert(drawn)


@pytest.mark.parametrize("kind", [kind.__name__ for kind in get_args(get_args(Block)[0])])
def test_every_kind_of_block_has_a_drawing(kind: str) -> None:
    @settings(max_examples=1, database=None, suppress_health_check=list(HealthCheck))
    @given(block_values().filter(lambda block: type(block).__name__ == kind))
    def draw_one(block: Any) -> None:
        assert render.draw(block)

    draw_one()


def test_a_block_that_nobody_draws_is_not_left_out_in_silence() -> None:
    with pytest.raises(AssertionError):
        render.draw(Fact(label="a", value="b"))  # type: ignore[arg-type]


@pytest.mark.parametrize("words", [words for words in HOSTILE if "\x00" not in words and "\u202e" not in words])
def test_text_is_shown_exactly_as_it_was_typed(words: str) -> None:
    person = PersonLine(name="Ada Quillan", about=words, why=words, notes=words)
    facts = Facts(facts=(Fact(label="Place", value=words),))
    card = Card(title="t", blocks=(Text(text=words), Small(text=words), People(people=(person,)), facts))
    as_typed = words if words.strip() else "–"

    assert [text for text in shown(render.message(card)) if text not in {"t", "Ada Quillan", "Place"}] in (
        [as_typed] * 6,
        ["–"] * 3,  # blank lines of a person are left out
    )


def test_characters_that_cannot_be_seen_or_turn_the_text_around_are_left_out() -> None:
    assert shown(render.message(Card(title="t", blocks=(Text(text="a\x00b\u202egnp.exe\u202c"),))))[1] == "abgnp.exe"


@pytest.mark.parametrize("function", ["{{DATE(2026-05-12T09:00:00Z, SHORT)}}", "{{TIME(2026-05-12T09:00:00Z)}}"])
def test_a_date_function_that_somebody_typed_is_disarmed(function: str) -> None:
    [_, text] = shown(render.message(Card(title="t", blocks=(Text(text=function),))))

    assert not text.startswith("{{")
    assert text.replace(WORD_JOINER, "") == function


def test_a_title_of_plain_words_is_a_heading_for_screen_readers() -> None:
    [title] = render.message(Card(title="Experts for “user research in Leeds”"))["body"]
    [typed] = render.message(Card(title="Experts for “*user* research”"))["body"]

    assert (title["type"], title["style"]) == ("TextBlock", "heading")
    assert typed["type"] == "RichTextBlock"


def test_a_button_carries_its_action_and_value_and_is_understood_by_older_clients() -> None:
    button = Button(label="Show more", action="search.more", value="s.5", says="Show more: 14 more people")

    [action] = render.draw(Buttons(buttons=(button,)))[0]["actions"]

    assert action["type"] == "Action.Execute"
    assert action["verb"] == "search.more"
    assert action["data"] == {"find-expert": {"action": "search.more", "value": "s.5"}}
    assert action["tooltip"] == "Show more: 14 more people"
    assert action["associatedInputs"] == "none"
    assert action["fallback"] == {
        "type": "Action.Submit",
        "title": "Show more",
        "tooltip": "Show more: 14 more people",
        "associatedInputs": "none",
        "data": action["data"],
    }


def test_a_button_that_opens_a_form_asks_teams_for_a_dialog() -> None:
    button = Button(label="Details", action="expert.details", value="12", opens_form=True)

    [action] = render.draw(Buttons(buttons=(button,)))[0]["actions"]

    assert action["type"] == "Action.Submit"
    assert action["data"]["msteams"] == {"type": "task/fetch"}


@given(buttons())
def test_what_a_button_carries_is_read_back(button: Button) -> None:
    assert carried.read(carried.of_button(button)) == carried.Press(button.action, button.value)


def test_the_search_box_sends_what_was_typed() -> None:
    box = SearchBox(label="What do you need?", hint="user research", submit="Find")

    typed, actions = render.draw(box)
    [action] = actions["actions"]

    assert typed["id"] == carried.TYPED
    assert "associatedInputs" not in action
    assert action["data"] == action["fallback"]["data"]
    sent = {**action["data"], carried.TYPED: "user research"}
    assert carried.read(sent) == carried.Search("user research")


def names(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    known = st.sampled_from(("find-expert", "action", "value", "form", "fields", "search_box", "words", "msteams"))
    return st.dictionaries(known | st.text(), inner)


@pytest.mark.parametrize(
    "data",
    [
        None,
        "find-expert",
        {},
        {"find-expert": None},
        {"find-expert": {}},
        {"find-expert": {"action": 7}},
        {"find-expert": {"action": "DROP TABLE"}},
        {"find-expert": {"action": "search.more", "value": ["a"]}},
        {"find-expert": {"action": "search.more", "value": "a" * 151}},
        {"find-expert": {"form": "search.refine"}},
        {"find-expert": {"form": "search.refine", "fields": "place"}},
        {"action": "search.more"},
    ],
)
def test_what_is_not_ours_is_nothing(data: object) -> None:
    assert carried.read(data) is None


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | names(inner))
)
def test_no_payload_breaks_the_reader(data: Any) -> None:
    carried.read(data)

    assert carried.read({"find-expert": data}) is None or isinstance(data, dict)


def test_a_card_as_people_meet_it_is_not_cut() -> None:
    drawn = json.dumps(DRAWN["results"], ensure_ascii=False)

    assert "…" not in drawn
    assert render.size(DRAWN["results"]) < render.MAX_CARD / 3


def test_a_card_that_is_too_large_is_cut_and_keeps_its_buttons() -> None:
    card = Card(title="t", blocks=(Text(text="字" * 2_900), Text(text="字" * 2_900), *RESULTS.blocks))

    drawn = render.message(card)

    assert render.size(drawn) <= render.MAX_CARD
    assert [text[-1] for text in shown(drawn)[1:3]] == ["…", "…"]
    kept = [part["title"] for part in parts(drawn) if part["type"].startswith("Action.")]
    assert kept == ["Details", "Details", "Details", "Show more", "Refine"]


@pytest.mark.parametrize("letter", ["👍", "字", '"', "w"])
def test_the_fattest_cards_fit_too(letter: str) -> None:
    fat = Button(label=letter * 75, action="search.more", value="1" * MAX_ID, says=letter * 75, primary=True)
    people = tuple(PersonLine(name=letter * 150, about=letter * 150, buttons=(fat,)) for _ in range(5))
    facts = Facts(facts=(Fact(label=letter * 90, value=letter * 90),) * 10)
    row = Buttons(buttons=(fat,) * 6)
    lean = fat.model_copy(update={"label": letter * 56, "says": letter * 56})
    four = Buttons(buttons=(lean,) * 4)

    for content in (
        (row, row, facts, facts),
        (four, four, four, four, facts, facts),
        (People(people=people), row, facts),
        (Text(text=letter * 2_900),) * 3,
    ):
        assert render.size(render.message(Card(title=letter * 150, blocks=content))) <= render.MAX_CARD


def test_a_card_with_more_buttons_than_fit_cannot_be_made() -> None:
    row = Buttons(buttons=(Button(label="Go", action="x.y"),) * 6)
    one_more = People(people=(PersonLine(name="Ada", buttons=(Button(label="Go", action="x.y"),)),))

    assert render.message(Card(title="t", blocks=(row, row)))
    with pytest.raises(ValidationError, match="16 buttons"):
        Card(title="t", blocks=(row, row, *(one_more,) * 5))
    with pytest.raises(ValidationError, match="1,800 characters"):
        Card(title="t", blocks=(Buttons(buttons=(Button(label="w" * 75, action="x.y", says="w" * 75),) * 5),) * 3)


def test_the_summary_says_what_the_card_says() -> None:
    assert render.summary(HOME) == plain(HOME)


def test_a_long_summary_is_cut() -> None:
    assert len(render.summary(Card(title="t", blocks=(Text(text="w" * 2_900),)))) == render.MAX_SUMMARY


def test_many_long_buttons_stand_under_one_another() -> None:
    long = Buttons(buttons=tuple(Button(label=f"Number {n}, a long label", action="x.y") for n in range(3)))
    short = Buttons(buttons=tuple(Button(label=f"Number {n}", action="x.y") for n in range(3)))

    assert [len(row["actions"]) for row in render.draw(long)] == [1, 1, 1]
    assert [len(row["actions"]) for row in render.draw(short)] == [3]


def test_as_many_buttons_stand_side_by_side_as_a_phone_has_room_for() -> None:
    labels = ("Suggest other times", "Ask a question first", "Not for me", "Decline request", "More")
    buttons = tuple(Button(label=label, action="x.y") for label in labels)
    drawn = parts(render.message(Card(title="t", blocks=(Buttons(buttons=buttons),))))
    rows = [[action["title"] for action in part["actions"]] for part in drawn if part["type"] == "ActionSet"]
    assert rows == [[labels[0]], [labels[1]], [labels[2], labels[3]], [labels[4]]]


def test_a_short_button_stands_beside_the_person_and_a_long_one_under() -> None:
    beside, under = (
        render.draw(People(people=(PersonLine(name="Ada", buttons=(Button(label=label, action="x.y"),)),)))[0]["type"]
        for label in ("Details", "Show the whole profile")
    )

    assert (beside, under) == ("ColumnSet", "Container")
