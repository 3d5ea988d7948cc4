"""Every card and form that the closed union can hold, for the property tests of each platform's renderer."""

from __future__ import annotations

import pydantic
from hypothesis import strategies as st

from bot import blocks, fields, messages
from bot.blocks import (
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
from bot.fields import JOINED_BY, MAX_ID, ChoiceField, ChoicesField, Option, TextField
from bot.messages import Card, Form, FormErrors

ADDRESS = "https://find-expert.example.gov.uk/policy/x"
HOSTILE = (
    "<!channel>",
    "<!here|everyone>",
    "<@U02ADA>",
    "<#C01GEN>",
    "<https://evil.example|click>",
    "[x](javascript:alert(1))",
    "*bold* _italic_ ~gone~ `code`",
    "> quoted",
    ":tada:",
    "@here #general https://evil.example first_last@example.gov.uk",
    "&amp;&lt;&gt;",
    "مرحبا \u202egnp.exe\u202c",
    "👩🏽‍⚖️ 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "\x00\x07\u200b",
    "\n\n",
    "<at>General</at>",
    "**b** ## h\n- item",
    "{{ 7*7 }} ${x} </script>",
)


def text(longest: int, shortest: int = 1) -> st.SearchStrategy[str]:
    """Anything that somebody may type, of up to ``longest`` characters; often hostile, sometimes as long as can be."""
    longs = st.sampled_from(("&", "<", "*", "_", "w", "é", "字", "👍", " ", "a b_c ")).map(
        lambda part: (part * longest)[:longest]
    )
    nasty = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=4).map(lambda parts: " ".join(parts)[:longest])
    typed = st.text(min_size=shortest, max_size=min(longest, 60))
    return st.one_of(typed, nasty, longs).filter(lambda value: len(value) >= shortest)


def action_names() -> st.SearchStrategy[str]:
    return st.sampled_from(("search.more", "search.refine", "person.details", "help.show"))


def buttons() -> st.SearchStrategy[Button]:
    return st.builds(
        Button,
        label=text(blocks.MAX_BUTTON_LABEL),
        action=action_names(),
        value=st.text("abc123", max_size=fields.MAX_ID),
        says=st.one_of(st.just(""), text(blocks.MAX_BUTTON_SAYS)),
        primary=st.booleans(),
        opens_form=st.booleans(),
    )


def people() -> st.SearchStrategy[PersonLine]:
    line = st.one_of(st.just(""), text(blocks.MAX_FACT))
    return st.builds(
        PersonLine,
        name=text(blocks.MAX_TITLE),
        about=line,
        why=line,
        notes=line,
        buttons=st.lists(buttons(), max_size=blocks.MAX_BESIDE).map(tuple),
    )


def block_values(*, in_a_form: bool = False) -> st.SearchStrategy[blocks.Block]:
    facts = st.builds(Fact, label=text(fields.MAX_LABEL), value=text(blocks.MAX_FACT))
    anywhere = (
        st.builds(Text, text=text(blocks.MAX_TEXT)),
        st.builds(Small, text=text(blocks.MAX_TEXT)),
        st.builds(Heading, text=text(blocks.MAX_TITLE)),
        st.builds(Facts, facts=st.lists(facts, min_size=1, max_size=10).map(tuple)),
    )
    if in_a_form:
        return st.one_of(*anywhere)
    page = st.builds(
        Link,
        label=text(blocks.MAX_BUTTON_LABEL),
        page=st.sampled_from(PageKind),
        subject=text(fields.MAX_ID),
        person_id=st.integers(1, 2**31),
        address=st.sampled_from(["", ADDRESS]),
    )
    return st.one_of(
        *anywhere,
        st.builds(People, people=st.lists(people(), min_size=1, max_size=blocks.MAX_PEOPLE).map(tuple)),
        st.builds(
            SearchBox,
            label=text(fields.MAX_LABEL),
            hint=st.one_of(st.just(""), text(fields.MAX_LABEL)),
            submit=text(blocks.MAX_BUTTON_LABEL),
        ),
        st.builds(Picture, of=st.just("measure.m1"), text=text(blocks.MAX_ALT), address=st.sampled_from(["", ADDRESS])),
        st.builds(Links, links=st.lists(page, min_size=1, max_size=blocks.MAX_LINKS).map(tuple)),
        st.builds(Buttons, buttons=st.lists(buttons(), min_size=1, max_size=blocks.MAX_BUTTONS).map(tuple)),
    )


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """Cards up to the limit: blocks are added until one more would not be allowed."""
    card = Card(title=draw(text(blocks.MAX_TITLE)))
    for block in draw(st.lists(block_values(), max_size=messages.MAX_BLOCKS)):
        try:
            card = Card(title=card.title, blocks=(*card.blocks, block))
        except pydantic.ValidationError:
            continue
    return card


def text_fields(name: str) -> st.SearchStrategy[TextField]:
    return st.builds(
        TextField,
        name=st.just(name),
        label=text(fields.MAX_LABEL),
        hint=st.one_of(st.just(""), text(fields.MAX_LABEL)),
        value=st.one_of(st.just(""), text(fields.MAX_INPUT)),
        required=st.booleans(),
        long=st.booleans(),
        max_length=st.integers(1, fields.MAX_INPUT),
    )


@st.composite
def choice_fields(draw: st.DrawFn, name: str) -> ChoiceField:
    count = draw(st.sampled_from((1, 2, 7, fields.MAX_OPTIONS)))
    label = draw(text(fields.MAX_OPTION_LABEL))
    return ChoiceField(
        name=name,
        label=draw(text(fields.MAX_LABEL)),
        options=tuple(Option(label=label, value=f"option-{number}") for number in range(count)),
        hint=draw(st.one_of(st.just(""), text(fields.MAX_LABEL))),
        value=draw(st.sampled_from(("", "option-0", f"option-{count - 1}"))),
        required=draw(st.booleans()),
    )


@st.composite
def choices_fields(draw: st.DrawFn, name: str) -> ChoicesField:
    labels = draw(st.lists(text(fields.MAX_OPTION_LABEL), min_size=1, max_size=fields.MAX_CHOICES))
    values = [f"option-{number}" for number in range(len(labels))]
    ticked = draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    return ChoicesField(
        name=name,
        label=draw(text(fields.MAX_LABEL)),
        options=tuple(Option(label=label, value=value) for label, value in zip(labels, values, strict=True)),
        hint=draw(st.one_of(st.just(""), text(fields.MAX_LABEL))),
        value=JOINED_BY.join(value for value, is_ticked in zip(values, ticked, strict=True) if is_ticked),
        required=draw(st.booleans()),
    )


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Forms up to the limit, with fields or without."""
    names = draw(st.lists(st.text("abc_", min_size=1, max_size=40), unique=True, max_size=messages.MAX_FIELDS))
    fields = tuple(draw(st.one_of(text_fields(name), choice_fields(name), choices_fields(name))) for name in names)
    form = Form(
        title=draw(text(messages.MAX_FORM_TITLE)),
        name=draw(action_names()),
        context=draw(st.text("abc123-", max_size=MAX_ID)),
        blocks=(draw(block_values(in_a_form=True)),),
        fields=fields,
        submit=draw(text(messages.MAX_FORM_TITLE)) if fields else "",
        close=draw(text(messages.MAX_FORM_TITLE)),
    )
    for block in draw(st.lists(block_values(in_a_form=True), max_size=messages.MAX_BLOCKS)):
        try:
            form = Form.model_validate({**dict(form), "blocks": (*form.blocks, block)})
        except pydantic.ValidationError:
            continue
    return form


@st.composite
def form_errors(draw: st.DrawFn) -> FormErrors:
    form = draw(forms().filter(lambda form: bool(form.fields)))
    names = draw(st.lists(st.sampled_from([field.name for field in form.fields]), min_size=1, unique=True))
    return FormErrors(form=form, errors={name: draw(text(blocks.MAX_TEXT)) for name in names})
