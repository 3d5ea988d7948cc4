"""Ask: from somebody in a result to a request that is put in front of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import col, select

from bot.cards import asking as cards
from bot.cards import busy as busy_cards
from bot.cards import request as request_cards
from bot.events import Submitted
from bot.finding.find_expert import UK
from bot.finding.refinement import LENGTHS, Refinement
from bot.finding.searching import kept_search
from bot.messages import Form, FormErrors, OpenForm
from bot.model import OPEN_REQUESTS, Request, RequestStatus, Search
from bot.model.requests import kept
from bot.numbers import number_in
from bot.requests.booking import lock_people
from bot.requests.offering import (
    CLOSE_AFTER,
    URGENT_AT_ONCE,
    URGENT_WITHIN,
    Chosen,
    may_be_asked,
    next_people,
    of_pool,
    offer_to,
    pool_name,
)
from bot.requests.seen import see
from bot.requests.telling import audit
from bot.slots import DEFAULT_MINUTES, HORIZON_DAYS, Diary, is_busy, open_times, problem
from bot.times import diaries
from bot.times.ticked_times import ticked_times
from bot.times.working_time import WorkingPattern, instant, working_days_later
from bot.turn import Turn
from directory.availability import standings
from directory.cell_text import clean_line, clean_text
from directory.email_address import is_email
from directory.errors import NotFoundError

MOST_OPEN = 5
"""Requests that somebody may have open at a time: experts' time is scarce."""
TIMES = 9
PRESELECTED = 3
POOL = "p"
"""Before the id of a pool, where otherwise the id of an expert stands."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is to be asked, for which search."""

    search: Search
    people: tuple[Chosen, ...]
    name: str
    is_pool: bool

    @property
    def context(self) -> str:
        """What a form carries."""
        first = self.people[0]
        return (
            f"{self.search.id}.{POOL}{first.pool_id}"
            if self.is_pool
            else f"{self.search.id}.{first.standing.expert_id}"
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for in the form, as far as it is understood. ``errors`` has a sentence by field."""

    question: str
    minutes: int
    by_when: date | None
    times: tuple[datetime, ...]
    colleague: str
    errors: dict[str, str]


def open_ask(turn: Turn, value: str) -> OpenForm:
    """The form, valid as opened but for the question."""
    whom = _whom(turn, value)
    minutes = _minutes(turn, whom.search)
    times = _times(turn, whom, minutes, None)
    if not times:
        raise NotFoundError(cards.no_open_time(whom.name))
    return OpenForm(form=_form(turn, whom, minutes, times, _picked(times)))


def _picked(times: Sequence[datetime]) -> Sequence[datetime]:
    """From the first to the last: whoever is asked when the first did not answer should find one that is to come."""
    if len(times) <= PRESELECTED:
        return times
    return [times[number * (len(times) - 1) // (PRESELECTED - 1)] for number in range(PRESELECTED)]


def send(turn: Turn, event: Submitted) -> OpenForm | FormErrors:
    """The form comes back: the request is made, and whoever is asked has it in front of them."""
    lock_people(turn.session, turn.asker.person.id or 0)  # or two forms at once would both be the fifth
    whom = _whom(turn, event.context)
    wanted = _read(turn, whom, event)
    if wanted.errors:
        times = _times(turn, whom, wanted.minutes, wanted.by_when)
        form = _form(turn, whom, wanted.minutes, times or _times(turn, whom, wanted.minutes, None), ())
        return FormErrors(form=form.filled(event.values), errors=wanted.errors)
    request = _request(turn, whom, event, wanted)
    turn.session.add(request)
    turn.session.flush()
    offer_to(turn, request, _at_once(turn, whom, request))
    audit(turn, "request.send", f"request:{request.id}")
    seen = see(turn.session, request.id)
    if seen is None:
        raise LookupError(request.id)
    return OpenForm(form=cards.sent(seen))


def _at_once(turn: Turn, whom: Whom, request: Request) -> list[Chosen]:
    """Whoever was chosen; when it is urgent, the next best beside them."""
    if not request.is_urgent or whom.is_pool:
        return list(whom.people)
    seen = see(turn.session, request.id)
    others = next_people(turn, seen) if seen else []
    own = whom.people[0].standing.expert_id
    beside = [each for each in others if each.standing.expert_id != own and each.pool_id is None]
    return [*whom.people, *beside[: URGENT_AT_ONCE - 1]]


# ---------------------------------------------------------------------------------------------- who


def _whom(turn: Turn, value: str) -> Whom:
    """Raises NotFoundError with the reason when they cannot be asked."""
    search_id, _, whom = value.partition(".")
    search = kept_search(turn, search_id)
    asks = select(func.count()).select_from(Request)
    own = asks.where(Request.requester_id == turn.asker.person.id, col(Request.status).in_(OPEN_REQUESTS))
    if turn.session.exec(own).one() >= MOST_OPEN:
        raise NotFoundError(cards.too_many_open(MOST_OPEN))
    id_ = number_in(whom.removeprefix(POOL))
    if id_ is None:
        raise NotFoundError(cards.nobody_there())
    return _pool(turn, search, id_) if whom.startswith(POOL) else _expert(turn, search, id_)


def _expert(turn: Turn, search: Search, expert_id: int) -> Whom:
    standing = standings(turn.session, [expert_id]).get(expert_id)
    if standing is None or not standing.may_be_named:
        raise NotFoundError(cards.nobody_there())
    if standing.person_id == turn.asker.person.id:
        raise NotFoundError(cards.that_is_you())
    if not may_be_asked(turn, standing, turn.asker.person.id or 0, _minutes(turn, search)):
        raise NotFoundError(cards.cannot_be_asked(standing.name))
    return Whom(search, (Chosen(standing),), standing.name, is_pool=False)


def _pool(turn: Turn, search: Search, pool_id: int) -> Whom:
    name = pool_name(turn, pool_id)
    members = of_pool(turn, turn.asker.person.id or 0, pool_id, _minutes(turn, search))
    if not name or not members:
        raise NotFoundError(cards.nobody_there())
    return Whom(search, tuple(members), name, is_pool=True)


# ---------------------------------------------------------------------------------------------- when


def _times(turn: Turn, whom: Whom, minutes: int, last: date | None) -> list[datetime]:
    """Times at which they and the requester are free; of a pool, those at which most members are."""
    window = _window(turn, whom)
    first, until = (window if last is None else (None, last)) if window else (None, last)
    own = diaries.of_person(turn.session, turn.asker.person.id or 0, turn.now)
    everybody = list(_diaries(turn, whom).values())
    found = [open_times(diary, turn.now, minutes, own, first, until, most=TIMES) for diary in everybody]
    if not whom.is_pool:
        return found[0]
    all_times = {when for times in found for when in times}
    free = {when: sum(problem(diary, when, minutes, turn.now) is None for diary in everybody) for when in all_times}
    return sorted(sorted(all_times, key=lambda when: (-free[when], when))[:TIMES])


def _diaries(turn: Turn, whom: Whom) -> dict[int, Diary]:
    return diaries.of_experts(turn.session, {each.standing.expert_id: each.standing for each in whom.people}, turn.now)


def _window(turn: Turn, whom: Whom) -> tuple[date, date] | None:
    """The days that the search asked for, where there are any left."""
    today = turn.now.astimezone(UK).date()
    understood = turn.view.index.understand(whom.search.text, today)
    window = Refinement.model_validate(whom.search.refinement).window(understood, today)
    return (window.first, window.last) if window and window.last >= today else None


def _minutes(turn: Turn, search: Search) -> int:
    """The length that the search asked for, if it is one of ours."""
    today = turn.now.astimezone(UK).date()
    refined = Refinement.model_validate(search.refinement).minutes
    asked = refined or turn.view.index.understand(search.text, today).minutes or DEFAULT_MINUTES
    return min((length for length in LENGTHS if length >= asked), default=LENGTHS[-1])


def _pattern(turn: Turn) -> WorkingPattern:
    return diaries.of_person(turn.session, turn.asker.person.id or 0, turn.now).pattern


# ---------------------------------------------------------------------------------------------- the form


def _form(turn: Turn, whom: Whom, minutes: int, times: Sequence[datetime], picked: Sequence[datetime]) -> Form:
    pattern = _pattern(turn)
    here = turn.now.astimezone(pattern.zone).date()
    urgent = working_days_later(pattern, turn.now, URGENT_WITHIN).astimezone(pattern.zone).date()
    is_unknown = any(diary.is_unknown for diary in _diaries(turn, whom).values())
    return cards.ask_form(
        context=whom.context,
        about=_about(turn, whom),
        minutes=minutes,
        times=times,
        picked=picked,
        deadlines=cards.deadlines(here, urgent),
        zone=pattern.zone,
        not_known=busy_cards.not_known_of(whom.name, is_pool=whom.is_pool) if is_unknown else "",
    )


def _about(turn: Turn, whom: Whom) -> list[str]:
    """Who is asked, in a few lines."""
    if whom.is_pool:
        return cards.about_pool(whom.name, len(whom.people))
    first = whom.people[0].standing
    return cards.about_expert(turn.view.profiles([first.expert_id])[first.expert_id])


def _read(turn: Turn, whom: Whom, event: Submitted) -> Wanted:
    values = event.values
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
    return Wanted(question, minutes, by_when, times, colleague, errors)


def _chosen_times(
    turn: Turn, whom: Whom, value: str, minutes: int, by_when: date | None
) -> tuple[tuple[datetime, ...], str]:
    """The times that were chosen and still suit both, and what is wrong when none is left."""
    times = ticked_times(value, turn.now, TIMES)
    if not times:
        return (), cards.choose_a_time()
    own = diaries.of_person(turn.session, turn.asker.person.id or 0, turn.now)
    theirs = list(_diaries(turn, whom).values())
    free = tuple(
        when
        for when in times
        if not is_busy(own, when, minutes) and any(problem(each, when, minutes, turn.now) is None for each in theirs)
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
    today = turn.now.astimezone(_pattern(turn).zone).date()
    return day if today <= day <= today + timedelta(days=HORIZON_DAYS) else None


def _request(turn: Turn, whom: Whom, event: Submitted, wanted: Wanted) -> Request:
    pattern = _pattern(turn)
    urgent = working_days_later(pattern, turn.now, URGENT_WITHIN).astimezone(pattern.zone).date()
    return Request(
        id=turn.new_id(),
        requester_id=turn.asker.person.id or 0,
        question=wanted.question,
        details=clean_text(event.values.get("details", ""))[: request_cards.MAX_DETAILS],
        is_sensitive=event.values.get("sensitive", "") == cards.SENSITIVE,
        adjustments=clean_text(event.values.get("adjustments", ""))[: cards.MAX_ADJUSTMENTS],
        colleague_email=wanted.colleague,
        minutes=wanted.minutes,
        by_when=wanted.by_when,
        is_urgent=wanted.by_when is not None and wanted.by_when <= urgent,
        times=kept(wanted.times),
        need=whom.search.text,
        refinement=whom.search.refinement,
        status=RequestStatus.OPEN,
        created_at=turn.now,
        closes_at=_closes_at(turn, whom, wanted.by_when, pattern.zone),
    )


def _closes_at(turn: Turn, whom: Whom, by_when: date | None, zone: ZoneInfo) -> datetime:
    """Ten working days of whoever is asked first, or the end of the day by which it is needed."""
    first = whom.people[0].standing.expert_id
    waited_enough = working_days_later(_diaries(turn, whom)[first].pattern, turn.now, CLOSE_AFTER)
    if by_when is None:
        return waited_enough
    return min(waited_enough, instant(datetime.combine(by_when + timedelta(days=1), time.min), zone))
