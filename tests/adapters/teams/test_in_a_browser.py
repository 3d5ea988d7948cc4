"""What people typed, in Microsoft's own renderer with every bit of markdown on: seen as typed, and nothing alive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import Browser

from adapters.teams import carried, dialogs, render
from adapters.teams.text import WORD_JOINER, clean
from bot.blocks import Button, Buttons, Fact, Facts, Heading, People, PersonLine, Small, Text
from bot.messages import Card, Form, FormErrors
from tests.adapters.teams.examples import DRAWN, HOME, QUESTION, REFINE, TIMES, WRONG
from tests.clients.adaptive_cards import DESKTOP, PHONE, CardView, Theme, open_cards
from tests.clients.browser import open_browser
from tests.sizes import examples
from tests.strategies import HOSTILE, cards, form_errors

pytestmark = pytest.mark.browser

LIVELY = (
    *HOSTILE,
    "{{DATE(2026-05-12T09:00:00Z, LONG)}} {{TIME(2026-05-12T09:00:00Z)}}",
    "1. one\n2. two",
    "- one\n- two",
    "# heading\n> quote\n---",
    "![picture](https://evil.example/x.png)",
    "<img src=x onerror=alert(1)> <a href='https://evil.example'>x</a>",
    "www.example.org someone@example.org https://example.org tel:+441234567890",
    "(c) (r) (tm) +- ... -- \"quoted\" 'quoted'",
    "    four spaces   and three",
    "\\*escaped\\* &copy; &#42;",
    "${title} {{name}} $(x)",
    "<at>Ada Quillan</at>",
)
plenty = settings(
    max_examples=examples(20, full=2_000),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
)


def card_of(words: str) -> Card:
    """A card that says the same words wherever somebody's words may stand."""
    person = PersonLine(
        name=words, about=words, why=words, notes=words, buttons=(Button(label="Details", action="x.y"),)
    )
    blocks = (
        Heading(text=words[:150]),
        Text(text=words),
        Small(text=words),
        Facts(facts=(Fact(label=words[:150], value=words),)),
        People(people=(person,)),
        Buttons(buttons=(Button(label=words[:75], action="x.y", says=words[:75]),)),
    )
    return Card(title=words[:150], blocks=blocks)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def view(browser: Browser) -> Iterator[CardView]:
    with open_cards(browser) as view:
        yield view


@pytest.mark.parametrize("words", LIVELY)
def test_hostile_words_are_seen_as_they_were_typed_and_stay_dead(view: CardView, words: str) -> None:
    view.show(render.message(card_of(words)))

    assert view.alive() == []
    as_typed = clean(words).replace(WORD_JOINER, "")
    assert [text.replace(WORD_JOINER, "") for text in view.texts()].count(as_typed) >= (8 if words.strip() else 5)


@plenty
@given(card=cards())
def test_nothing_on_any_card_comes_alive(view: CardView, card: Card) -> None:
    view.show(render.message(card))

    assert view.alive() == []


@plenty
@given(answer=form_errors())
def test_nothing_in_any_dialog_comes_alive(view: CardView, answer: FormErrors) -> None:
    view.show(dialogs.dialog(answer.form, "carried", answer.errors))

    assert view.alive() == []


def test_the_check_does_see_what_comes_alive(view: CardView) -> None:
    def block(text: str) -> dict[str, object]:
        body = [{"type": "TextBlock", "text": text, "wrap": True}]
        return {"type": "AdaptiveCard", "version": "1.5", "body": body}

    for words in ("[x](https://evil.example)", "**bold**", "- item", "https://example.org", "www.example.org"):
        view.show(block(words))
        assert view.alive(), words


def test_the_search_box_sends_what_was_typed(view: CardView) -> None:
    view.show(render.message(HOME))
    view.page.get_by_label("What do you need an expert for?").fill("user *research* in Leeds")

    view.press("Find an expert")

    assert carried.read(view.pressed()) == carried.Search("user *research* in Leeds")


def test_another_button_leaves_what_was_typed_alone(view: CardView) -> None:
    view.show(render.message(HOME))
    view.page.get_by_label("What do you need an expert for?").fill("half a sent")

    view.press("How to search")

    assert view.pressed() == {"find-expert": {"action": "help.show"}}


def test_a_dialog_sends_its_fields_and_what_it_carried(view: CardView) -> None:
    view.show(dialogs.dialog(REFINE, "from here", WRONG))
    view.page.get_by_label("Town or region").fill("Leeds")
    view.page.get_by_label("30 minutes").check()

    view.press("Search again")

    sent = carried.read(view.pressed())
    assert isinstance(sent, carried.Sent)
    assert (sent.form, sent.carried) == ("search.refine", "from here")
    assert sent.values == {
        "profession": "any",
        "place": "Leeds",
        "organisation": "Ministry of Nothing",
        "minutes": "30",
        "when": "any",
    }


def test_several_choices_come_back_joined_and_none_at_all_as_nothing(view: CardView) -> None:
    view.show(dialogs.dialog(TIMES, ""))
    assert sent_times(view) == "2"

    for time in ("Tuesday 12 May 2026, 10:00 UK time", "Thursday 14 May 2026, 9:30 UK time"):
        view.page.get_by_role("checkbox", name=time).check()
    view.page.get_by_role("checkbox", name="Wednesday 13 May 2026, 14:00 UK time").uncheck()
    assert sent_times(view) == "1,3"

    for checkbox in view.page.get_by_role("checkbox").all():
        checkbox.uncheck()
    assert sent_times(view) == ""


def test_a_required_choice_of_several_is_told_when_none_is_ticked(view: CardView) -> None:
    required = TIMES.fields[0].model_copy(update={"required": True, "value": ""})
    view.show(dialogs.dialog(TIMES.model_copy(update={"fields": (required,)}), ""))

    view.press("Suggest")

    assert "Choose at least one." in view.text()
    assert view.pressed() == {}


def sent_times(view: CardView) -> str:
    view.press("Suggest")
    sent = carried.read(view.pressed())
    assert isinstance(sent, carried.Sent)
    return sent.values["times"]


def test_a_required_field_left_empty_is_told_beside_it_before_anything_is_sent(view: CardView) -> None:
    view.show(dialogs.dialog(QUESTION, ""))

    view.press("Ask")

    assert "Enter an answer." in view.text()
    assert view.pressed() == {}


def test_every_field_has_a_name_for_screen_readers(view: CardView) -> None:
    view.show(dialogs.dialog(REFINE, ""))

    for field in REFINE.fields:
        assert view.page.get_by_label(field.label).count()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("size", "width"), [("desktop", DESKTOP), ("phone", PHONE)])
def test_nothing_is_cut_off(browser: Browser, theme: Theme, size: str, width: int) -> None:
    with open_cards(browser, theme, width) as view:
        for name, card in DRAWN.items():
            view.show(card)
            view.screenshot(f"teams-{name}-{theme}-{size}")
            assert view.cut_off() == [], name


def test_a_form_without_fields_needs_no_button(view: CardView) -> None:
    view.show(dialogs.dialog(Form(title="t", name="x.y", blocks=(Text(text="hello"),)), ""))

    assert view.text().strip() == "hello"
    assert not view.page.get_by_role("button").count()
