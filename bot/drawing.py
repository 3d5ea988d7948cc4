"""What every kind of notice is drawn by, from what is true at the moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from bot.cards.stopping import with_way_out
from bot.check_ins.drawing import of_nudge
from bot.consultations import drawing as consultations
from bot.consultations import invitation
from bot.consultations.news import of_news
from bot.consultations.reminding import of_day_before, of_soon
from bot.messages import Card
from bot.model import Notice, NoticeKind
from bot.policies import drawing as owner_drawing
from bot.policies import news as policies
from bot.portfolio.digest import of_digest
from bot.readings.news import of_reading_news
from bot.requests import drawing as requests

_DRAWN: dict[NoticeKind, Callable[[Session, Notice, datetime], Card | None]] = {
    NoticeKind.REQUEST_CARD: requests.of_request_card,
    NoticeKind.REQUEST_NEWS: requests.of_request_news,
    NoticeKind.REQUEST_REMINDER: requests.of_request_reminder,
    NoticeKind.OFFER_CARD: requests.of_offer_card,
    NoticeKind.OFFER_NEWS: requests.of_offer_news,
    NoticeKind.OFFER_REMINDER: requests.of_offer_reminder,
    NoticeKind.CONSULTATION_NEWS: of_news,
    NoticeKind.CONSULTATION_DAY_BEFORE: of_day_before,
    NoticeKind.CONSULTATION_SOON: of_soon,
    NoticeKind.INVITATION: invitation.of_invitation,
    NoticeKind.MESSAGE: requests.of_message,
    NoticeKind.CONSULTATION_QUESTIONS: consultations.of_questions,
    NoticeKind.CONSULTATION_DIFFERENCE: consultations.of_difference,
    NoticeKind.CONSULTATION_NOTE: consultations.of_note,
    NoticeKind.CHECK_IN_NUDGE: of_nudge,
    NoticeKind.POLICY_HAND_OVER: owner_drawing.of_hand_over,
    NoticeKind.POLICY_OWNER: owner_drawing.of_owner,
    NoticeKind.POLICY_NEWS: policies.of_news,
    NoticeKind.READING_NEWS: of_reading_news,
    NoticeKind.PORTFOLIO_DIGEST: of_digest,
}


def draw(session: Session, notice: Notice, now: datetime) -> Card | None:
    """The card of a notice, with a way out of its kind. None: what it was about is over, or gone."""
    card = _DRAWN[notice.kind](session, notice, now)
    return with_way_out(card, notice.kind) if card else None
