"""Reads an answer in JSON whose shape is another's: whatever is not as it is documented is no calendar."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from adapters.calendars.troubles import UnreadableError
from adapters.calendars.working_out import Busy
from bot.model import CalendarTrouble


def read_answer(content: bytes, read: Callable[[Any], Busy]) -> Busy:
    """What ``read`` makes of the answer. Raises UnreadableError."""
    try:
        return read(json.loads(content))
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        raise UnreadableError(CalendarTrouble.NOT_A_CALENDAR) from None
