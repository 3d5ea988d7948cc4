"""People whom a policy names by their work email address: its deputy, and its co-owners."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.cards import policy_forms as forms
from directory.cell_text import clean_line
from directory.email_address import is_email
from directory.errors import WrongValueError
from directory.model import Expert, Person, Status


def known_person(session: Session, email: str) -> Person:
    """Whoever has this address: an expert, or somebody who has used the bot.

    Raises WrongValueError, with a sentence for beside the field, when we could tell nobody there.
    """
    wanted = clean_line(email)
    if not is_email(wanted):
        raise WrongValueError(forms.no_email(wanted))
    # Both sides in the database: SQLite knows no capitals beyond ASCII.
    person = session.exec(select(Person).where(func.lower(col(Person.email)) == func.lower(wanted))).first()
    if person is None:
        raise WrongValueError(forms.nobody(wanted))
    has_left = select(Expert.id).where(Expert.person_id == person.id, Expert.status == Status.LEFT)
    if session.exec(has_left).first():
        raise WrongValueError(forms.has_left(person.name))
    return person
