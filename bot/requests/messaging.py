"""What the two people of an offer write to each other through the bot, each on their own platform."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.admission import NotAllowedError
from bot.cards import message as cards
from bot.events import Submitted
from bot.messages import Card, FormErrors, OpenForm, Reply
from bot.model import Message, NoticeKind
from bot.notices import tell
from bot.requests.between import Between, between
from bot.requests.telling import audit
from bot.turn import Turn
from directory.cell_text import clean_text

TWICE_WITHIN = timedelta(minutes=1)
"""The same words to the same person again so soon are a form that was sent twice."""
NEW_FOR = timedelta(hours=1)
"""How long a message does not say when it was written: platforms do."""


def open_message(turn: Turn, offer_id: str) -> OpenForm:
    """The form to write to the other one of the two of an offer. Raises NotAllowedError with why they cannot."""
    two = _own(turn, offer_id)
    if not two.may_write:
        raise NotAllowedError(cards.ended(two.ended_at, two.zone))
    return OpenForm(form=cards.write(two))


def send(turn: Turn, event: Submitted) -> OpenForm | FormErrors:
    """Keep the message and have the other one told; the form stays open with what was typed when that cannot be."""
    two = _own(turn, event.context, lock=True)
    typed = event.values.get("text", "")
    text = clean_text(typed)
    if problem := _problem(two, text):
        return FormErrors(form=cards.write(two).filled(event.values), errors={"text": problem})
    if not _was_just_sent(turn, two, text):
        message = Message(
            id=turn.new_id(),
            offer_id=two.offer.id,
            sender_id=two.me.id or 0,
            recipient_id=two.other.id or 0,
            text=text,
            sent_at=turn.now,
        )
        turn.session.add(message)
        tell(turn.session, NoticeKind.MESSAGE, message.id, message.recipient_id, turn.now)
        audit(turn, "message.send", f"offer:{two.offer.id}")
    return OpenForm(form=cards.sent(two.other.name))


def show(turn: Turn, message_id: str) -> Reply:
    """A message again, for either of the two."""
    card = _drawn(turn.session, message_id, turn.asker.person.id or 0, turn.now)
    if card is None:
        raise NotAllowedError(cards.not_yours())
    return Reply(card=card)


def draw_message(session: Session, message_id: str, person_id: int, now: datetime) -> Card | None:
    """A message as its recipient is told of it; nothing when it is gone, or they want to hear nothing of the other."""
    message = session.get(Message, message_id)
    if message is None or message.recipient_id != person_id:
        return None
    writer = between(session, message.offer_id, message.sender_id)
    if writer is None or writer.is_unwanted:
        return None
    return _drawn(session, message_id, person_id, now)


def _drawn(session: Session, message_id: str, person_id: int, now: datetime) -> Card | None:
    message = session.get(Message, message_id)
    two = between(session, message.offer_id, person_id) if message else None
    if message is None or two is None:
        return None
    return cards.message(message, two, is_old=now - message.sent_at >= NEW_FOR)


def _own(turn: Turn, offer_id: str, *, lock: bool = False) -> Between:
    """Raises NotAllowedError when whoever asks is neither of the two, in the same words whether there is an offer."""
    two = between(turn.session, offer_id, turn.asker.person.id or 0, lock=lock)
    if two is None:
        raise NotAllowedError(cards.not_yours())
    return two


def _problem(two: Between, text: str) -> str:
    if not two.may_write:
        return cards.ended(two.ended_at, two.zone)
    if not text:
        return cards.write_something()
    return cards.too_long(len(text)) if len(text) > cards.MAX_MESSAGE else ""


def _was_just_sent(turn: Turn, two: Between, text: str) -> bool:
    same = select(Message.id).where(
        Message.offer_id == two.offer.id,
        Message.sender_id == two.me.id,
        Message.text == text,
        col(Message.sent_at) > turn.now - TWICE_WITHIN,
    )
    return turn.session.exec(same).first() is not None
