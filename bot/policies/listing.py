"""The policies that somebody looks after: what is overdue or next first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Select, case, func, select
from sqlmodel import col

from bot.blocks import Block, Button
from bot.cards import policy_list as cards
from bot.messages import Replace, Reply
from bot.model import CheckIn, CheckInStatus, Policy, PolicyStatus
from bot.pages import Page, answer, page_from
from bot.policies.listed import Listed
from bot.policies.whose import looked_after_by
from bot.portfolio import showing as portfolio
from bot.turn import Turn

SHOWN_AT_HOME = 2


def show(turn: Turn, first: str) -> Reply | Replace:
    """One page of all of them; ``first`` is the number of the first."""
    first = first or "0"
    page = page_from(first, _count(turn)[0])
    return answer(first, cards.policies(_listed(turn, _policies(turn), page), page, portfolio.ways(turn)))


def at_home(turn: Turn) -> tuple[list[Block], list[Button]]:
    """In short, with the ways to all of them and to a new one; nothing for whoever has none."""
    total, active = _count(turn)
    if not total:
        return [], []
    query = _policies(turn).where(col(Policy.status) == PolicyStatus.ACTIVE)
    shown = _listed(turn, query, Page(0, active, SHOWN_AT_HOME))
    return cards.in_short(shown, active), [cards.see_all(), cards.new_button()]


def to_begin_with(turn: Turn) -> list[Button]:
    """The way to their first policy, for whoever has none."""
    return [] if _count(turn)[0] else [cards.new_button()]


def _policies(turn: Turn) -> Select[Policy]:
    """In the order of what is to be done: active ones by their next check-in, then paused ones, then closed ones."""
    planned = col(CheckIn.status) == CheckInStatus.PLANNED
    of_it = select(func.min(col(CheckIn.due_on))).where(col(CheckIn.policy_id) == col(Policy.id), planned)
    status = case({PolicyStatus.ACTIVE: 0, PolicyStatus.PAUSED: 1}, value=col(Policy.status), else_=2)
    by_next = func.coalesce(of_it.scalar_subquery(), date.max)
    return (
        select(Policy)
        .where(looked_after_by(turn.asker.person.id or 0))
        .order_by(status, by_next, func.lower(col(Policy.title)), col(Policy.id))
    )


def _count(turn: Turn) -> tuple[int, int]:
    """How many there are, and how many of them are active."""
    active = func.count(case((col(Policy.status) == PolicyStatus.ACTIVE, 1)))
    total, of_them = turn.session.execute(_policies(turn).order_by(None).with_only_columns(func.count(), active)).one()
    return int(total), int(of_them)


def _listed(turn: Turn, query: Select[Policy], page: Page) -> list[Listed]:
    policies = turn.session.execute(query.offset(page.first).limit(page.size)).scalars().all()
    zone = ZoneInfo(turn.asker.person.time_zone)
    next_of = _next(turn, [policy.id for policy in policies])
    return [
        Listed(
            policy,
            _part(turn, policy),
            next_of.get(policy.id),
            turn.now.astimezone(zone).date(),
            policy.status_at.astimezone(zone).date() if policy.status_at else None,
        )
        for policy in policies
    ]


def _next(turn: Turn, policy_ids: Iterable[str]) -> dict[str, CheckIn]:
    """The first that still waits to be done, by the id of its policy."""
    planned = col(CheckIn.status) == CheckInStatus.PLANNED, col(CheckIn.policy_id).in_(list(policy_ids))
    latest_first = select(CheckIn).where(*planned).order_by(col(CheckIn.due_on).desc(), col(CheckIn.id).desc())
    return {each.policy_id: each for each in turn.session.execute(latest_first).scalars()}


def _part(turn: Turn, policy: Policy) -> str:
    me = turn.asker.person.id
    if policy.owner_id == me:
        return "its owner"
    return "its deputy" if policy.deputy_id == me else "a co-owner"
