"""Who is to be asked, for which need: somebody found, or a pool; and whether they may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import col, select

from bot.cards import asking as cards
from bot.finding.find_expert import UK
from bot.finding.refinement import LENGTHS, Refinement
from bot.model import OPEN_REQUESTS, Request
from bot.requests.offering import Chosen, may_be_asked, of_pool, pool_name
from bot.slots import DEFAULT_MINUTES, Diary
from bot.times import diaries
from bot.turn import Turn
from directory.availability import standings
from directory.errors import NotFoundError

MOST_OPEN = 5
"""Requests that somebody may have open at a time: experts' time is scarce."""


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody was found by, and the next person is: the words of a search and its refinement, as it is kept."""

    words: str
    refinement: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is to be asked, and what for."""

    need: Need
    people: tuple[Chosen, ...]
    name: str
    is_pool: bool
    beside: tuple[int, ...] = ()
    """The ids of those who come along with the requester: it has to suit them too, as far as that is known."""


def check_room(turn: Turn) -> None:
    """Raises NotFoundError when whoever asks has as many open requests as anybody may have."""
    asks = select(func.count()).select_from(Request)
    own = asks.where(Request.requester_id == turn.asker.person.id, col(Request.status).in_(OPEN_REQUESTS))
    if turn.session.exec(own).one() >= MOST_OPEN:
        raise NotFoundError(cards.too_many_open(MOST_OPEN))


def an_expert(turn: Turn, expert_id: int, need: Need, minutes: int, beside: tuple[int, ...] = ()) -> Whom:
    """Raises NotFoundError with the reason when they cannot be asked for so long."""
    standing = standings(turn.session, [expert_id]).get(expert_id)
    if standing is None or not standing.may_be_named:
        raise NotFoundError(cards.nobody_there())
    if standing.person_id == turn.asker.person.id:
        raise NotFoundError(cards.that_is_you())
    if not may_be_asked(turn, standing, turn.asker.person.id or 0, minutes):
        raise NotFoundError(cards.cannot_be_asked(standing.name))
    return Whom(need, (Chosen(standing),), standing.name, is_pool=False, beside=beside)


def a_pool(turn: Turn, pool_id: int, need: Need, minutes: int) -> Whom:
    """As ``an_expert``: its members who can be asked."""
    name = pool_name(turn, pool_id)
    members = of_pool(turn, turn.asker.person.id or 0, pool_id, minutes)
    if not name or not members:
        raise NotFoundError(cards.nobody_there())
    return Whom(need, tuple(members), name, is_pool=True)


def minutes_for(turn: Turn, need: Need) -> int:
    """The length that the search asked for, if it is one of ours."""
    today = turn.now.astimezone(UK).date()
    refined = Refinement.model_validate(need.refinement).minutes
    asked = refined or turn.view.index.understand(need.words, today).minutes or DEFAULT_MINUTES
    return min((length for length in LENGTHS if length >= asked), default=LENGTHS[-1])


def days_for(turn: Turn, need: Need) -> tuple[date, date] | None:
    """The days that the search asked for, where there are any left."""
    today = turn.now.astimezone(UK).date()
    understood = turn.view.index.understand(need.words, today)
    window = Refinement.model_validate(need.refinement).window(understood, today)
    return (window.first, window.last) if window and window.last >= today else None


def diaries_of(turn: Turn, whom: Whom) -> dict[int, Diary]:
    """Of everybody who is to be asked, by their ids as experts."""
    return diaries.of_experts(turn.session, {each.standing.expert_id: each.standing for each in whom.people}, turn.now)
