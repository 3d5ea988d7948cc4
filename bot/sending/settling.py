"""What becomes of a notice after an attempt. Pure: it changes the row that it is given."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from bot.model import Notice, NoticeState
from bot.notices import ONE_CARD, Delivered, Letter, NotNow, Outcome, Refused, Unsure
from bot.sending.decisions import Later, Reason, digest, is_sent_again
from bot.sending.whereabouts import EMAIL

GIVE_UP_AFTER = timedelta(hours=24)
FIRST_WAIT = timedelta(seconds=5)
UNSURE_WAIT = timedelta(seconds=30)
"""What may have arrived is given time to show itself before it is sent again."""
LONGEST_WAIT = timedelta(minutes=15)
NOT_SENT = frozenset({Reason.NOT_RESENT, Reason.NO_MAIL, Reason.NOWHERE})
"""Why there was something to tell that nobody was told: worth knowing afterwards."""


def backoff(attempts: int, first: timedelta, chance: float) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, less up to half by ``chance`` (0 to 1)."""
    longest = min(first * 2 ** min(attempts - 1, 20), LONGEST_WAIT) if attempts > 1 else first
    return longest * (1 - chance / 2)


def claim(notice: Notice, attempt: str, until: datetime, now: datetime) -> None:
    """An attempt begins, that may take ``until`` (by the database's clock)."""
    notice.claim = attempt
    notice.claimed_until = until
    notice.attempts += 1
    notice.trying_since = notice.trying_since or now


def lapsed(notice: Notice) -> None:
    """The attempt that had it was lost: it may have arrived."""
    _let_go(notice)
    notice.is_unsure = True


def let_be(notice: Notice, reason: Reason) -> None:
    """There is nothing to tell, or nothing any more."""
    _let_go(notice)
    notice.state = NoticeState.SETTLED
    notice.problem = reason if reason in NOT_SENT else ""
    notice.trying_since = None


def postpone(notice: Notice, later: Later, now: datetime) -> None:
    """Keep it for later; what can be sent nowhere is given up in the end."""
    notice.problem = later.reason
    match later.reason:
        case Reason.LIMITED:
            notice.due_at = later.until
        case Reason.QUIET_HOURS | Reason.NOT_WORKING:
            notice.due_at = notice.news_at = later.until
        case _:
            notice.trying_since = notice.trying_since or now
            _again(notice, later.until, now)


def settle(notice: Notice, letter: Letter, outcome: Outcome, now: datetime, wait: timedelta) -> None:
    """The attempt has ended. ``wait`` is how long to wait before another, where there is to be one."""
    _let_go(notice)
    notice.problem = "" if isinstance(outcome, Delivered) else outcome.code
    match outcome:
        case Delivered():
            _delivered(notice, letter, outcome, now)
        case Refused() if leads_elsewhere(letter, outcome):
            _forget_message(notice)
            _due(notice, now)
        case Refused():
            notice.state = NoticeState.DEAD
        case NotNow():
            _again(notice, now + wait, now)
        case Unsure() if not is_sent_again(letter.kind, letter.to):
            notice.is_unsure = True
            notice.state = NoticeState.SETTLED
        case Unsure():
            notice.is_unsure = True
            _again(notice, now + wait, now)
        case _:
            assert_never(outcome)
    if notice.state is not NoticeState.DUE and notice.news != letter.news:
        notice.news_at = now
        _due(notice, now)


def how_long(notice: Notice, outcome: Outcome, chance: float) -> timedelta:
    """How long to wait before the next attempt: as the platform said, else longer each time."""
    match outcome:
        case NotNow(wait=timedelta() as wait):
            return min(max(wait, timedelta(0)), GIVE_UP_AFTER)
        case NotNow():
            return backoff(notice.attempts, FIRST_WAIT, chance)
    return backoff(notice.attempts, UNSURE_WAIT, chance)


def leads_elsewhere(letter: Letter, refused: Refused) -> bool:
    """Whether to try once more: as a new message since the old one is gone, or at the next place."""
    return (refused.is_gone and bool(letter.receipt)) or (refused.why is not None and letter.to.account_id is not None)


def send_again(notice: Notice, now: datetime) -> None:
    """An administrator wants it tried again."""
    notice.attempts = 0
    notice.news_at = now
    _due(notice, now)


def _delivered(notice: Notice, letter: Letter, delivered: Delivered, now: datetime) -> None:
    is_card = notice.kind in ONE_CARD
    notice.state = NoticeState.SETTLED
    notice.sent_at = now
    notice.attempts = 0
    notice.trying_since = None
    notice.message_number += 0 if letter.receipt else 1
    notice.account_id = letter.to.account_id
    notice.receipt = (delivered.receipt or letter.receipt) if is_card else ""
    notice.shown = digest(letter.card, letter.to)
    notice.shown_title = letter.card.title
    notice.is_unsure = False
    if letter.is_unsure and not letter.receipt and notice.receipt and letter.to.platform != EMAIL:
        # What was found there may be an older state of the card.
        notice.shown = f"{letter.to.platform}:"
        _due(notice, now)


def _forget_message(notice: Notice) -> None:
    """The next one is a new message, perhaps somewhere else."""
    notice.account_id = None
    notice.receipt = notice.shown = notice.shown_title = ""
    notice.message_number += 1
    notice.is_unsure = False


def _due(notice: Notice, now: datetime) -> None:
    notice.state = NoticeState.DUE
    notice.due_at = now
    notice.trying_since = None


def _again(notice: Notice, when: datetime, now: datetime) -> None:
    if now - (notice.trying_since or now) >= GIVE_UP_AFTER:
        notice.state = NoticeState.DEAD
    else:
        notice.due_at = when


def _let_go(notice: Notice) -> None:
    notice.claim = ""
    notice.claimed_until = None
