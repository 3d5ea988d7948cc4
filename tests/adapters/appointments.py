"""Appointments of people who do not exist."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.appointment import Appointment, Attendee

NOW = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
ADA = Attendee(name="Ada Quillan", email="ada.quillan@example.gov.uk")
RILEY = Attendee(name="Riley Requester", email="riley.requester@example.gov.uk")


def appointment(starts_at: datetime = NOW + timedelta(days=2), minutes: int = 30, **columns: Any) -> Appointment:
    """For half an hour two days from now, as ``columns`` have it."""
    return Appointment(
        **{
            "id": "consultation1",
            "sequence": 0,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=minutes),
            "zone": "Europe/London",
            "booked_at": NOW,
            "title": "Consultation: Ada Quillan and Riley Requester",
            "description": "Question: How do we test a letter?",
            "attendees": (RILEY, ADA),
            **columns,
        }
    )
