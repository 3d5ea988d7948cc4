"""From whom somebody wants no requests, and how that ends."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import col, select

from bot.cards import blocked as cards
from bot.cards import help as help_cards
from bot.messages import Card, Replace, Reply
from bot.model import Block
from bot.pages import answer, page_from
from bot.requests.telling import audit
from bot.turn import Turn
from directory.errors import NotFoundError
from directory.model import Person


def show(turn: Turn, first: str) -> Reply | Replace:
    """Whom they blocked; ``first`` is the number of the first."""
    return answer(first, _card(turn, first))


def remove(turn: Turn, block_id: str) -> Replace:
    """Let somebody's requests come again; once is enough."""
    if not (block_id.isascii() and block_id.isdecimal()):
        raise NotFoundError(help_cards.unknown_action())
    own = select(Block).where(Block.person_id == turn.asker.person.id)
    if block := next((each for each in turn.session.exec(own) if str(each.id) == block_id), None):
        turn.session.delete(block)
        turn.session.flush()
        audit(turn, "block.remove", f"person:{block.blocked_id}")
    return Replace(card=_card(turn, "0"))


def _card(turn: Turn, first: str) -> Card:
    own = Block.person_id == turn.asker.person.id
    page = page_from(first, turn.session.exec(select(func.count()).select_from(Block).where(own)).one())
    rows = (
        select(Block.id, Person.name)
        .join(Person, col(Person.id) == col(Block.blocked_id))
        .where(own)
        .order_by(col(Person.name), col(Block.id))
        .offset(page.first)
        .limit(page.size)
    )
    return cards.blocked([(id_ or 0, name) for id_, name in turn.session.exec(rows)], page)
