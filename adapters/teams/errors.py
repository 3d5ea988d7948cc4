"""What can go wrong when Teams is called: for now, or for good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from adapters.metrics import Outcome
from directory.model import Unreachable

TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500
# learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit: turned away, and to be tried again.
PASSING = frozenset({412, TOO_MANY_REQUESTS})
# learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages, "Status codes"
UNREACHABLE = {
    "MessageWritesBlocked": Unreachable.BLOCKED,
    "ConversationBlockedByUser": Unreachable.BLOCKED,
    "BotDisabledByAdmin": Unreachable.BLOCKED,
    "BotNotInConversationRoster": Unreachable.UNINSTALLED,
    "ConversationNotFound": Unreachable.UNINSTALLED,
    "InvalidBotConversation": Unreachable.UNINSTALLED,
}
REFUSED_SIGN_IN = "SignInPermissionError"
"""Our own code: the client secret is wrong or has ended."""
NOT_ALLOWED = frozenset({REFUSED_SIGN_IN, "401", "403", "Unauthorized", "Forbidden", "BotNotRegistered"})
"""The deployment's mistakes: what its registration does not allow."""
CODES = frozenset({"code", "subcode", "errorcode"})
MAX_CODE = 60  # characters of a code in the log


class TeamsError(Exception):
    """Teams did not do what it was asked. ``code`` is Microsoft's own word for it and safe to log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TemporaryError(TeamsError):
    """It may work later: after ``retry_after`` seconds where Teams said so.

    ``did_nothing``: it is certain that it did nothing this time. Otherwise it may have worked after all.
    """

    def __init__(self, code: str, retry_after: float | None = None, *, did_nothing: bool = False) -> None:
        super().__init__(code)
        self.retry_after = retry_after
        self.did_nothing = did_nothing


class PermanentError(TeamsError):
    """It will not work, however often it is tried. ``why`` the person cannot be written to, where it is about them."""

    def __init__(self, code: str, why: Unreachable | None = None) -> None:
        super().__init__(code)
        self.why = why


def teams_error(status: int, body: bytes, retry_after: str | None = None) -> TeamsError:
    """The error for an HTTP status, the body it came with and its ``Retry-After`` header (seconds)."""
    codes = codes_in(body)
    if status in PASSING or status >= SERVER_ERROR:
        wait = float(retry_after) if retry_after and retry_after.isascii() and retry_after.isdigit() else None
        return TemporaryError(codes[0] if codes else str(status), wait, did_nothing=status in PASSING)
    known = next((code for code in codes if code in UNREACHABLE), "")
    return PermanentError(known or (codes[0] if codes else str(status)), UNREACHABLE.get(known))


def outcome(error: TeamsError) -> Outcome:
    """The same for the metrics, in a handful of words."""
    match error:
        case PermanentError() if error.why:
            return "unreachable"
        case PermanentError():
            return "not_allowed" if error.code in NOT_ALLOWED else "refused"
    return "temporary"


def codes_in(body: bytes) -> list[str]:
    """Microsoft's codes: of the error, of what is inside it, and of the answer it quotes as text."""
    try:
        return [code for code in _codes(json.loads(body)) if code.isalnum()]
    except (ValueError, RecursionError):
        return []


def _codes(part: Any) -> Iterator[str]:
    match part:
        case dict():
            for name, value in part.items():
                if name.lower() in CODES and isinstance(value, str):
                    yield value[:MAX_CODE]
                elif name.lower() == "body" and isinstance(value, str) and value.startswith("{"):
                    yield from _codes(json.loads(value))
                else:
                    yield from _codes(value)
        case list():
            for each in part:
                yield from _codes(each)
