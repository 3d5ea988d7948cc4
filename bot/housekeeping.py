"""Forgetting: searches, delivered events and unmet needs are kept no longer than they serve."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from bot.consultations.evidence import forget_what_is_not_shared
from bot.model import Delivery, ReadingsDelivery, Search, UnmetNeed
from bot.sending.noticeboard import forget_told

DELIVERIES_KEPT = timedelta(days=1)
"""Slack gives up after minutes and Teams after seconds: a day covers every redelivery."""
READINGS_KEYS_KEPT = timedelta(days=30)
"""A system that was away for so long and sends again what it does not know to have arrived is rare."""


def forget_old(session: Session, now: datetime, retention: timedelta) -> None:
    """Delete what is older than its retention period, and what is left of somebody who was erased."""
    session.exec(delete(Delivery).where(col(Delivery.received_at) < now - DELIVERIES_KEPT))
    session.exec(delete(ReadingsDelivery).where(col(ReadingsDelivery.taken_at) < now - READINGS_KEYS_KEPT))
    session.exec(delete(Search).where(col(Search.created_at) < now - retention))
    session.exec(delete(UnmetNeed).where(col(UnmetNeed.noticed_at) < now - retention))
    forget_told(session, now, retention)
    forget_what_is_not_shared(session)
