"""The page of a policy in words: how it stands, what its measures show, and what was found and decided when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.blocks import Picture
from bot.cards.check_in import policy_is
from bot.cards.measure import BENEFICIARIES, MOVES
from bot.cards.milestone import named
from bot.cards.plan import rhythm_of
from bot.cards.words import counted, full_date, listed, sentence_case, short_date
from bot.charts import Row, picture_name, rows, said, stamp_of
from bot.model import CheckIn, CheckInStatus, PolicyStatus
from bot.policies.dates import write_date
from bot.policies.figures import write_figure
from bot.policy_page.history import History, MeasureHistory

SHOWN_READINGS = 50
"""Of one measure, in its table: the file has all."""
SMALL_PRINT = "Pages of policies are for the people who look after them, and for the heads of their organisations."
NOT_KNOWN = "Somebody whose name we no longer have"


class Line(NamedTuple):
    """Something said under a label."""

    label: str
    value: str


class Tag(NamedTuple):
    """How something stands, in a word. ``kind`` is a colour that goes with it, and says no more than the word."""

    word: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class MeasurePart:
    """``picture`` is nothing until the measure was read. ``said`` says all that it shows."""

    name: str
    about: str
    said: str
    picture: Picture | None
    readings: tuple[Row, ...]
    how_many: str
    earlier: str
    """How many more there are than the table has."""


@dataclass(frozen=True, slots=True)
class CheckInPart:
    """What came of a check-in."""

    name: str
    tag: Tag
    about: str
    lines: tuple[Line, ...]


class OwnerPart(NamedTuple):
    name: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """All that there is to read, in order. What is empty is not shown."""

    title: str
    organisation: str
    tag: Tag
    as_of: str
    state: str
    """Why nobody is asked for check-ins."""
    facts: tuple[Line, ...]
    outcomes: tuple[str, ...]
    learned: str
    measures: tuple[MeasurePart, ...]
    rhythm: str
    to_come: tuple[Line, ...]
    past: tuple[CheckInPart, ...]
    milestones: tuple[Line, ...]
    owners: tuple[OwnerPart, ...]


TAGS = {
    PolicyStatus.ACTIVE: Tag("Active", "good"),
    PolicyStatus.PAUSED: Tag("Paused", "warning"),
    PolicyStatus.CLOSED: Tag("Closed"),
}


def policy_page(history: History) -> PolicyPage:
    """As it stands for whoever reads it."""
    policy = history.policy
    is_active = policy.status is PolicyStatus.ACTIVE
    return PolicyPage(
        title=policy.title,
        organisation=policy.organisation,
        tag=TAGS[policy.status],
        as_of=f"As it stands on {short_date(history.owned.today)}",
        state="" if is_active else policy_is(history.owned),
        facts=tuple(_facts(history)),
        outcomes=tuple(policy.outcomes),
        learned=policy.learned if policy.status is PolicyStatus.CLOSED else "",
        measures=tuple(_measure(each) for each in history.measures),
        rhythm=rhythm_of(policy) if is_active else "",
        to_come=tuple(_to_come(history)) if is_active else (),
        past=tuple(_past(history, each) for each in history.past),
        milestones=tuple(_milestones(history)),
        owners=tuple(_owners(history)),
    )


def small_print(reader: str, until: str) -> str:
    """Whose page it is, and how long the link works."""
    return f"This page is for {reader} alone. Its link works until {until}: open the policy in chat for a new one."


def earlier_check_ins(number: int) -> str:
    """What folds out the check-ins before those that are shown."""
    return counted(number, "earlier check-in", "earlier check-ins")


def refused_title() -> str:
    return "You cannot see this policy"


def refused() -> str:
    """In the same words whether there is such a policy or not."""
    return (
        "Only the people who look after a policy, and the heads of profession of its organisation, can see it. "
        "Ask its owner to add you."
    )


# ---------------------------------------------------------------------------------------------- how it stands


def _facts(history: History) -> Iterator[Line]:
    """What is to be done first, then whose it is."""
    owned, policy = history.owned, history.policy
    if history.overdue:
        yield Line("Overdue", "\n".join(_due(each) for each in history.overdue))
    if policy.status is PolicyStatus.ACTIVE:
        yield Line("Next check-in", _due(history.to_come[0]) if history.to_come else "None is planned")
    if history.recorded:
        yield Line("Confidence", _confidence(history))
    yield Line("Owner", _owner(history))
    if owned.deputy:
        yield Line("Deputy", owned.deputy.name)
    if owned.co_owners:
        yield Line("Co-owners", listed([person.name for person in owned.co_owners]))
    yield Line("Launch", write_date(policy.launch_on, policy.launch_precision))


def _owner(history: History) -> str:
    policy = history.policy
    owner, asked = history.name(policy.owner_id) or "Nobody", history.name(policy.handing_to_id)
    return f"{owner}. {asked} is asked to take it over" if asked else owner


def _confidence(history: History) -> str:
    """The latest, against that before it: for example "7 out of 10 on 3 March 2026, up from 5"."""
    latest, *before = history.recorded
    now, was = latest.confidence or 0, before[0].confidence if before else None
    on = f" on {short_date(history.day(latest.answered_at))}" if latest.answered_at else ""
    moved = {0: "as before", 1: f"up from {was}", -1: f"down from {was}"}
    return f"{now} out of 10{on}" + ("" if was is None else f", {moved[(now > was) - (now < was)]}")


def _due(check_in: CheckIn) -> str:
    return f"{short_date(check_in.due_on)}, {check_in.name}"


# ---------------------------------------------------------------------------------------------- measures


def _measure(history: MeasureHistory) -> MeasurePart:
    measure, chart = history.measure, history.chart
    number, words = len(chart.points), said(chart)
    picture = Picture(of=picture_name(measure.id), stamp=stamp_of(chart), text=words) if number else None
    more = max(number - SHOWN_READINGS, 0)
    earlier = f"And {counted(more, 'earlier reading', 'earlier readings')}: download the file for all of them."
    whom = f", for {BENEFICIARIES[measure.beneficiary]}" if measure.beneficiary else ""
    return MeasurePart(
        name=measure.name,
        about=sentence_case(f"{MOVES[measure.direction]}{whom}"),
        said=words,
        picture=picture,
        readings=tuple(rows(replace(chart, points=chart.points[-SHOWN_READINGS:]))),
        how_many=counted(number, "reading", "readings"),
        earlier=earlier if more else "",
    )


# ---------------------------------------------------------------------------------------------- check-ins


def _to_come(history: History) -> Iterator[Line]:
    for each in history.to_come:
        until = each.snoozed_until
        snoozed = f". Snoozed until {short_date(until)}" if until and until > history.owned.today else ""
        yield Line(each.name, f"{full_date(each.due_on)}{snoozed}")


def _past(history: History, check_in: CheckIn) -> CheckInPart:
    tag, about = _came_of(history, check_in)
    return CheckInPart(check_in.name, tag, about, tuple(_lines(history, check_in)))


def _came_of(history: History, check_in: CheckIn) -> tuple[Tag, str]:
    """In a word, and when and by whom. What others wrote stands last, so that it cannot change how ours is read."""
    due, name = f"Due on {short_date(check_in.due_on)}", history.name(check_in.answered_by)
    on = f" on {short_date(history.day(check_in.answered_at))}" if check_in.answered_at else ""
    by = f" by {name}" if name else ""
    match check_in.status:
        case CheckInStatus.RECORDED:
            return Tag("Recorded", "good"), f"{due}, recorded{on}{by}"
        case CheckInStatus.NOT_NEEDED:
            return Tag("Not needed"), f"{due}, said not to be needed{on}{by}"
        case CheckInStatus.REMOVED:
            return Tag("Removed"), f"{due}, taken out of the plan{on}{by}"
        case CheckInStatus.PLANNED if history.policy.status is PolicyStatus.ACTIVE:
            return Tag("Overdue", "bad"), f"{due}, and not recorded yet"
        case CheckInStatus.PLANNED:
            return Tag("Missed", "bad"), f"{due}, and never recorded"


def _lines(history: History, check_in: CheckIn) -> Iterator[Line]:
    if check_in.status is CheckInStatus.RECORDED and check_in.confidence is not None:
        yield Line("Confidence", f"{check_in.confidence} out of 10")
    for measure, value in history.at_check_ins.get(check_in.id, ()):
        yield Line(measure.name, write_figure(value, measure.unit))
    words = {
        "What we learned": check_in.learned,
        "What changes": check_in.changes,
        "What is next": check_in.next_steps,
        "Why": check_in.reason,
    }
    yield from (Line(label, value) for label, value in words.items() if value)


# ---------------------------------------------------------------------------------------------- who and when


def _milestones(history: History) -> Iterator[Line]:
    for each in history.milestones:
        on = write_date(each.happens_on, each.precision)
        yield Line(on if each.is_actual else f"{on}, intended", named(each))


def _owners(history: History) -> Iterator[OwnerPart]:
    """The newest first."""
    for each in reversed(history.ownerships):
        until = short_date(history.day(each.until)) if each.until else "Now"
        yield OwnerPart(history.name(each.person_id) or NOT_KNOWN, short_date(history.day(each.since)), until)
