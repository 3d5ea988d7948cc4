"""Cards and forms as HTML: everything is there, and no text of anybody becomes a tag."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.web.conversations import OpenedForm
from adapters.web.inboxes import Message
from adapters.web.render import Hidden, accessible_name, block_html, field_html, form_page, message_html
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
from bot.fields import ChoiceField, ChoicesField, FormField, Option, TextField
from bot.messages import Card, Form, FormErrors
from tests.adapters.web.example_bot import refine_form, results
from tests.sizes import examples
from tests.strategies import cards, form_errors, forms

HIDDEN = Hidden("token")
UNHURRIED = settings(max_examples=examples(25, full=2_500), suppress_health_check=[HealthCheck.too_slow])
BLOCKS: tuple[Block, ...] = (
    Text(text="a text"),
    Small(text="a text"),
    Heading(text="a text"),
    Facts(facts=(Fact(label="a label", value="a text"),)),
    People(people=(PersonLine(name="a text"),)),
    Buttons(buttons=(Button(label="a text", action="help.show"),)),
    SearchBox(label="a label", hint="a text", submit="a text"),
    Picture(of="measure.1", text="a text"),
    Links(links=(Link(label="a text", page=PageKind.POLICY, subject="policy1", person_id=1, address="/policy/x"),)),
)
FIELDS: tuple[FormField, ...] = (
    TextField(name="one", label="a text"),
    ChoiceField(name="two", label="a text", options=(Option(label="an option", value="1"),)),
    ChoicesField(name="three", label="a text", options=(Option(label="an option", value="1"),)),
)


class Parsed(HTMLParser):
    """``skeleton`` is every tag with the names of its attributes; ``words`` is all the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.skeleton: list[tuple[str, ...]] = []
        self.words = ""
        self.values: list[str] = []
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skeleton.append((tag, *(name for name, _ in attrs)))
        self.values += [value for _, value in attrs if value]

    def handle_endtag(self, tag: str) -> None:
        self.skeleton.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.skeleton.append(("comment", data))


def drawn(card: Card) -> Parsed:
    return Parsed(message_html(Message(7, card), HIDDEN))


def drawn_form(form: Form, errors: dict[str, str] | None = None) -> Parsed:
    opened = OpenedForm(3, form, 7, errors or {})
    return Parsed(form_page(opened.form, opened.errors, opened.path, "/#message-7", HIDDEN))


def not_shown(part: dict[str, Any], owner: str) -> set[str]:
    """Parts of a card or form that nobody reads: ids, and what tells one kind from another."""
    names = {"kind", "action", "context"}
    if "fields" in part or "required" in part:
        names.add("name")
    if "action" in part or "options" in part or owner == "options":
        names.add("value")
    if "address" in part:
        names |= {"address", "of", "stamp", "page", "subject"}
    return names


def not_as_text(part: dict[str, Any]) -> set[str]:
    """What only a screen reader says is an attribute, as are the words of a picture; a way nowhere is not shown."""
    names = {"says"}
    if "of" in part and part["address"]:
        names.add("text")
    if "page" in part and not part["address"]:
        names.add("label")
    return names


def harmless(part: Any, owner: str = "") -> Any:
    """The same card or form with every text that is shown made a plain letter."""
    match part:
        case dict():
            kept = not_shown(part, owner)
            return {name: value if name in kept else harmless(value, name) for name, value in part.items()}
        case list() | tuple():
            return tuple(harmless(value, owner) for value in part)
        case str() if part:
            return "x"
        case _:
            return part


def texts(part: Any, owner: str = "") -> Iterator[str]:
    """Every text that is shown."""
    match part:
        case dict():
            for name in set(part) - not_shown(part, owner) - not_as_text(part):
                yield from texts(part[name], name)
        case list() | tuple():
            for value in part:
                yield from texts(value, owner)
        case str():
            yield part
        case _:
            pass


def test_every_text_of_the_example_is_looked_at() -> None:
    card = results("history")
    person = card.blocks[1].model_dump()["people"][0]
    assert {person["name"], person["about"], person["why"], person["notes"], "Details"} <= set(texts(card.model_dump()))
    assert harmless(Fact(label="a", value="b").model_dump()) == {"label": "x", "value": "x"}
    assert harmless(refine_form().filled({"place": "Leeds"}).model_dump())["fields"][0]["value"] == "x"


@UNHURRIED
@given(cards())
def test_no_text_of_a_card_becomes_a_tag_or_an_attribute(card: Card) -> None:
    innocent = Card.model_validate(harmless(card.model_dump()))
    assert drawn(card).skeleton == drawn(innocent).skeleton


@UNHURRIED
@given(cards())
def test_every_text_of_a_card_is_shown_as_it_was_typed(card: Card) -> None:
    words = drawn(card).words
    assert all(text in words for text in texts(card.model_dump()))


@UNHURRIED
@given(forms())
def test_no_text_of_a_form_becomes_a_tag_or_an_attribute(form: Form) -> None:
    innocent = Form.model_validate(harmless(form.model_dump()))
    assert drawn_form(form).skeleton == drawn_form(innocent).skeleton


@UNHURRIED
@given(form_errors())
def test_what_is_wrong_with_a_form_is_said_at_the_top_and_at_the_field(answer: FormErrors) -> None:
    parsed = drawn_form(answer.form, answer.errors)
    for name, error in answer.errors.items():
        assert parsed.words.count(error) >= 2
        assert f"#field-{name}" in parsed.values


@pytest.mark.parametrize("union", [(Block, BLOCKS), (FormField, FIELDS)])
def test_every_kind_of_the_closed_unions_has_an_example_here(union: tuple[Any, tuple[Any, ...]]) -> None:
    kinds, examples = union
    assert {type(example) for example in examples} == set(get_args(get_args(kinds)[0]))


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.kind)
def test_every_kind_of_block_is_drawn(block: Block) -> None:
    assert "a text" in Parsed(block_html(block, 2)).words


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.kind)
def test_every_kind_of_field_is_drawn_with_a_label_of_its_own(field: FormField) -> None:
    html = field_html(field, "")
    assert "a text" in Parsed(html).words
    assert f'for="field-{field.name}"' in html
    assert f'id="field-{field.name}"' in html


def test_a_required_choice_of_a_few_is_shown_as_radios_and_a_longer_one_as_a_list() -> None:
    options = tuple(Option(label=str(number), value=str(number)) for number in range(6))
    few = ChoiceField(name="when", label="When", options=options[:5], required=True)
    assert 'type="radio"' in field_html(few, "")
    assert "<select" in field_html(few.model_copy(update={"options": options}), "")
    assert "<select" in field_html(few.model_copy(update={"required": False}), "")


def test_what_was_chosen_and_typed_before_is_there_again() -> None:
    option = Option(label="Soon", value="soon")
    chosen = ChoiceField(name="when", label="When", options=(option,), value="soon", required=True)
    assert " checked" in field_html(chosen, "")
    assert " selected" in field_html(chosen.model_copy(update={"required": False}), "")
    assert 'value="a &#34;quoted&#34; word"' in field_html(TextField(name="a", label="A", value='a "quoted" word'), "")
    assert "\nline\nline</textarea>" in field_html(TextField(name="a", label="A", value="line\nline", long=True), "")


def test_what_was_ticked_before_is_ticked_again_and_each_option_is_sent_under_a_name_of_its_own() -> None:
    options = tuple(Option(label=day, value=day) for day in ("mon", "tue", "wed"))
    html = field_html(ChoicesField(name="days", label="Days", options=options, value="mon,wed"), "")
    boxes = [line for line in html.splitlines() if line.startswith("<input")]
    assert [" checked" in box for box in boxes] == [True, False, True]
    assert [box.partition(' name="')[2].partition('"')[0] for box in boxes] == [f"field-days-{n}" for n in (1, 2, 3)]
    assert "<legend" in html


def test_a_hint_and_an_error_belong_to_the_whole_group_of_checkboxes() -> None:
    field = ChoicesField(name="days", label="Days", hint="All that apply", options=(Option(label="Mon", value="mon"),))
    html = field_html(field, "Choose one")
    fieldset = html.partition("<fieldset")[2].partition(">")[0]
    assert 'aria-describedby="field-days-hint field-days-error"' in fieldset


def test_the_accessible_name_of_a_button_holds_its_visible_label() -> None:
    named = Button(label="Details", action="expert.details", says="Details of Ada Quillan")
    assert accessible_name(named) == "Details of Ada Quillan"
    assert accessible_name(named.model_copy(update={"says": "Ada Quillan"})) == "Details: Ada Quillan"
    assert accessible_name(named.model_copy(update={"says": ""})) == ""
