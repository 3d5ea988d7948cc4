"""What somebody sets for themselves: hours, limits, a pause, quiet hours, what they are told and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from bot.acquaintance import Asker, platforms_of, where_told
from bot.blocks import Button
from bot.cards import help as help_cards
from bot.cards import home as home_cards
from bot.cards import settings as cards
from bot.cards import settings_form as forms
from bot.cards import stopping
from bot.events import Submitted
from bot.fields import chosen
from bot.messages import Card, FormErrors, OpenForm, Replace, Reply
from bot.model import NoticeKind, Preferences
from bot.own.record import Own, change_expert, read_own
from bot.pages import answer, page_from
from bot.requests.telling import audit
from bot.times.quiet_hours import parse
from bot.times.working_time import NATIONS
from bot.turn import Turn
from directory.cell_text import clean_line
from directory.errors import NotFoundError, WrongValueError
from directory.model import Expert, Status
from directory.roster.columns import COLUMNS
from directory.working_hours import WorkingHours


def own(turn: Turn) -> Own:
    """What whoever asks set for themselves."""
    return read_own(turn.session, turn.asker.person.id or 0, turn.now)


def show(turn: Turn, first: str) -> Reply | Replace:
    """All settings; ``first`` is the number of the first absence."""
    return answer(first, settings_card(turn, first))


def settings_card(turn: Turn, first: str = "0") -> Card:
    """All settings as they are now."""
    turn.session.flush()
    theirs = own(turn)
    told, _ = where(turn.session, turn.asker)
    page, here = page_from(first, len(theirs.absences)), turn.here
    return cards.settings(
        theirs, told, page, may_connect=here.vault is not None, has_calendars=here.addresses is not None
    )


def where(session: Session, asker: Asker) -> tuple[str, list[Button]]:
    """On which of their platforms somebody is told things, and what changes it; nothing for whoever has one."""
    account = where_told(session, asker.person)
    platforms = platforms_of(session, asker.person)
    chose = account.platform if account and account.platform == asker.person.told_on else ""
    here = asker.account.platform  # used last: just now
    last = here if here in platforms or account is None else account.platform
    return home_cards.where_told(chose or last, chose, platforms), home_cards.told_buttons(chose, platforms)


def open_settings(turn: Turn, _value: str) -> OpenForm:
    """The form, with everything as it is."""
    return OpenForm(form=forms.settings_form(own(turn)))


def save(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Keep what was changed; the form stays open with what was typed when any of it cannot be kept."""
    theirs = own(turn)
    errors: dict[str, str] = {}
    wanted = _of_expert(theirs.expert, event.values, errors) if theirs.expert else {}
    preferences = _preferences(theirs, event.values, errors)
    if errors:
        form = forms.settings_form(theirs).filled(event.values)
        return FormErrors(form=form, errors=errors)
    if theirs.expert and (changed := _changed(theirs.expert, wanted)):
        change_expert(turn, theirs.expert, changed)
    for name in (changed_ones := _changed(theirs.preferences, preferences)):
        setattr(theirs.preferences, name, changed_ones[name])
        audit(turn, "preferences.change", f"person:{theirs.person.id}", what=name)
    if changed_ones:
        turn.session.add(theirs.preferences)
    return Replace(card=settings_card(turn))


def stop(turn: Turn, kind: str) -> Reply:
    """They want no more of what they were told by the message that they pressed, which stays as it is."""
    return Reply(card=stopping.stopped(_mute(turn, kind, is_wanted=False)))


def turn_on_again(turn: Turn, kind: str) -> Replace:
    """They want it after all."""
    return Replace(card=stopping.on_again(_mute(turn, kind, is_wanted=True)))


def _mute(turn: Turn, name: str, *, is_wanted: bool) -> NoticeKind:
    kind = next((each for each in stopping.STOPPABLE if each == name), None)
    if kind is None:
        raise NotFoundError(help_cards.unknown_action())
    theirs = own(turn).preferences
    muted = sorted({*theirs.muted} - {kind} if is_wanted else {*theirs.muted, kind.value})
    if muted != theirs.muted:
        theirs.muted = muted
        turn.session.add(theirs)
        audit(turn, "preferences.change", f"person:{theirs.person_id}", what="muted")
    return kind


def _changed(row: Expert | Preferences, wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}


def _of_expert(expert: Expert, values: Mapping[str, str], errors: dict[str, str]) -> dict[str, Any]:
    """What the form says of an expert, by the names of the model. A field that it does not have says nothing."""
    wanted: dict[str, Any] = {}
    statuses = {forms.TAKING: Status.ACTIVE, forms.PAUSED: Status.PAUSED}
    if expert.status in statuses.values() and (status := statuses.get(values.get("requests", ""))):
        wanted["status"] = status
    if (typed := values.get("working_hours")) is not None:
        try:
            wanted["working_hours"] = _hours(clean_line(typed))
        except WrongValueError as wrong:
            errors["working_hours"] = str(wrong)
    for name, (lowest, highest) in forms.CAPS_FROM_TO.items():
        if (typed := values.get(name)) is None:
            continue
        cap = clean_line(typed)
        is_number = cap.isascii() and cap.isdecimal() and len(cap) <= 4 and lowest <= int(cap) <= highest
        if is_number or (not cap and name != "weekly_cap"):
            wanted[name] = int(cap) if cap else None
        else:
            errors[name] = forms.wrong_cap(name)
    return wanted


def _hours(typed: str) -> str:
    limit = COLUMNS["working_hours"].limit
    try:
        hours = str(WorkingHours.parse(typed))
    except WrongValueError as wrong:
        raise WrongValueError(forms.wrong_hours(str(wrong))) from None
    if len(hours) > limit:
        raise WrongValueError(forms.hours_too_long(limit))
    return hours


def _preferences(theirs: Own, values: Mapping[str, str], errors: dict[str, str]) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    if (typed := values.get("quiet_hours")) is not None:
        try:
            wanted["quiet_hours"] = str(parse(clean_line(typed)) or "")
        except WrongValueError as wrong:
            errors["quiet_hours"] = str(wrong)
    if (nation := values.get("nation", "")) in NATIONS:
        wanted["nation"] = "" if nation == theirs.nation_by_region else nation
    if there := forms.TOLD.keys() & values.keys():
        shown = {kind.value for name in there for kind in forms.told_by(name, theirs)}
        hidden = [kind for kind in theirs.preferences.muted if kind not in shown]
        wanted["muted"] = sorted({*hidden, *shown.difference(*(chosen(values[name]) for name in there))})
    return wanted
