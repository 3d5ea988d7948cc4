"""What a browser sends, as events of the conversation. Pure: bytes and fields in, values out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from adapters.layout.errors import RefusedError
from adapters.web.errors import TooLongError
from bot.blocks import ACTION_NAME
from bot.events import Pressed, Said, Sender, Submitted
from bot.fields import JOINED_BY, MAX_CHOICES, MAX_ID, MAX_INPUT, ChoiceField, ChoicesField, FormField, TextField
from bot.messages import MAX_FIELDS, Form, FormErrors

WORKSPACE = "demo"
COMMAND = "/find-expert"
MAX_SENT_FIELDS = (MAX_FIELDS + 1) * MAX_CHOICES  # every option of the largest form, and what every form carries
ONE_TIME_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")

Fields = Mapping[str, str]


def read_fields(body: bytes) -> dict[str, str]:
    """The fields of a URL-encoded body, line ends made ``\\n``.

    Raises RefusedError when it is not UTF-8, has too many fields, or the same one twice.
    """
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MAX_SENT_FIELDS)
    except ValueError as error:
        raise unreadable() from error
    fields = {name: _clean(value) for name, value in pairs}
    if len(fields) != len(pairs):
        raise unreadable()
    return fields


def event_key(browser: str, user: str, path: str, fields: Fields) -> str:
    """The key of an event: the one-time key of the page it came from, and everything that was sent.

    The same form sent twice is the same event; the same form sent with other words is another one.
    """
    if not ONE_TIME_KEY.fullmatch(wanted(fields, "key")):
        raise unreadable()
    sent = json.dumps([browser, user, path, sorted(fields.items())])
    return f"web:{hashlib.sha256(sent.encode()).hexdigest()}"


def wanted(fields: Fields, name: str) -> str:
    """A field that the page always sends. Raises RefusedError when it is missing."""
    try:
        return fields[name]
    except KeyError:
        raise unreadable() from None


def sender(persona: str) -> Sender:
    """Who does something on the demonstration page."""
    return Sender(platform="web", workspace=WORKSPACE, user=persona)


def said(by: Sender, key: str, fields: Fields) -> Said:
    """Words from the box. Raises TooLongError over 3,000 characters."""
    # cards tell people to type the command of chat platforms: somebody who does so here means the same
    sent = wanted(fields, "text").strip()
    text = sent.removeprefix(COMMAND).strip()
    if len(text) > MAX_INPUT:
        raise TooLongError(f"What you need an expert for must be {MAX_INPUT:,} characters or fewer", text)
    return Said(key=key, sender=by, text=text, is_search=sent.startswith(COMMAND))


def pressed(by: Sender, key: str, fields: Fields) -> Pressed:
    """A button, sent as ``noun.verb`` or ``noun.verb:value``."""
    action, _, value = wanted(fields, "press").partition(":")
    if not re.fullmatch(ACTION_NAME, action) or len(action) > MAX_ID or len(value) > MAX_ID:
        raise unreadable()
    return Pressed(key=key, sender=by, action=action, value=value)


def submitted(by: Sender, key: str, form: Form, fields: Fields) -> Submitted | FormErrors:
    """A form, or what is wrong with it that chat platforms check themselves: missing answers and too long ones."""
    values = {field.name: _value(field, fields) for field in form.fields}
    errors = {field.name: error for field in form.fields if (error := _error(field, values[field.name]))}
    if errors:
        return FormErrors(form=_with_values(form, values), errors=errors)
    return Submitted(key=key, sender=by, form=form.name, context=form.context, values=values)


def _value(field: FormField, fields: Fields) -> str:
    match field:
        case TextField():
            typed = wanted(fields, f"field-{field.name}").strip()
            return typed if field.long else " ".join(typed.splitlines())
        case ChoiceField():  # a browser leaves out a choice of which nothing is chosen
            chosen = fields.get(f"field-{field.name}", "")
            if chosen and chosen not in {option.value for option in field.options}:
                raise unreadable()
            return chosen
        case ChoicesField():  # every option has a name of its own, and a browser sends those that are ticked
            ticked = {option.value: f"field-{field.name}-{n}" for n, option in enumerate(field.options, start=1)}
            those = [value for value, name in ticked.items() if name in fields]
            if any(fields[ticked[value]] != value for value in those):
                raise unreadable()
            return JOINED_BY.join(those)


def _error(field: FormField, value: str) -> str:
    if field.required and not value:
        return f"Fill in “{field.label}”" if field.kind == "text" else f"Choose an answer to “{field.label}”"
    if field.kind == "text" and len(value) > field.max_length:
        return f"“{field.label}” must be {field.max_length:,} characters or fewer"
    return ""


def _with_values(form: Form, values: Mapping[str, str]) -> Form:
    # model_copy does not validate: a text that is too long is shown again as typed, so that it can be shortened
    return form.model_copy(
        update={"fields": tuple(field.model_copy(update={"value": values[field.name]}) for field in form.fields)}
    )


def _clean(value: str) -> str:
    # PostgreSQL keeps no NUL in a text
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def unreadable() -> RefusedError:
    """What is said to whatever no page of ours sends."""
    return RefusedError(
        400,
        "We could not read what was sent",
        "Part of it was missing or damaged, so nothing was changed. Go back and try again.",
    )
