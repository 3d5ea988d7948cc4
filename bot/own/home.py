"""What happens when somebody opens their home, chooses where they are told things, or looks after the directory."""

from __future__ import annotations

from sqlalchemy import distinct, func
from sqlmodel import Session, col, select

from bot.acquaintance import platforms_of
from bot.admission import MANAGERS
from bot.cards import help as help_cards
from bot.cards import home as home_cards
from bot.cards import settings as settings_cards
from bot.messages import Card, Replace, Reply
from bot.own import mine
from bot.own.settings import own, where
from bot.pages import answer, page_from
from bot.policies import listing as policies
from bot.policies.naming import count_unowned
from bot.portfolio import showing as portfolio
from bot.turn import Turn
from directory.errors import NotFoundError
from directory.model import Account, Expert, Person, Status
from directory.roles import roles_of

HOME_WORDS = {"home", "mine"}
_CANNOT_BE_REACHED = (col(Account.unreachable).is_not(None), col(Expert.status).not_in([Status.LEFT, Status.HIDDEN]))


def show_home(turn: Turn) -> Card:
    """The start, as this person sees it; where others see it too, with nothing that is theirs."""
    if turn.is_shared:
        return home_cards.shared()
    theirs = own(turn)
    own_id = theirs.expert.id if theirs.expert else None
    profile = turn.view.profiles([own_id]).get(own_id) if own_id else None
    told, told_buttons = where(turn.session, turn.asker)
    settings = settings_cards.at_home(theirs, told, told_buttons, theirs.today(turn.now))
    unreachable, unowned = _to_look_after(turn)
    begin = policies.to_begin_with(turn)
    of_heads = portfolio.at_home(turn)
    return home_cards.home(profile, mine.at_home(turn), settings, unreachable, unowned, begin, of_heads)


def back_home(turn: Turn, _value: str) -> Replace:
    """The start again, in the place of what was looked at."""
    return Replace(card=show_home(turn))


def choose_where_told(turn: Turn, platform: str) -> Replace:
    """Be told things on this platform; empty: wherever the bot was used last."""
    person = turn.session.get_one(Person, turn.asker.person.id)
    if platform and platform not in platforms_of(turn.session, person):
        raise NotFoundError(help_cards.unknown_action())
    person.told_on = platform
    turn.session.add(person)
    turn.session.flush()
    return Replace(card=show_home(turn))


def show_unreachable(turn: Turn, first: str) -> Reply | Replace:
    """Experts who cannot be written to any more: from the start in a message of its own, then on in its place."""
    page = page_from(first, _count_unreachable(turn.session, Account.id))
    newest = col(Account.unreachable_since).desc()
    query = select(Account, Person, Expert.id).join(Person, col(Person.id) == col(Account.person_id))
    query = query.join(Expert, col(Expert.person_id) == col(Person.id)).where(*_CANNOT_BE_REACHED)
    rows = turn.session.exec(query.order_by(newest, col(Account.id)).offset(page.first).limit(page.size)).all()
    profiles = turn.view.profiles([expert_id for _, _, expert_id in rows if expert_id])
    lines = [
        home_cards.unreachable_line(profiles[expert_id], account, platforms_of(turn.session, person))
        for account, person, expert_id in rows
        if expert_id in profiles
    ]
    return answer(first, home_cards.unreachable(lines, page.first, page.total))


def _to_look_after(turn: Turn) -> tuple[int, int]:
    """How many experts cannot be reached, and policies have no owner: for those whose business it is, else none."""
    if not roles_of(turn.session, turn.asker.account.person_id) & MANAGERS:
        return 0, 0
    return _count_unreachable(turn.session, Account.person_id), count_unowned(turn.session)


def _count_unreachable(session: Session, what: int | None) -> int:
    """How many accounts, or how many of their experts: one who left both Slack and Teams is one."""
    query = (
        select(func.count(distinct(col(what))))
        .select_from(Account)
        .join(Expert, col(Expert.person_id) == col(Account.person_id))
    )
    return session.exec(query.where(*_CANNOT_BE_REACHED)).one()
