"""Everything told to somebody else, or later: what is to be told, and what became of telling it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from bot.events import Platform
from bot.messages import Card
from bot.model import Notice, NoticeKind, NoticeState
from directory.model import Unreachable

Upsert = postgresql.Insert | sqlite.Insert

BY_EMAIL = frozenset({NoticeKind.INVITATION})
"""Kinds that go to people's work email address wherever else they are told things, and nowhere else."""
ONE_CARD = frozenset({NoticeKind.REQUEST_CARD, NoticeKind.OFFER_CARD}) | BY_EMAIL
"""Kinds that are one message for each person and subject, edited in place; of the others each is a new one."""
REMINDERS = frozenset(
    {
        NoticeKind.REQUEST_REMINDER,
        NoticeKind.OFFER_REMINDER,
        NoticeKind.CONSULTATION_DAY_BEFORE,
        NoticeKind.CONSULTATION_QUESTIONS,
        NoticeKind.CONSULTATION_DIFFERENCE,
        NoticeKind.POLICY_OWNER,
    }
)
"""Kinds that keep to the working time of whoever is told."""
CHECK_INS = frozenset({NoticeKind.CHECK_IN_NUDGE, NoticeKind.PORTFOLIO_DIGEST})
"""Kinds that keep to the hours of nudges: ``bot.check_ins.hours``."""
MONTHLY = frozenset({NoticeKind.PORTFOLIO_DIGEST})
"""Kinds that are told once a month."""
QUESTIONS = frozenset({NoticeKind.CONSULTATION_QUESTIONS, NoticeKind.CONSULTATION_DIFFERENCE})
"""Kinds that are asked once, and never answered by whoever missed them."""
PRESSING = frozenset({NoticeKind.CONSULTATION_SOON})
"""Kinds that cannot wait, whatever the hour: what they are about begins before any quiet hours end."""
NEWS = frozenset(
    {
        NoticeKind.REQUEST_NEWS,
        NoticeKind.OFFER_NEWS,
        NoticeKind.CONSULTATION_NEWS,
        NoticeKind.POLICY_NEWS,
        NoticeKind.READING_NEWS,
    }
)
NUDGES = (NEWS | REMINDERS | PRESSING | CHECK_INS) - QUESTIONS - {NoticeKind.POLICY_OWNER}
"""Kinds that only point at a card: to miss one is better than to be told twice."""


def tell(
    session: Session,
    kind: NoticeKind,
    subject: str,
    person_id: int,
    now: datetime,
    *,
    occasion: str = "",
    due_at: datetime | None = None,
) -> None:
    """Have somebody told about a subject, in the transaction that changes it.

    There is one notice for each kind, subject, person and ``occasion``: a card that is known already is drawn anew, and
    whatever else was told on this occasion is not told twice. It is told at ``due_at``, where that is later than now.
    """
    key = ":".join([_key(kind, subject, person_id), *([occasion] if occasion else [])])
    told = _AGAIN if kind in ONE_CARD else _ONCE
    when = max(due_at or now, now)
    about = {"key": key, "kind": kind, "subject": subject, "person_id": person_id, "due_at": when, "news_at": when}
    # One statement: whoever settles it at this moment waits for us, or we for them.
    connection = session.connection()
    connection.execute(told[connection.dialect.name], {**_NEW, **about})


def untold(kind: NoticeKind, subject: str, person_id: int, now: datetime, *, occasion: str) -> Notice:
    """What ``tell`` would have told, as a row that nobody keeps: to show what is to come."""
    key = f"{_key(kind, subject, person_id)}:{occasion}"
    return Notice(key=key, kind=kind, subject=subject, person_id=person_id, due_at=now, news_at=now)


def occasion_of(notice: Notice) -> str:
    """On what occasion it is told; empty for a card, and for what is told once and never again."""
    return notice.key.removeprefix(_key(notice.kind, notice.subject, notice.person_id)).removeprefix(":")


def _key(kind: NoticeKind, subject: str, person_id: int) -> str:
    return f"{kind}:{subject}:{person_id}"


def _told_once(insert: Upsert) -> Upsert:
    return insert.on_conflict_do_nothing()


def _told_again(insert: Upsert) -> Upsert:
    """There is news, to be told as soon as can be."""
    was_told = col(Notice.state) != NoticeState.DUE
    return insert.on_conflict_do_update(
        index_elements=[col(Notice.key)],
        set_={
            "news_at": case((was_told, insert.excluded.news_at), else_=col(Notice.news_at)),
            "news": col(Notice.news) + 1,
            "state": NoticeState.DUE,
            "due_at": insert.excluded.due_at,
            "attempts": 0,
            "trying_since": None,
        },
    )


# Made once: to make a query takes longer than to ask it, and every press tells several people.
_INSERTS: dict[str, Upsert] = {"sqlite": sqlite.insert(Notice), "postgresql": postgresql.insert(Notice)}
_ONCE = {dialect: _told_once(insert) for dialect, insert in _INSERTS.items()}
_AGAIN = {dialect: _told_again(insert) for dialect, insert in _INSERTS.items()}
_NEW = {name: field.default for name, field in Notice.model_fields.items() if name != "id" and not field.is_required()}
"""A notice as it begins."""


# ---------------------------------------------------------------------------------------------- on its way out


@dataclass(frozen=True, slots=True)
class Address:
    """Where one person is told things: an account of a platform, or their work email address."""

    platform: Platform
    workspace: str = ""
    """Slack team or organisation, Teams tenant."""
    user: str = ""
    """Slack user id, Entra object id, persona; for email, the id of the person (whose workspace is "email")."""
    conversation: str = field(default="", repr=False)
    """What the platform's gateway asked to be remembered, in its own form (``bot.core.Core.meet``)."""
    email: str = field(default="", repr=False)
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One notice, drawn, to be delivered by one attempt."""

    notice_id: int
    claim: str
    key: str
    """The same for every attempt at the same message: where a platform honours a key, it takes it once."""
    kind: NoticeKind
    subject: str
    person_id: int
    news: int
    to: Address
    card: Card = field(repr=False)
    receipt: str = field(default="", repr=False)
    """The message to edit in place; empty: a new one."""
    news_at: datetime | None = None
    """Since when there was this to tell: the same for every attempt."""
    is_unsure: bool = False
    """An earlier attempt at this may have arrived after all: look before sending, where the platform can be asked.

    What is found may be an older state of a card: it is then edited in place at once, as a letter of its own.
    """


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform took it. ``receipt`` names the message, in the gateway's own form, for editing it later."""

    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """It will not work there, however often it is tried. ``why`` the person cannot be reached, where it is about them.

    ``is_gone``: only the message to edit is no longer there, so that a new one may be sent.
    """

    code: str
    why: Unreachable | None = None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may have arrived, or not: the connection broke, or the platform failed in the middle."""

    code: str


@dataclass(frozen=True, slots=True)
class NotNow:
    """It did certainly not arrive, and may be tried again: after ``wait`` where the platform said so."""

    code: str
    wait: timedelta | None = None
    is_for_all: bool = False
    """Whether the wait is for the whole workspace rather than for this conversation."""


Outcome = Delivered | Refused | Unsure | NotNow
"""What became of one attempt."""


# ---------------------------------------------------------------------------------------------- counted

What = Literal["delivered", "refused", "not_now", "unsure", "given_up", "possible_duplicate", "not_resent"]
"""What is counted. What may have arrived and is sent again is a ``possible_duplicate``; else it is ``not_resent``."""


class CountNotice(Protocol):
    """What is told of every attempt."""

    def __call__(self, platform: Platform, what: What) -> None: ...


def uncounted(platform: Platform, what: What) -> None:
    """For an outbox that nobody measures."""
