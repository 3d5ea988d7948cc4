"""Who is asked, and who next: one expert, three at once when it is urgent, or the members of a pool."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from bot.finding.find_expert import Finder, Findings
from bot.finding.not_for_me import not_for_them
from bot.finding.refinement import Refinement
from bot.model import Block, Offer, Request, RequestStatus
from bot.requests.booking import close_request
from bot.requests.seen import Seen, see
from bot.requests.telling import offer_changed, request_changed, tell_the_requester
from bot.slots import Diary, problem
from bot.times import diaries
from bot.times.openings import Openings
from bot.times.working_time import working_days_later
from bot.turn import Work
from directory.availability import Standing, standings
from directory.model import Expert, Pool

REMIND_AFTER = 2
"""Working days of the expert (product rule)."""
NEXT_AFTER = 3
CLOSE_AFTER = 10
URGENT_WITHIN = 2
"""Working days: needed that soon, three experts are asked at once."""
URGENT_NEXT_AFTER = 1
URGENT_AT_ONCE = 3
POOL_AT_ONCE = 8
"""Members of a pool who are asked at once, those asked least of late first."""
WEIGHED = 20
"""The best matches among whom the next person is chosen: whoever is free at a proposed time comes first."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody to be asked, and how it came to them."""

    standing: Standing
    stands_in_for: str = ""
    pool_id: int | None = None
    passed_on_by: int | None = None


def offer_to(work: Work, request: Request, people: Sequence[Chosen]) -> None:
    """Put a request in front of these people, side by side, as its next round."""
    request.round += 1
    add_offers(work, request, people)
    request.status = RequestStatus.OFFERED
    work.session.add(request)
    request_changed(work, request)


def add_offers(work: Work, request: Request, people: Sequence[Chosen]) -> list[Offer]:
    """Put a request in front of these people within its round."""
    theirs = diaries.of_experts(work.session, {each.standing.expert_id: each.standing for each in people}, work.now)
    offers = []
    for each in people:
        pattern = theirs[each.standing.expert_id].pattern
        next_after = URGENT_NEXT_AFTER if request.is_urgent else NEXT_AFTER
        offer = Offer(
            id=work.new_id(),
            request_id=request.id,
            expert_id=each.standing.expert_id,
            person_id=each.standing.person_id,
            round=request.round,
            pool_id=each.pool_id,
            stands_in_for=each.stands_in_for,
            passed_on_by=each.passed_on_by,
            offered_at=work.now,
            remind_at=None if request.is_urgent else working_days_later(pattern, work.now, REMIND_AFTER),
            expires_at=working_days_later(pattern, work.now, next_after),
        )
        work.session.add(offer)
        work.session.flush()
        offer_changed(work, offer)
        offers.append(offer)
    return offers


def go_on(work: Work, request_id: str) -> None:
    """Somebody asked will not take it: when nobody else is left who may, ask the next person, or close the request."""
    work.session.flush()
    seen = see(work.session, request_id)
    if seen is None or not seen.is_open:
        return
    if seen.waiting:
        request_changed(work, seen.request)
        return
    if chosen := next_people(work, seen):
        offer_to(work, seen.request, chosen)
    else:
        close_request(work, seen, RequestStatus.NOBODY)
        tell_the_requester(work, seen, "nobody")


def next_people(work: Work, seen: Seen) -> list[Chosen]:
    """Who is asked next: the best who were not asked yet, free at a proposed time if anybody is; else a pool."""
    request = seen.request
    asked = {each.offer.expert_id for each in seen.asked}
    asked |= not_for_them(work.session, request.subject, request.need, None, work.now)
    found = find_for(work, request, asked)
    people = [
        Chosen(each.candidate.standing, each.candidate.stands_in_for)
        for each in found.people
        if each.candidate.standing.person_id != request.requester_id
    ]
    if not people:
        return next(
            (
                members
                for pool in found.pools
                if (members := of_pool(work, request.requester_id, pool.id, request.minutes, asked))
            ),
            [],
        )
    theirs = diaries.of_experts(work.session, {c.standing.expert_id: c.standing for c in people}, work.now)
    people.sort(key=lambda each: not _is_free(theirs[each.standing.expert_id], request, work.now))
    return people[: URGENT_AT_ONCE if request.is_urgent else 1]


def find_for(work: Work, request: Request, without: set[int]) -> Findings:
    """The search that the request came from, once more, without these experts."""
    finder = Finder(work.view, work.now, request.requester_id)
    return finder.find(request.need, Refinement.model_validate(request.refinement), size=WEIGHED, without=without)


def of_pool(work: Work, requester_id: int, pool_id: int, minutes: int, without: Collection[int] = ()) -> list[Chosen]:
    """The members of a pool who can be asked, asked least of late first."""
    ids = work.session.exec(select(Expert.id).where(Expert.pool_id == pool_id)).all()
    members = standings(work.session, [id_ for id_ in ids if id_ is not None and id_ not in without])
    blocking = set(work.session.exec(select(Block.person_id).where(Block.blocked_id == requester_id)))
    openings = Openings(work.session, work.now)
    openings.read(members.values())
    able = [
        standing
        for standing in members.values()
        if openings.can_be_asked(standing, minutes)
        and standing.person_id != requester_id
        and standing.person_id not in blocking
    ]
    able.sort(key=lambda standing: (openings.asked_lately(standing), standing.expert_id))
    return [Chosen(standing, pool_id=pool_id) for standing in able[:POOL_AT_ONCE]]


def may_be_asked(work: Work, standing: Standing, requester_id: int, minutes: int) -> bool:
    """Whether this expert may be asked by this requester at all: nobody is by themselves."""
    if standing.person_id == requester_id or wants_none_of(work.session, standing.person_id, requester_id):
        return False
    return Openings(work.session, work.now).can_be_asked(standing, minutes)


def wants_none_of(session: Session, person_id: int, requester_id: int) -> bool:
    """Whether this person wants no requests from the requester."""
    query = select(Block.id).where(Block.person_id == person_id, Block.blocked_id == requester_id)
    return session.exec(query).first() is not None


def pool_name(work: Work, pool_id: int) -> str:
    return work.session.exec(select(Pool.name).where(Pool.id == pool_id)).first() or ""


def _is_free(diary: Diary, request: Request, now: datetime) -> bool:
    return any(problem(diary, start, request.minutes, now) is None for start in request.proposed)
