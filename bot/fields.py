"""What a form asks for: a box to type in, one of several options, or any number of a few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from bot.values import Value

# Limits of the smallest platform, as in bot/messages.py.
MAX_ID = 150  # Slack option value; a button's may be 2,000
MAX_LABEL = 150
MAX_OPTIONS = 100  # Slack options in a select
MAX_OPTION_LABEL = 75  # Slack option text
MAX_CHOICES = 10  # Slack options in a group of checkboxes
JOINED_BY = ","
"""Between the values of several choices, as they come back."""
MAX_INPUT = 3_000  # Slack plain_text_input max_length

FIELD_NAME = StringConstraints(pattern=r"^[a-z_]+$", max_length=40)
LABEL = StringConstraints(min_length=1, max_length=MAX_LABEL)
HINT = StringConstraints(max_length=MAX_LABEL)


class TextField(Value):
    """A box to type in."""

    kind: Literal["text"] = "text"
    name: Annotated[str, FIELD_NAME]
    label: Annotated[str, LABEL]
    hint: Annotated[str, HINT] = ""
    value: Annotated[str, StringConstraints(max_length=MAX_INPUT)] = ""
    required: bool = False
    long: bool = False
    """Several lines rather than one."""
    max_length: Annotated[int, Field(ge=1, le=MAX_INPUT)] = 150


class Option(Value):
    label: Annotated[str, StringConstraints(min_length=1, max_length=MAX_OPTION_LABEL)]
    value: Annotated[str, StringConstraints(min_length=1, max_length=MAX_ID)]


class ChoiceField(Value):
    """One of several options. ``value`` is an option's value, or empty for none chosen."""

    kind: Literal["choice"] = "choice"
    name: Annotated[str, FIELD_NAME]
    label: Annotated[str, LABEL]
    options: Annotated[tuple[Option, ...], Field(min_length=1, max_length=MAX_OPTIONS)]
    hint: Annotated[str, HINT] = ""
    value: Annotated[str, StringConstraints(max_length=MAX_ID)] = ""
    required: bool = False

    @model_validator(mode="after")
    def _value_is_an_option(self) -> Self:
        if self.value and self.value not in {option.value for option in self.options}:
            raise ValueError("the value of a choice must be one of its options")
        return self


class ChoicesField(Value):
    """Any number of a few options, all in sight. ``value`` is the chosen options' values joined by ``JOINED_BY``, in
    the order of the options: see ``chosen``.
    """

    kind: Literal["choices"] = "choices"
    name: Annotated[str, FIELD_NAME]
    label: Annotated[str, LABEL]
    options: Annotated[tuple[Option, ...], Field(min_length=1, max_length=MAX_CHOICES)]
    hint: Annotated[str, HINT] = ""
    value: str = ""
    """Those chosen, joined."""
    required: bool = False
    """At least one."""

    @model_validator(mode="after")
    def _values_are_options(self) -> Self:
        options = [option.value for option in self.options]
        if not set(chosen(self.value)) <= set(options):
            raise ValueError("the values of choices must be among its options")
        if any(JOINED_BY in value for value in options) or len(set(options)) != len(options):
            raise ValueError("the values of options differ, and hold no character that joins them")
        return self


def chosen(value: str) -> tuple[str, ...]:
    """The values that came back from a ``ChoicesField``."""
    return tuple(value.split(JOINED_BY)) if value else ()


FormField = Annotated[TextField | ChoiceField | ChoicesField, Field(discriminator="kind")]


def filled(field: FormField, values: Mapping[str, str]) -> FormField:
    """The field with its value among ``values``, by name."""
    value = values.get(field.name, "")
    match field:
        case TextField():
            return field.model_copy(update={"value": value[: field.max_length]})
        case ChoiceField():
            known = {option.value for option in field.options}
            return field.model_copy(update={"value": value if value in known else ""})
        case ChoicesField():
            wanted = set(chosen(value))
            those = [option.value for option in field.options if option.value in wanted]
            return field.model_copy(update={"value": JOINED_BY.join(those)})
