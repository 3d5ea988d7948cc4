"""Readings are kept: all of a delivery or nothing, and once, however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.cards import live_readings as cards
from bot.model import Measure, Policy, PolicyStatus, Reading, ReadingsDelivery, ReadingSource, ReadingsToken
from bot.policies.sheet import latest_reading
from bot.readings.crossing import crossings
from bot.readings.news import tell_of
from bot.readings.sent import Sent, Wrong, WrongReadingsError, check_day, check_value, digest_of, named, today_of
from directory.errors import FindExpertError, WrongValueError
from directory.model import AuditEntry


class UnknownTokenError(FindExpertError):
    """It is not the token of this policy. Whether there is such a policy at all is not said."""

    def __init__(self) -> None:
        super().__init__(cards.unknown_token())


class ClosedPolicyError(FindExpertError):
    """Nothing more is kept of a policy that is closed."""

    def __init__(self) -> None:
        super().__init__(cards.is_closed())


class OtherReadingsError(FindExpertError):
    """Something else came under the same key before."""

    def __init__(self) -> None:
        super().__init__(cards.other_readings())


class NoSuchPolicyError(FindExpertError):
    """For whoever may know which policies there are."""

    def __init__(self, policy_id: str) -> None:
        super().__init__(cards.no_such_policy(policy_id))


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is to be kept of a policy. ``key`` is that of whoever sends it, by which it is known when it comes again."""

    policy_id: str
    key: str
    sent: Sequence[Sent]


@dataclass(frozen=True, slots=True)
class Taken:
    """``answer`` is ``{policy, readings: [{measure, name, value, read_on}]}``; ``is_new``: it did not come before."""

    answer: Mapping[str, Any]
    is_new: bool


def take(session: Session, delivery: Delivery, token_digest: str, now: datetime) -> Taken:
    """Keep live readings, and have those told whom a crossing concerns.

    Nobody else adds to the policy meanwhile: it is locked. Raises UnknownTokenError, OtherReadingsError,
    ClosedPolicyError or WrongReadingsError.
    """
    policy = _locked(session, delivery.policy_id)
    own = ReadingsToken.policy_id == delivery.policy_id, ReadingsToken.digest == token_digest
    token = session.exec(select(ReadingsToken).where(*own)).first()
    if policy is None or token is None:
        raise UnknownTokenError
    if there := _there(session, delivery):
        return there
    measures = _measures(session, policy)
    before = {measure.id: latest_reading(session, measure.id) for measure in measures}
    kept = _kept(session, policy, measures, delivery, ReadingSource.LIVE, now)
    for measure in measures:
        _tell(session, policy, measure, before[measure.id], now)
    token.used_at = now
    session.add(token)
    return kept


def take_file(session: Session, delivery: Delivery, actor: str, now: datetime) -> Taken:
    """Keep the readings of a file that an operator has; nobody is told.

    Raises NoSuchPolicyError, OtherReadingsError, ClosedPolicyError or WrongReadingsError.
    """
    policy = _locked(session, delivery.policy_id)
    if policy is None:
        raise NoSuchPolicyError(delivery.policy_id)
    if there := _there(session, delivery):
        return there
    kept = _kept(session, policy, _measures(session, policy), delivery, ReadingSource.FILE, now)
    entry = AuditEntry(at=now, actor=actor, action="readings.file", subject=f"policy:{policy.id}")
    entry.detail = {"readings": len(delivery.sent)}
    session.add(entry)
    return kept


def _locked(session: Session, policy_id: str) -> Policy | None:
    return session.exec(select(Policy).where(Policy.id == policy_id).with_for_update()).first()


def _there(session: Session, delivery: Delivery) -> Taken | None:
    """What was answered to it before."""
    there = session.get(ReadingsDelivery, (delivery.policy_id, delivery.key))
    if there is None:
        return None
    if there.digest != digest_of(delivery.sent):
        raise OtherReadingsError
    return Taken(there.answer, is_new=False)


def _measures(session: Session, policy: Policy) -> Sequence[Measure]:
    own = select(Measure).where(Measure.policy_id == policy.id)
    return session.exec(own.order_by(col(Measure.position), col(Measure.id))).all()


def _kept(
    session: Session,
    policy: Policy,
    measures: Sequence[Measure],
    delivery: Delivery,
    source: ReadingSource,
    now: datetime,
) -> Taken:
    if policy.status is PolicyStatus.CLOSED:
        raise ClosedPolicyError
    found = _checked(delivery.sent, measures, today_of(now))
    answered: list[dict[str, Any]] = []
    for measure, value, day in found:
        session.add(Reading(measure_id=measure.id, value=value, read_on=day, noted_at=now, source=source))
        answered.append({"measure": measure.id, "name": measure.name, "value": value, "read_on": day.isoformat()})
    answer = {"policy": policy.id, "readings": answered}
    digest = digest_of(delivery.sent)
    session.add(ReadingsDelivery(policy_id=policy.id, key=delivery.key, digest=digest, answer=answer, taken_at=now))
    session.flush()
    return Taken(answer, is_new=True)


def _checked(sent: Sequence[Sent], measures: Sequence[Measure], today: date) -> list[tuple[Measure, float, date]]:
    """Raises WrongReadingsError with everything that is wrong."""
    found: list[tuple[Measure, float, date]] = []
    wrong: list[Wrong] = []
    for number, each in enumerate(sent):
        part = "measure"
        try:
            measure = named(measures, each.measure)
            part = "value"
            value = check_value(each.value)
            part = "read_on"
            found.append((measure, value, check_day(each.read_on or today, today)))
        except WrongValueError as error:
            wrong.append(Wrong(number, part, str(error)))
    if wrong:
        raise WrongReadingsError(wrong)
    return found


def _tell(session: Session, policy: Policy, measure: Measure, before: Reading | None, now: datetime) -> None:
    """Of the newest reading alone, beside what was the newest: what came in between passed, whichever way it came."""
    newest = latest_reading(session, measure.id)
    if newest is None or newest.id == (before.id if before else None):
        return
    for crossing in crossings(measure, before.value if before else None, newest.value):
        if tell_of(session, policy, measure, crossing, newest, now):
            return
