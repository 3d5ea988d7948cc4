"""When an expert is away, and who covers for them."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete
from sqlmodel import col

from bot.admission import NotAllowedError
from bot.cards import absence as cards
from bot.cards import help as help_cards
from bot.events import Submitted
from bot.messages import FormErrors, OpenForm, Replace
from bot.own.record import Own, change_expert
from bot.own.settings import own, settings_card
from bot.requests.colleagues import find_colleague
from bot.times.typed_days import read_day
from bot.turn import Turn
from directory.cell_text import clean_line
from directory.errors import NotFoundError, WrongValueError
from directory.model import Absence, Expert
from directory.roster.columns import MAX_ITEMS

LONGEST_YEARS = 2
BEGAN_LATELY = timedelta(days=30)
"""So long ago may a day be meant that is given without a year: somebody may be away already."""
LONGEST = timedelta(days=366 * LONGEST_YEARS)


def open_absence(turn: Turn, _value: str) -> OpenForm:
    """The form, with who covers for them so far."""
    theirs, _ = _expert(turn)
    return OpenForm(form=cards.absence_form(_typed(theirs)))


def save(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Keep the days and the cover; the form stays open with what was typed when either cannot be kept."""
    theirs, expert = _expert(turn)
    errors: dict[str, str] = {}
    days = _days(event, theirs.today(turn.now), errors)
    cover_id = expert.cover_id
    if (typed := clean_line(event.values.get("cover", ""))) != _typed(theirs):
        cover_id = _cover(turn, expert, typed, errors)
    is_new = days not in [(each.starts_on, each.ends_on) for each in theirs.absences]
    if not errors and is_new and len(theirs.absences) >= MAX_ITEMS:
        errors["first_day"] = cards.too_many(len(theirs.absences))
    if errors or days is None:
        return FormErrors(form=cards.absence_form(_typed(theirs)).filled(event.values), errors=errors)
    values = {"cover_id": cover_id} if cover_id != expert.cover_id else {}
    if values or is_new:
        change_expert(turn, expert, values, absences=is_new)
    if is_new:
        _forget_those_over(turn, theirs, expert)
        turn.session.add(Absence(expert_id=expert.id or 0, starts_on=days[0], ends_on=days[1]))
    return Replace(card=settings_card(turn))


def remove(turn: Turn, absence_id: str) -> Replace:
    """Take an absence back; once is enough."""
    theirs, expert = _expert(turn)
    if not (absence_id.isascii() and absence_id.isdecimal()):
        raise NotFoundError(help_cards.unknown_action())
    if absence := next((each for each in theirs.absences if str(each.id) == absence_id), None):
        change_expert(turn, expert, {}, absences=True)
        turn.session.delete(absence)
    return Replace(card=settings_card(turn))


def _expert(turn: Turn) -> tuple[Own, Expert]:
    theirs = own(turn)
    if theirs.expert is None:
        raise NotAllowedError(cards.only_for_experts())
    return theirs, theirs.expert


def _typed(theirs: Own) -> str:
    """The cover so far, as they would type it."""
    return (theirs.cover.email or theirs.cover.name) if theirs.cover else ""


def _days(event: Submitted, today: date, errors: dict[str, str]) -> tuple[date, date] | None:
    """The first and the last day; what is wrong with either is put beside its field."""
    read: dict[str, date] = {}
    for name in ("first_day", "last_day"):
        typed = event.values.get(name, "")
        if name == "last_day" and not typed.strip():
            continue
        try:
            read[name] = read_day(clean_line(typed), today, read.get("first_day", today - BEGAN_LATELY))
        except WrongValueError as wrong:
            errors[name] = str(wrong)
    if errors:
        return None
    first = read["first_day"]
    last = read.get("last_day", first)
    if last < first:
        errors["last_day"] = cards.ends_before_start()
    elif last < today:
        errors["last_day" if "last_day" in read else "first_day"] = cards.is_over()
    elif last - first > LONGEST:
        errors["last_day"] = cards.too_long(LONGEST_YEARS)
    elif first - today > LONGEST:
        errors["first_day"] = cards.too_far_ahead(LONGEST_YEARS)
    return first, last


def _cover(turn: Turn, expert: Expert, typed: str, errors: dict[str, str]) -> int | None:
    if not typed:
        return None
    try:
        cover_id = find_colleague(turn.session, typed)
    except WrongValueError as wrong:
        errors["cover"] = str(wrong)
        return None
    if cover_id == expert.id:
        errors["cover"] = cards.covers_themselves()
    return cover_id


def _forget_those_over(turn: Turn, theirs: Own, expert: Expert) -> None:
    """Days that are over say nothing any more, and the directory's file has room for so many."""
    over = col(Absence.ends_on) < theirs.today(turn.now)
    turn.session.execute(delete(Absence).where(col(Absence.expert_id) == expert.id, over))
