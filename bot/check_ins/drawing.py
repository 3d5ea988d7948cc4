"""A check-in as somebody who looks after its policy sees it, drawn from what is true; a nudge only while it is due."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.blocks import Block
from bot.cards import check_in as cards
from bot.cards.picture import MOST_PICTURES, Named, in_check_in
from bot.charts import picture_of
from bot.check_ins.quiet import recorded_lately
from bot.check_ins.seen import SeenCheckIn, see_check_in
from bot.check_ins.stages import HELD, SNOOZED, Stage, from_on
from bot.messages import Card, Replace, Reply
from bot.model import CheckIn, CheckInStatus, Notice
from bot.notices import occasion_of
from bot.policies.able import able
from bot.policies.whose import Owned, own_check_in, policy_of
from bot.turn import Turn


def of_nudge(session: Session, notice: Notice, now: datetime) -> Card | None:
    """Whatever answers the check-in silences it: recorded, booked, snoozed, moved, not needed, paused, handed over."""
    check_in = session.get(CheckIn, notice.subject)
    owned = policy_of(session, check_in.policy_id, notice.person_id, now) if check_in else None
    if check_in is None or owned is None or not able(session, notice.person_id, now):
        return None
    seen = see_check_in(session, owned, check_in, now)
    stage, _, day = occasion_of(notice).partition("-")
    if not seen.may_change or seen.is_mid_booking or seen.is_snoozed or not _is_of(stage, day, seen):
        return None
    if recorded_lately(session, check_in, now):
        return None
    is_late = stage in set(Stage) and Stage(stage).is_for_deputy
    return cards.nudge(seen, is_late=is_late or check_in.due_on < owned.today, was_held=seen.standing.is_held)


def _is_of(stage: str, day: str, seen: SeenCheckIn) -> bool:
    """Whether what it was told for still stands: its day, or that until which it was snoozed."""
    if stage == HELD:
        return seen.standing.is_held
    if stage == SNOOZED:
        until = seen.check_in.snoozed_until
        return until is None or f"{until:%Y%m%d}" == day
    return stage in set(Stage) and day == f"{seen.check_in.due_on:%Y%m%d}" and _is_latest(Stage(stage), seen.check_in)


def _is_latest(stage: Stage, check_in: CheckIn) -> bool:
    """Whether no later nudge has had its time while this one could not be sent: they would come together."""
    return len(from_on(check_in.stage)) >= len(from_on(stage)[1:])


def show(turn: Turn, check_in_id: str) -> Reply:
    """How a check-in stands, in a message of its own."""
    owned, check_in = own_check_in(turn, check_in_id)
    return Reply(card=_drawn(turn, owned, check_in))


def shown(turn: Turn, owned: Owned, check_in: CheckIn, note: str = "") -> Replace:
    """How it stands now, in place of what was pressed. ``note`` says what was wrong with that."""
    turn.session.flush()
    return Replace(card=_drawn(turn, owned, check_in, note))


def _drawn(turn: Turn, owned: Owned, check_in: CheckIn, note: str = "") -> Card:
    seen = see_check_in(turn.session, owned, check_in, turn.now)
    return cards.check_in_card(seen, note, _pictures(turn, seen))


def _pictures(turn: Turn, seen: SeenCheckIn) -> list[Block]:
    """What was read in it, over time; of many measures the first, since a message holds so much and no more."""
    if seen.check_in.status is not CheckInStatus.RECORDED:
        return []
    read = [each.measure for each in seen.measures if each.here]
    named = (Named(measure.name, picture_of(turn.session, measure)) for measure in read[:MOST_PICTURES])
    return in_check_in(seen.owned.policy, list(named), len(read))
