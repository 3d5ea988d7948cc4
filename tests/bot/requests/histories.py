"""What may become of requests, offers and consultations, and what must never be found in the database."""

from __future__ import annotations

from itertools import pairwise, product

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from bot.drawing import draw
from bot.model import OPEN_OFFERS, Booking, BookingStatus, Notice, NoticeKind, Offer
from bot.slots import BUFFER
from directory.database import reading, unit_of_work
from tests.people import NOW

FINAL_OFFERS = ("accepted", "declined", "not_for_me", "passed_on", "expired", "withdrawn", "taken")
MAY_BECOME = {
    "request": {
        "open": {"offered", "withdrawn", "nobody"},
        "offered": {"booked", "done", "withdrawn", "nobody"},
        "booked": {"done"},
    },
    "offer": {
        "waiting": {"snoozed", "times_suggested", *FINAL_OFFERS},
        "snoozed": {"waiting", "times_suggested", *FINAL_OFFERS},
        "times_suggested": {*FINAL_OFFERS},
    },
    "consultation": {"booked": {"done", "cancelled", "no_show"}, "done": {"no_show"}},
}
"""The states of product section 2; what is not named here is final. One that is moved is still booked."""

OPEN = "('waiting', 'snoozed', 'times_suggested')"
NEVER = {
    "two bookings of one person overlap": """
        SELECT a.id, b.id FROM booking a JOIN booking b ON a.person_id = b.person_id AND a.id < b.id
        WHERE a.status = 'booked' AND b.status = 'booked' AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at""",
    "a consultation does not take the time of its two people, or one that is cancelled does": """
        SELECT c.id FROM consultation c LEFT JOIN booking b ON b.consultation_id = c.id
            AND b.starts_at = c.starts_at AND b.ends_at = c.ends_at
            AND b.status = CASE WHEN c.status = 'cancelled' THEN 'released' ELSE 'booked' END
            AND b.person_id = CASE WHEN b.is_expert THEN c.expert_person_id ELSE c.requester_id END
        GROUP BY c.id HAVING count(b.id) <> 2 OR count(DISTINCT b.person_id) <> 2""",
    "a consultation is not of its request and its accepted offer": """
        SELECT c.id FROM consultation c JOIN request r ON r.id = c.request_id JOIN offer o ON o.id = c.offer_id
        WHERE o.request_id <> r.id OR o.status <> 'accepted' OR o.person_id <> c.expert_person_id
            OR r.requester_id <> c.requester_id
            OR r.status <> CASE WHEN c.status = 'booked' THEN 'booked' ELSE 'done' END""",
    "a consultation that is not booked is asked to be moved, or by nobody, or by somebody else": """
        SELECT id FROM consultation WHERE (moving_by IS NULL) <> (CAST(moving_to AS text) = '[]')
            OR moving_by IS NOT NULL AND (status <> 'booked' OR moving_by NOT IN (requester_id, expert_person_id))""",
    "somebody did not come to what took place, or is neither of the two": """
        SELECT id FROM consultation WHERE (status = 'no_show') <> (absent_id IS NOT NULL)
            OR absent_id NOT IN (requester_id, expert_person_id)""",
    "a change of a consultation was not counted, or nobody made it": """
        SELECT id FROM consultation WHERE (sequence > 0) <> (changed_at IS NOT NULL)
            OR (changed_at IS NULL) <> (changed_by IS NULL) OR status = 'cancelled' AND sequence = 0""",
    "a booked request has no consultation": """
        SELECT r.id FROM request r LEFT JOIN consultation c ON c.request_id = r.id
        WHERE r.status = 'booked' AND c.id IS NULL""",
    "a request is done without a consultation or an answer": """
        SELECT r.id FROM request r LEFT JOIN consultation c ON c.request_id = r.id WHERE r.status = 'done'
            AND c.id IS NULL AND NOT EXISTS (SELECT 1 FROM message m JOIN offer o ON o.id = m.offer_id
                WHERE o.request_id = r.id AND o.status = 'accepted' AND m.is_answer)""",
    "it was taken, and not just once": """
        SELECT r.id FROM request r LEFT JOIN offer o ON o.request_id = r.id AND o.status = 'accepted'
        GROUP BY r.id, r.status HAVING count(o.id) <> CASE WHEN r.status IN ('booked', 'done') THEN 1 ELSE 0 END""",
    "a request that is over still waits for somebody": f"""
        SELECT o.id FROM offer o JOIN request r ON r.id = o.request_id
        WHERE o.status IN {OPEN} AND r.status <> 'offered'""",
    "an open request waits for nobody": f"""
        SELECT r.id FROM request r WHERE r.status IN ('open', 'offered')
            AND NOT EXISTS (SELECT 1 FROM offer o WHERE o.request_id = r.id AND o.status IN {OPEN})""",
    "an offer that was answered is still waited for": f"""
        SELECT id FROM offer WHERE status NOT IN {OPEN} AND (remind_at IS NOT NULL OR expires_at IS NOT NULL
            OR snoozed_until IS NOT NULL OR answered_at IS NULL)""",
    "an offer was answered before it was": f"SELECT id FROM offer WHERE status IN {OPEN} AND answered_at IS NOT NULL",
    "nothing would ever wake an offer": """
        SELECT id FROM offer WHERE (status = 'snoozed') <> (snoozed_until IS NOT NULL)
            OR (status IN ('waiting', 'snoozed') AND expires_at IS NULL)""",
    "a request does not say when it was over": """
        SELECT id FROM request WHERE (status IN ('open', 'offered')) <> (closed_at IS NULL)""",
    "an acceptance was written down twice, or not at all": """
        SELECT o.id FROM offer o LEFT JOIN audit_entry a
            ON a.action IN ('offer.accept', 'offer.write') AND a.subject = 'offer:' || o.id
            OR a.action = 'request.take' AND a.subject = 'request:' || o.request_id
        WHERE o.status = 'accepted' GROUP BY o.id HAVING count(a.id) <> 1""",
    "somebody was told in two cards, or in none": """
        SELECT o.id FROM offer o LEFT JOIN notice n ON n.kind = 'offer.card' AND n.subject = o.id
            AND n.person_id = o.person_id GROUP BY o.id HAVING count(n.id) <> 1
        UNION ALL SELECT r.id FROM request r LEFT JOIN notice n ON n.kind = 'request.card' AND n.subject = r.id
            AND n.person_id = r.requester_id GROUP BY r.id HAVING count(n.id) <> 1""",
}
"""Each finds the rows that break it, in the database's own words rather than in the core's."""


def wrongs(engine: Engine) -> list[str]:
    """Everything that must never be, and is; and every step of a history that may not be, where they are recorded."""
    with reading(engine) as session:
        found = [
            f"{what}: {[tuple(row) for row in rows]}"
            for what, sql in NEVER.items()
            if (rows := session.execute(text(sql)).all())
        ]
        return found + _crowded(session) + _reminded(session) + _illegal(session)


def _crowded(session: Session) -> list[str]:
    """Bookings of one person with less than ten minutes between them."""
    booked = select(Booking).where(Booking.status == BookingStatus.BOOKED)
    rows = session.exec(booked.order_by(col(Booking.person_id), col(Booking.starts_at))).all()
    return [
        f"no time between bookings {one.id} and {next_.id}"
        for one, next_ in pairwise(rows)
        if one.person_id == next_.person_id and next_.starts_at < one.ends_at + BUFFER
    ]


def _reminded(session: Session) -> list[str]:
    """Reminders that would go out about what is over."""
    reminders = select(Notice, Offer).join(Offer, col(Offer.id) == col(Notice.subject))
    about_what_is_over = reminders.where(
        Notice.kind == NoticeKind.OFFER_REMINDER, col(Offer.status).not_in(OPEN_OFFERS)
    )
    return [
        f"a reminder of {offer.id}, which is {offer.status}"
        for notice, offer in session.exec(about_what_is_over)
        if draw(session, notice, NOW)
    ]


# ---------------------------------------------------------------------------------------------- step by step


def record(engine: Engine) -> None:
    """Have the database write down every change of a state from now on, whoever makes it."""
    with unit_of_work(engine) as session:
        session.execute(text("CREATE TABLE step (kind text, id text, was text, became text)"))
        for kind, sql in product(MAY_BECOME, _TRIGGERS[engine.dialect.name]):
            session.execute(text(sql.format(kind=kind)))


def _illegal(session: Session) -> list[str]:
    bind = session.get_bind()
    exists = "SELECT 1 FROM sqlite_master WHERE name = 'step'"
    if bind.dialect.name == "postgresql":
        exists = "SELECT 1 WHERE to_regclass('step') IS NOT NULL"
    if session.execute(text(exists)).first() is None:
        return []
    return [
        f"{kind} {id_} was {was} and became {became}"
        for kind, id_, was, became in session.execute(text("SELECT kind, id, was, became FROM step"))
        if became not in MAY_BECOME[kind].get(was, ())
    ]


_TRIGGERS = {
    "sqlite": (
        """CREATE TRIGGER step_of_{kind} AFTER UPDATE OF status ON {kind} WHEN OLD.status <> NEW.status
        BEGIN INSERT INTO step VALUES ('{kind}', NEW.id, OLD.status, NEW.status); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION step_of_{kind}() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO step VALUES (''{kind}'', NEW.id, OLD.status, NEW.status); RETURN NULL; END'""",
        """CREATE TRIGGER step_of_{kind} AFTER UPDATE ON {kind} FOR EACH ROW
        WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION step_of_{kind}()""",
    ),
}
