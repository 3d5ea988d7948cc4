"""What somebody asks for: times that suit everybody, what they filled in, and the request that is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cards import asking as cards
from bot.cards import busy as busy_cards
from bot.cards import request as request_cards
from bot.finding.find_expert import UK
from bot.finding.not_for_me import subject_of
from bot.finding.refinement import LENGTHS, Refinement
from bot.messages import Form
from bot.model import Request, RequestStatus
from bot.model.requests import kept
from bot.numbers import number_in
from bot.requests.offering import (
    CLOSE_AFTER,
    URGENT_AT_ONCE,
    URGENT_WITHIN,
    Chosen,
    next_people,
    offer_to,
)
from bot.requests.seen import Seen, see
from bot.requests.telling import audit
from bot.requests.whom import Whom, days_for, diaries_of
from bot.slots import DEFAULT_MINUTES, HORIZON_DAYS, Diary, is_busy, open_times, problem
from bot.times import diaries
from bot.times.ticked_times import ticked_times
from bot.times.working_time import WorkingPattern, instant, working_days_later
from bot.turn import Turn
from directory.cell_text import clean_line, clean_text
from directory.email_address import is_email

TIMES = 9
PRESELECTED = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for in the form, as far as it is understood. ``errors`` has a sentence by field."""

    question: str
    details: str
    is_sensitive: bool
    adjustments: str
    minutes: int
    by_when: date | None
    times: tuple[datetime, ...]
    colleague: str
    errors: dict[str, str]


# ---------------------------------------------------------------------------------------------- when


def times_for(turn: Turn, whom: Whom, minutes: int, last: date | None) -> list[datetime]:
    """Times at which they and the requester are free; of a pool, those at which most members are."""
    window = days_for(turn, whom.need)
    first, until = (window if last is None else (None, last)) if window else (None, last)
    own, beside = _own(turn), _beside(turn, whom)
    everybody = list(diaries_of(turn, whom).values())
    found = [open_times(each, turn.now, minutes, own, first, until, most=TIMES, beside=beside) for each in everybody]
    if not whom.is_pool:
        return found[0]
    all_times = {when for times in found for when in times}
    free = {when: sum(problem(diary, when, minutes, turn.now) is None for diary in everybody) for when in all_times}
    return sorted(sorted(all_times, key=lambda when: (-free[when], when))[:TIMES])


def picked(times: Sequence[datetime]) -> Sequence[datetime]:
    """From the first to the last: whoever is asked when the first did not answer should find one that is to come."""
    if len(times) <= PRESELECTED:
        return times
    return [times[number * (len(times) - 1) // (PRESELECTED - 1)] for number in range(PRESELECTED)]


def _own(turn: Turn) -> Diary:
    return diaries.of_person(turn.session, turn.asker.person.id or 0, turn.now)


def _beside(turn: Turn, whom: Whom) -> list[Diary]:
    return [diaries.of_person(turn.session, person_id, turn.now) for person_id in whom.beside]


def pattern_of_asker(turn: Turn) -> WorkingPattern:
    """When whoever asks works."""
    return diaries.pattern_of(turn.session, turn.asker.person.id or 0)


def urgent_until(turn: Turn) -> date:
    """What is needed by this day is urgent."""
    pattern = pattern_of_asker(turn)
    return working_days_later(pattern, turn.now, URGENT_WITHIN).astimezone(pattern.zone).date()


# ---------------------------------------------------------------------------------------------- the form


def form_for(
    turn: Turn,
    whom: Whom,
    context: str,
    minutes: int,
    times: Sequence[datetime],
    ticked: Sequence[datetime],
    days: Sequence[tuple[str, str]] = (),
) -> Form:
    """The form to ask them, which carries ``context``; valid as opened but for the question.

    ``days`` are more days by which it may be needed, with their labels.
    """
    zone = pattern_of_asker(turn).zone
    is_unknown = any(diary.is_unknown for diary in diaries_of(turn, whom).values())
    return cards.ask_form(
        context=context,
        about=_about(turn, whom),
        minutes=minutes,
        times=times,
        picked=ticked,
        deadlines=_days(cards.deadlines(turn.now.astimezone(zone).date(), urgent_until(turn)), days),
        zone=zone,
        not_known=busy_cards.not_known_of(whom.name, is_pool=whom.is_pool) if is_unknown else "",
    )


def _days(usual: Sequence[tuple[str, str]], more: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """In order, each once, by its own label where there are two; that there is no hurry comes last."""
    return sorted({**dict(usual), **dict(more)}.items())


def _about(turn: Turn, whom: Whom) -> list[str]:
    """Who is asked, in a few lines."""
    if whom.is_pool:
        return cards.about_pool(whom.name, len(whom.people))
    first = whom.people[0].standing
    return cards.about_expert(turn.view.profiles([first.expert_id])[first.expert_id])


def read(turn: Turn, whom: Whom, values: Mapping[str, str]) -> Wanted:
    """What came back in the form."""
    minutes = number_in(values.get("minutes", "")) or 0
    errors = {} if minutes in LENGTHS else {"minutes": cards.choose_a_length()}
    question = clean_text(values.get("question", ""))[: request_cards.MAX_QUESTION]
    if not question:
        errors["question"] = request_cards.ask_something()
    by_when = _by_when(turn, values.get("by_when", ""))
    minutes = DEFAULT_MINUTES if "minutes" in errors else minutes
    times, wrong = _chosen_times(turn, whom, values.get("times", ""), minutes, by_when)
    if wrong:
        errors["times"] = wrong
    colleague = clean_line(values.get("colleague", "")).lower()
    if colleague and not is_email(colleague):
        errors["colleague"] = cards.not_an_address()
    return Wanted(
        question=question,
        details=clean_text(values.get("details", ""))[: request_cards.MAX_DETAILS],
        is_sensitive=values.get("sensitive", "") == cards.SENSITIVE,
        adjustments=clean_text(values.get("adjustments", ""))[: cards.MAX_ADJUSTMENTS],
        minutes=minutes,
        by_when=by_when,
        times=times,
        colleague=colleague,
        errors=errors,
    )


def _chosen_times(
    turn: Turn, whom: Whom, value: str, minutes: int, by_when: date | None
) -> tuple[tuple[datetime, ...], str]:
    """The times that were chosen and still suit everybody, and what is wrong when none is left."""
    times = ticked_times(value, turn.now, TIMES)
    if not times:
        return (), cards.choose_a_time()
    own, theirs = _own(turn), list(diaries_of(turn, whom).values())
    who_ask = [own, *_beside(turn, whom)]
    free = tuple(
        when
        for when in times
        if not any(is_busy(each, when, minutes) for each in who_ask)
        and any(problem(each, when, minutes, turn.now) is None for each in theirs)
    )
    if not free:
        return (), cards.no_time_fits(minutes)
    zone = own.pattern.zone
    soon = tuple(when for when in free if by_when is None or when.astimezone(zone).date() <= by_when)
    return soon, "" if soon or by_when is None else cards.all_too_late(by_when)


def _by_when(turn: Turn, value: str) -> date | None:
    """A day within the horizon; nothing when there is no hurry, or the form is older than the day."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    today = turn.now.astimezone(pattern_of_asker(turn).zone).date()
    return day if today <= day <= today + timedelta(days=HORIZON_DAYS) else None


# ---------------------------------------------------------------------------------------------- the request


def make(turn: Turn, whom: Whom, wanted: Wanted) -> Seen:
    """The request, with whoever is asked having it in front of them."""
    request = _request(turn, whom, wanted)
    turn.session.add(request)
    turn.session.flush()
    offer_to(turn, request, _at_once(turn, whom, request))
    audit(turn, "request.send", f"request:{request.id}")
    seen = see(turn.session, request.id)
    if seen is None:
        raise LookupError(request.id)
    return seen


def _at_once(turn: Turn, whom: Whom, request: Request) -> list[Chosen]:
    """Whoever was chosen; when it is urgent, the next best beside them."""
    if not request.is_urgent or whom.is_pool:
        return list(whom.people)
    seen = see(turn.session, request.id)
    others = next_people(turn, seen) if seen else []
    own = whom.people[0].standing.expert_id
    beside = [each for each in others if each.standing.expert_id != own and each.pool_id is None]
    return [*whom.people, *beside[: URGENT_AT_ONCE - 1]]


def _request(turn: Turn, whom: Whom, wanted: Wanted) -> Request:
    return Request(
        id=turn.new_id(),
        requester_id=turn.asker.person.id or 0,
        question=wanted.question,
        details=wanted.details,
        is_sensitive=wanted.is_sensitive,
        adjustments=wanted.adjustments,
        colleague_email=wanted.colleague,
        minutes=wanted.minutes,
        by_when=wanted.by_when,
        is_urgent=wanted.by_when is not None and wanted.by_when <= urgent_until(turn),
        times=kept(wanted.times),
        need=whom.need.words,
        refinement=dict(whom.need.refinement),
        subject=_subject(turn, whom),
        status=RequestStatus.OPEN,
        created_at=turn.now,
        closes_at=_closes_at(turn, whom, wanted.by_when, pattern_of_asker(turn).zone),
    )


def _subject(turn: Turn, whom: Whom) -> str:
    asked = turn.view.index.understand(whom.need.words, turn.now.astimezone(UK).date())
    return subject_of(Refinement.model_validate(whom.need.refinement).applied_to(asked))


def _closes_at(turn: Turn, whom: Whom, by_when: date | None, zone: ZoneInfo) -> datetime:
    """Ten working days of whoever is asked first, or the end of the day by which it is needed."""
    first = whom.people[0].standing.expert_id
    waited_enough = working_days_later(diaries_of(turn, whom)[first].pattern, turn.now, CLOSE_AFTER)
    if by_when is None:
        return waited_enough
    return min(waited_enough, instant(datetime.combine(by_when + timedelta(days=1), time.min), zone))
