"""The portfolio of a head of profession, in chat."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import case, exists, func, select
from sqlmodel import col

from bot.admission import NotAllowedError
from bot.blocks import Button
from bot.cards import help as help_cards
from bot.cards import portfolio as cards
from bot.cards import refused
from bot.cards.home import see_portfolio
from bot.messages import Replace, Reply
from bot.model import CheckIn, CheckInStatus, Policy, PolicyStatus
from bot.pages import answer, page_from
from bot.policies.readers import organisations_of
from bot.portfolio.picture import picture_of
from bot.portfolio.standing import Portfolio, State, names_of, portfolio_of
from bot.portfolio.whose import headed
from bot.turn import Turn
from directory.errors import NotFoundError


def show(turn: Turn, key: str) -> Reply:
    """How the policies of their organisation stand. ``key`` is of one of several; without it they choose."""
    person_id = turn.asker.person.id or 0
    if key not in {"", "0"}:
        return _shown(turn, headed(turn.session, person_id, key))
    organisations = organisations_of(turn.session, person_id)
    if not organisations:
        raise NotAllowedError(refused.not_your_portfolio())
    return _shown(turn, organisations[0]) if len(organisations) == 1 else Reply(card=cards.choose(organisations))


def show_list(turn: Turn, value: str) -> Reply | Replace:
    """Those that stand in one way. ``value`` is the key of the organisation, the state and the number of the first."""
    key, _, rest = value.partition(".")
    state, _, first = rest.partition(".")
    organisation = headed(turn.session, turn.asker.person.id or 0, key)
    if state not in set(State):
        raise NotFoundError(help_cards.unknown_action())
    portfolio = _portfolio(turn, organisation)
    page = page_from(first, portfolio.count(State(state)))
    return answer(first, cards.policies(portfolio, State(state), page, turn.asker.person.id or 0))


def ways(turn: Turn) -> list[Button]:
    """The way to it, for a head of profession."""
    return [see_portfolio()] if organisations_of(turn.session, turn.asker.person.id or 0) else []


def at_home(turn: Turn) -> list[str]:
    """A line for each organisation whose head they are: one query more, however many policies it has."""
    return [
        cards.at_home(organisation, *_count(turn, organisation))
        for organisation in organisations_of(turn.session, turn.asker.person.id or 0)
    ]


def _shown(turn: Turn, organisation: str) -> Reply:
    portfolio = _portfolio(turn, organisation)
    return Reply(card=cards.portfolio_card(portfolio, picture_of(portfolio), turn.asker.person.id or 0))


def _portfolio(turn: Turn, organisation: str) -> Portfolio:
    return portfolio_of(turn.session, organisation, turn.now, _zone(turn))


def _zone(turn: Turn) -> ZoneInfo:
    return ZoneInfo(turn.asker.person.time_zone)


def _count(turn: Turn, organisation: str) -> tuple[int, int]:
    """How many are active, and how many of them overdue."""
    today: date = turn.now.astimezone(_zone(turn)).date()
    late = (col(CheckIn.status) == CheckInStatus.PLANNED, col(CheckIn.due_on) < today)
    is_overdue = exists().where(col(CheckIn.policy_id) == col(Policy.id), *late)
    query = select(func.count(), func.count(case((is_overdue, 1)))).where(
        col(Policy.organisation).in_(names_of(turn.session, organisation)),
        col(Policy.status) == PolicyStatus.ACTIVE,
    )
    active, overdue = turn.session.execute(query).one()
    return int(active), int(overdue)
