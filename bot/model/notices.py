"""Everything that the bot has to tell somebody else, or later: one durable row each, without words."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from directory.database import UtcDateTime, words
from directory.model import NEVER_REUSE_IDS


class NoticeKind(StrEnum):
    """What somebody is told. Cards are one message for each person and subject, edited in place; others are new."""

    REQUEST_CARD = "request.card"
    """To the requester: how their request stands."""
    REQUEST_NEWS = "request.news"
    """To the requester: one line that there is something new on that card."""
    REQUEST_REMINDER = "request.reminder"
    """To the requester, once: other times were suggested to them, and they have not answered yet."""
    OFFER_CARD = "offer.card"
    """To the expert: a request, and how it stands."""
    OFFER_NEWS = "offer.news"
    """To the expert: one line that there is something new on that card."""
    OFFER_REMINDER = "offer.reminder"
    """To the expert, once: they have not answered yet."""
    CONSULTATION_NEWS = "consultation.news"
    """To either: one line of what the other did with their consultation."""
    CONSULTATION_DAY_BEFORE = "consultation.day_before"
    """To both, once: that it is on their next working day."""
    CONSULTATION_SOON = "consultation.soon"
    """To both, once: that it begins in a few minutes."""
    MESSAGE = "message.new"
    """To either: what the other wrote."""
    INVITATION = "consultation.invitation"
    """To both, by email: a consultation for their calendar, and every change of it."""
    CONSULTATION_QUESTIONS = "consultation.questions"
    """To either, two working days after they met: how it was."""
    CONSULTATION_DIFFERENCE = "consultation.difference"
    """To the requester, sixty days after: whether it changed anything. Once more where it was too early to say."""
    CONSULTATION_NOTE = "consultation.note"
    """To either: what the other did with the note of what was learnt."""
    CHECK_IN_NUDGE = "check_in.nudge"
    """To whoever owns a policy, or their deputy: a check-in is due."""
    POLICY_HAND_OVER = "policy.hand_over"
    """To whoever is asked to own a policy."""
    POLICY_OWNER = "policy.owner"
    """To the deputy, then a head of profession: a policy has no owner who can be reached, and they may name one."""
    POLICY_NEWS = "policy.news"
    """To whoever it concerns: one line of what somebody did with a policy of theirs."""
    READING_NEWS = "reading.news"
    """To whoever owns a policy: a live reading passed the target, or a threshold they set."""
    PORTFOLIO_DIGEST = "portfolio.digest"
    """To a head of profession, monthly: how the policies of their organisation stand. It is the subject by its key."""


class NoticeState(StrEnum):
    DUE = "due"
    """To be sent at ``due_at``."""
    SETTLED = "settled"
    """Told, or there was nothing left to tell."""
    DEAD = "dead"
    """Given up: an administrator can resend or drop it."""


class Notice(SQLModel, table=True):
    """Something to tell one person about one subject. The card is drawn from what is true when it is sent."""

    __table_args__ = (Index("ix_notice_state_due_at", "state", "due_at"), NEVER_REUSE_IDS)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """What it means: the kind, the subject, the person, and for what is told once also the occasion."""
    kind: NoticeKind = Field(sa_type=words(NoticeKind))
    subject: str
    """Id of the request, offer, consultation or message it is about."""
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    state: NoticeState = Field(default=NoticeState.DUE, sa_type=words(NoticeState))
    due_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    news: int = 1
    """How often there was something new: what was said while it was being sent makes it due again."""
    news_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    """Since when it waits to be told; what may not be told yet, in quiet hours, does not wait."""
    trying_since: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When the first attempt was made, or it was first seen that there is nowhere to send it: a day later it is given
    up. None: not tried yet, however long we were away or sending was paused."""
    message_number: int = 1
    """Which message this is: the next one after each that arrived, is gone, or was refused."""

    claim: str = ""
    """Which attempt has it now: only that one may settle it."""
    claimed_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """By the database's clock: after this, the attempt is taken for lost."""
    attempts: int = 0
    is_unsure: bool = False
    """Whether an earlier attempt may have arrived after all."""
    problem: str = ""
    """The code of what went wrong last, or of why it is put off; safe to log."""

    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    """Where the message is that was sent; none with a receipt: it went by email."""
    receipt: str = Field(default="", sa_column=Column(Text, nullable=False))
    """The message that was sent, in the form of the platform's gateway: it is edited in place. Empty: none yet."""
    shown: str = ""
    """The platform and a digest of the card as it was last sent there."""
    shown_title: str = Field(default="", sa_column=Column(Text, nullable=False))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class SendingLimit(SQLModel, table=True):
    """How soon a conversation or a workspace can be written to again: shared by every replica, by the database's clock.

    See ``bot.sending.limits``. The target "*" is everything: while it is there, an administrator paused all sending.
    """

    __tablename__ = "sending_limit"

    target: str = Field(primary_key=True)
    """For example "slack:T01ACME" or "slack:T01ACME:U02ADA"."""
    held_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """The platform said to wait until then."""
    next_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    """When the next message is due if none comes early (generic cell rate algorithm, ITU-T I.371)."""
