"""The body of a delivery: JSON or CSV, read to readings, and every way it can be wrong said in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.types import StringConstraints

from adapters.api.problems import ProblemError
from bot.cards import live_readings as cards
from bot.cards.measure import MAX_NAME
from bot.policies.figures import MAX_FIGURE
from bot.readings.rows import READINGS, read_rows
from bot.readings.sent import Sent, Wrong, read_day
from directory.errors import WrongValueError
from directory.roster.file import RosterFile

MOST = 100
"""Readings in one delivery."""
JSON, CSV = "application/json", "text/csv"
UTF8 = frozenset({"utf-8", "utf8", "us-ascii"})


class Reading(BaseModel):
    """What a measure showed on one day."""

    model_config = ConfigDict(extra="forbid", strict=True)

    measure: Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME)] = Field(
        description="The exact name of a measure of the policy, or its id.", examples=["Letters answered"]
    )
    value: Annotated[float, Field(gt=-MAX_FIGURE, lt=MAX_FIGURE, allow_inf_nan=False)] = Field(
        description="In the unit of the measure.", examples=[62.5]
    )
    read_on: Annotated[str, Field(json_schema_extra={"format": "date"})] | None = Field(
        default=None,
        description="The day of the reading: from 1900 to tomorrow. Without one, today in the United Kingdom.",
        examples=["2026-07-08"],
    )


class Delivery(BaseModel):
    """All of them are kept, or none."""

    model_config = ConfigDict(extra="forbid", strict=True)

    readings: Annotated[list[Reading], Field(min_length=1, max_length=MOST)]


@dataclass(frozen=True, slots=True)
class Body:
    """``sent``, and how to say where one of them is: ``{pointer}`` of JSON, ``{line, column}`` of CSV."""

    sent: Sequence[Sent]
    where: Callable[[Wrong], Mapping[str, Any]]


def read_json(body: bytes) -> Body:
    """Raises ProblemError."""
    try:
        many = Delivery.model_validate(_loaded(body))
    except ValidationError as error:
        raise _unprocessable([_said(each) for each in error.errors(include_url=False, include_input=False)]) from None
    sent, errors = [], []
    for number, each in enumerate(many.readings):
        try:
            sent.append(Sent(each.measure, each.value, None if each.read_on is None else read_day(each.read_on)))
        except WrongValueError as wrong:
            errors.append({"pointer": f"#/readings/{number}/read_on", "detail": str(wrong)})
    if errors:
        raise _unprocessable(errors)
    return Body(sent, lambda wrong: {"pointer": f"#/readings/{wrong.number}/{wrong.part}", "detail": wrong.sentence})


def read_csv(body: bytes) -> Body:
    """Raises ProblemError."""
    with RosterFile(body, READINGS) as file:
        rows = read_rows(file, MOST)
    if rows.errors:
        raise _unprocessable(
            [{"line": each.line, "column": each.column, "detail": each.problem} for each in rows.errors]
        )
    return Body(
        rows.sent,
        lambda wrong: {"line": rows.lines[wrong.number], "column": wrong.part, "detail": wrong.sentence},
    )


READERS: Mapping[str, Callable[[bytes], Body]] = {JSON: read_json, CSV: read_csv}


def _unprocessable(errors: Sequence[Mapping[str, Any]]) -> ProblemError:
    return ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, cards.nothing_kept(len(errors)), errors)


# ---------------------------------------------------------------------------------------------- JSON


class _TwiceError(ValueError):
    """A name stands twice in one object: which of the two is meant nobody knows."""


def _loaded(body: bytes) -> Any:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable("The body is not UTF-8.") from None
    try:
        # As floats all of them: an integer of a million digits takes minutes to read, and is too large anyway.
        return json.loads(text, object_pairs_hook=_object, parse_int=float, parse_constant=_no_constant)
    except _TwiceError as error:
        raise _unreadable(str(error)) from None
    except json.JSONDecodeError as error:
        at = f"line {error.lineno}, column {error.colno}"
        raise _unreadable(f"The body is not JSON that can be read: {error.msg}, at {at}.") from None
    except RecursionError:
        raise _unreadable("The body is nested too deeply.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError("The body has the same name twice in one object.")
    return found


def _no_constant(name: str) -> NoReturn:
    raise _TwiceError(f"The body holds {name}, which is no number in JSON.")


def _unreadable(detail: str) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, detail)


def _said(error: Mapping[str, Any]) -> Mapping[str, Any]:
    pointer = "#" + "".join(f"/{_escaped(str(part))}" for part in error["loc"])
    return {"pointer": pointer, "detail": _SENTENCES.get(error["type"], "This cannot be read.")}


def _escaped(part: str) -> str:
    """As RFC 6901 has it. What is not ours is cut short, and written so that it can be sent back."""
    return part[:MAX_NAME].replace("~", "~0").replace("/", "~1").encode("ascii", "backslashreplace").decode()


_SENTENCES = {
    "missing": "This is missing.",
    "extra_forbidden": "This is not known here.",
    "model_type": "Write an object.",
    "list_type": "Write a list.",
    "string_type": "Write text, in quotation marks.",
    "string_unicode": "This text holds half of a character.",
    "string_too_short": "Write the name of a measure, or its id.",
    "string_too_long": f"Write at most {MAX_NAME} characters.",
    "float_type": "Write a number, like 62.5, without quotation marks.",
    "finite_number": cards.too_large(),
    "less_than": cards.too_large(),
    "greater_than": cards.too_large(),
    "too_short": cards.none_there(MOST),
    "too_long": cards.too_many(MOST),
}
"""By what pydantic calls it."""
