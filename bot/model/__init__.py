"""The tables of the core: searches, requests, consultations and what came of them, policies, notices, preferences."""

from __future__ import annotations

from bot.model.afterwards import TOO_EARLY, Feedback, Note
from bot.model.calendars import Calendar, CalendarLink, CalendarTrouble
from bot.model.consultations import Booking, BookingStatus, Consultation, ConsultationStatus, Message
from bot.model.notices import Notice, NoticeKind, NoticeState, SendingLimit
from bot.model.people import Block, Preferences
from bot.model.policies import (
    Beneficiary,
    CheckIn,
    CheckInStatus,
    CoOwner,
    Direction,
    Measure,
    Milestone,
    MilestoneCategory,
    Ownership,
    Policy,
    PolicyStatus,
    Precision,
    Reading,
    ReadingsDelivery,
    ReadingSource,
    ReadingsToken,
)
from bot.model.requests import OPEN_OFFERS, OPEN_REQUESTS, Offer, OfferStatus, Request, RequestStatus
from bot.model.searches import Delivery, Search, UnmetNeed

__all__ = [
    "OPEN_OFFERS",
    "OPEN_REQUESTS",
    "TOO_EARLY",
    "Beneficiary",
    "Block",
    "Booking",
    "BookingStatus",
    "Calendar",
    "CalendarLink",
    "CalendarTrouble",
    "CheckIn",
    "CheckInStatus",
    "CoOwner",
    "Consultation",
    "ConsultationStatus",
    "Delivery",
    "Direction",
    "Feedback",
    "Measure",
    "Message",
    "Milestone",
    "MilestoneCategory",
    "Note",
    "Notice",
    "NoticeKind",
    "NoticeState",
    "Offer",
    "OfferStatus",
    "Ownership",
    "Policy",
    "PolicyStatus",
    "Precision",
    "Preferences",
    "Reading",
    "ReadingSource",
    "ReadingsDelivery",
    "ReadingsToken",
    "Request",
    "RequestStatus",
    "Search",
    "SendingLimit",
    "UnmetNeed",
]
