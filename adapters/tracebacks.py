"""Tracebacks that say where something broke, and never what people wrote.

The message of an error often repeats its input: ``int("my words")``, a missing key, a row that a database refused. A
message is logged only for kinds of errors that speak about code or machines; of others the kind and the place must do.
"""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Iterator

import psycopg
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

SPEAK_OF_CODE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    MemoryError,
    NameError,
    OSError,
    RuntimeError,
    TypeError,
    sqlite3.OperationalError,
    psycopg.OperationalError,
)
NOT_LOGGED = "(what it said is not logged)"
MOST_TOLD = 20
"""Errors of a group, or in a chain, that are told: the next ones add nothing."""


def told(error: BaseException) -> str:
    """One line about an error, without what people wrote."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    match error:
        case ValidationError():
            wrong = sorted({each["type"] for each in error.errors(include_input=False, include_url=False)})
            return f"{name}: {', '.join(wrong)} {NOT_LOGGED}"
        case DBAPIError() if error.orig is not None:
            return f"{name}: {told(error.orig)}"
        case psycopg.Error() if error.sqlstate:
            return f"{name}: {error.sqlstate} {NOT_LOGGED}"
    if isinstance(error, SPEAK_OF_CODE):
        return f"{name}: {error}"
    return f"{name} {NOT_LOGGED}" if str(error) else name


def trace(error: BaseException) -> str:
    """Where an error, and each that led to it, came from: as Python prints it, oldest first."""
    parts = []
    for link in _chain(error):
        lines = ["Traceback (most recent call last):\n", *traceback.format_tb(link.__traceback__), told(link)]
        parts.append("".join(lines))
        if isinstance(link, BaseExceptionGroup):
            parts += [f"One of its errors: {trace(each)}" for each in link.exceptions[:MOST_TOLD]]
    return "\n\n".join(parts)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error after those that it came from."""
    links: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in links and len(links) < MOST_TOLD:
        links.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return reversed(links)
