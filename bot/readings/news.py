"""To whoever owns a policy: a live reading passed the target of a measure, or a threshold they set."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.admission import NotAllowedError
from bot.cards import reading_news as cards
from bot.cards import refused
from bot.charts import picture_of
from bot.messages import Card, Reply
from bot.model import Measure, Notice, NoticeKind, Policy, PolicyStatus, Reading
from bot.notices import occasion_of, tell
from bot.policies.able import able_ones
from bot.policies.sheet import latest_reading
from bot.policies.whose import Owned, co_owners_of, policy_of
from bot.readings.crossing import Crossing, Line, Side, figure_of, side_of
from bot.turn import Turn

TOLD_AGAIN_AFTER = timedelta(days=7)
"""What goes to and fro about a line is told once in this time."""
BETWEEN = "-"
"""In an occasion: the line, the side of it, and the id of the reading."""


def tell_of(
    session: Session, policy: Policy, measure: Measure, crossing: Crossing, reading: Reading, now: datetime
) -> bool:
    """Have those told who own it, else its deputy. Gives whether it was told: not twice of one line within days."""
    recent = select(Notice).where(Notice.kind == NoticeKind.READING_NEWS, Notice.subject == measure.id)
    lately = session.exec(recent.where(col(Notice.news_at) > now - TOLD_AGAIN_AFTER))
    if any(occasion_of(notice).startswith(f"{crossing.line}{BETWEEN}") for notice in lately):
        return False
    occasion = BETWEEN.join([crossing.line, crossing.side, str(reading.id)])
    for person_id in _whom(session, policy):
        tell(session, NoticeKind.READING_NEWS, measure.id, person_id, now, occasion=occasion)
    return True


def _whom(session: Session, policy: Policy) -> list[int]:
    owners = able_ones(session, (policy.owner_id, *co_owners_of(session, policy)))
    return sorted(owners or able_ones(session, (policy.deputy_id,)))


def of_reading_news(session: Session, notice: Notice, now: datetime) -> Card | None:
    """Only while it is true: the measure is still on that side of that line, and somebody still looks at the policy."""
    owned, measure = _own_measure(session, notice.subject, notice.person_id, now)
    line, _, rest = occasion_of(notice).partition(BETWEEN)
    side, _, _ = rest.partition(BETWEEN)
    if owned is None or measure is None or line not in set(Line) or owned.policy.status is not PolicyStatus.ACTIVE:
        return None
    figure, latest = figure_of(measure, Line(line)), latest_reading(session, measure.id)
    if figure is None or latest is None or side_of(latest.value, figure, measure.direction) != side:
        return None
    crossing, picture = Crossing(Line(line), Side(side)), picture_of(session, measure)
    return cards.crossed(owned, measure, latest, crossing, figure, picture)


def show(turn: Turn, measure_id: str) -> Reply:
    """What is newest of it, while it is true; else how the measure stands, for whoever looks after its policy."""
    me_id = turn.asker.person.id or 0
    owned, measure = _own_measure(turn.session, measure_id, me_id, turn.now)
    if owned is None or measure is None:
        raise NotAllowedError(refused.not_your_policy())
    told = Notice.kind == NoticeKind.READING_NEWS, Notice.subject == measure_id, Notice.person_id == me_id
    newest = turn.session.exec(select(Notice).where(*told).order_by(col(Notice.id).desc())).first()
    news = of_reading_news(turn.session, newest, turn.now) if newest else None
    if news is None:
        latest, picture = latest_reading(turn.session, measure_id), picture_of(turn.session, measure)
        news = cards.stands(owned, measure, latest, picture)
    return Reply(card=news)


def _own_measure(
    session: Session, measure_id: str, person_id: int, now: datetime
) -> tuple[Owned | None, Measure | None]:
    measure = session.get(Measure, measure_id)
    return (policy_of(session, measure.policy_id, person_id, now) if measure else None), measure
