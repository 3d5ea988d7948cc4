"""A consultation on the cards of its two people: how it stands, what is asked of it, and what each can do about it."""

from __future__ import annotations

from datetime import datetime

from bot.blocks import MAX_BUTTON_SAYS, MAX_FACT, MAX_TEXT, Block, Button, Buttons, Text
from bot.cards import afterwards
from bot.cards.calendar import add_button
from bot.cards.words import fit, on_a_button, period, short_date, time_of_day
from bot.consultations.whose import ABSENCE_SAID_WITHIN, Held
from bot.model import ConsultationStatus
from bot.model.requests import stamp
from bot.slots import Problem

SHOWN_NAME = 80
ON_A_BUTTON = 40
"""Characters of a name on a button."""


def title(held: Held) -> str:
    """How it stands, in one line."""
    consultation, when = held.consultation, booked_for(held)
    match consultation.status:
        case ConsultationStatus.BOOKED:
            return f"Consultation {'moved' if consultation.moved_at else 'booked'}: {when}"
        case ConsultationStatus.DONE:
            return f"Consultation done: {when}"
        case ConsultationStatus.NO_SHOW:
            return f"Consultation did not take place: {when}"
        case ConsultationStatus.CANCELLED:
            return _cancelled(held)


def _cancelled(held: Held) -> str:
    at, by = held.consultation.changed_at, held.consultation.changed_by
    on = f" on {short_date(at.astimezone(held.zone).date())}" if at else ""
    if by == held.me_id:
        return f"You cancelled this consultation{on}"
    return f"Consultation cancelled{on}" + (f" by {_other(held)}" if by else "")


def booked_for(held: Held) -> str:
    """Its time by the clock of whoever looks."""
    return period(held.consultation.starts_at, held.consultation.ends_at, held.zone)


def where(place: str) -> str:
    """A link to join, or a room."""
    return f"{'Join' if '://' in place else 'Where'}: {place}"


def lines(held: Held, now: datetime) -> list[Block]:
    """What the title means for whoever looks, and what is asked of them."""
    match held.consultation.status:
        case ConsultationStatus.BOOKED:
            return [Text(text=each) for each in (_with(held), *asked_to_move(held, now)) if each]
        case ConsultationStatus.CANCELLED:
            return [Text(text=fit(each, MAX_TEXT)) for each in _was_cancelled(held)]
        case ConsultationStatus.NO_SHOW:
            return [Text(text=_absent(held))]
        case ConsultationStatus.DONE:
            return []


def _with(held: Held) -> str:
    """Experts see with whom and where it is among the facts of their card."""
    place = held.consultation.place
    if held.is_expert:
        return "" if place else "Tell them where you meet, or how to join."
    at = f". {where(place)}" if place else ", who will tell you where or how to join."
    return f"With {_other(held)}{fit(at, MAX_FACT // 2)}"


def asked_to_move(held: Held, now: datetime) -> list[str]:
    """Who asks to move it to when, and what stands until then; nothing when nobody asks."""
    times = "\n".join(time_of_day(when, held.zone) for when in held.asked_for(now))
    if not times:
        return []
    stands = f"{booked_for(held)} stands."
    if held.is_asked_by_me:
        return [f"You asked {_other(held)} to move this to:\n{times}", f"Until they answer, {stands}"]
    return [f"{_other(held)} asks to move this to:\n{times}", f"Until you answer, {stands}"]


def _was_cancelled(held: Held) -> list[str]:
    who = f" with {_other(held)}" if not held.is_expert else ""
    said = [f"It was booked{who} for {booked_for(held)}."]
    return said + ([f"Reason given: {held.consultation.reason}"] if held.consultation.reason else [])


def _absent(held: Held) -> str:
    if held.consultation.absent_id == held.me_id:
        return (
            f"{_other(held)} said that you did not come. If that is not so, or you would still like to meet, "
            "send them a message. It counts in nobody’s record."
        )
    return f"You said that {_other(held)} did not come. It counts in nobody’s record."


# ---------------------------------------------------------------------------------------------- what can be done


def buttons(held: Held, now: datetime) -> list[Block]:
    """Everything that whoever looks can do about it now, an answer to what they are asked first."""
    own = [_write(held)]
    if held.is_to_come(now):
        own += [_move(held, now), _cancel(held), _place(held), add_button(held.consultation.id)]
    elif held.may_say_absent(now):
        own += [_place(held), add_button(held.consultation.id)] if held.is_going_on(now) else []
        own.append(_did_not_come(held))
    elif not held.is_expert and not held.is_booked and held.consultation.status is not ConsultationStatus.DONE:
        own.insert(0, Button(label="Search again", action="request.search", value=held.seen.request.id, primary=True))
    answers = _answers(held, now)
    own += afterwards.for_expert(held.seen) if held.is_expert else afterwards.for_requester(held.seen)
    return [Buttons(buttons=tuple(each)) for each in (answers, own) if each]


def _answers(held: Held, now: datetime) -> list[Button]:
    """To be asked to move it, or to have asked."""
    times, id_ = held.asked_for(now), held.consultation.id
    if not times:
        return []
    if held.is_asked_by_me:
        return [Button(label="Keep the booked time", action="consultation.keep", value=id_, says="Do not ask to move")]
    agree = [
        Button(
            label=f"Move to {on_a_button(when, held.zone)}",
            action="consultation.agree",
            value=f"{id_}.{stamp(when)}",
            primary=number == 0,
        )
        for number, when in enumerate(times)
    ]
    return [*agree, Button(label="Keep the booked time", action="consultation.keep", value=id_)]


def _move(held: Held, now: datetime) -> Button:
    label = "Ask for other times" if held.asked_for(now) else "Ask to move"
    says = fit(f"{label}: consultation with {held.other_name}", MAX_BUTTON_SAYS)
    return Button(label=label, action="consultation.move", value=held.consultation.id, says=says, opens_form=True)


def _cancel(held: Held) -> Button:
    return Button(
        label="Cancel consultation", action="consultation.cancel", value=held.consultation.id, opens_form=True
    )


def _place(held: Held) -> Button:
    label = "Change where you meet" if held.consultation.place else "Say where you meet"
    return Button(label=label, action="consultation.place", value=held.consultation.id, opens_form=True)


def _did_not_come(held: Held) -> Button:
    label = f"{fit(held.other_name, ON_A_BUTTON)} did not come"
    return Button(label=label, action="consultation.no_show", value=held.consultation.id)


def _write(held: Held) -> Button:
    label = f"Send {fit(held.other_name, ON_A_BUTTON)} a message"
    return Button(label=label, action="message.reply", value=held.asked.offer.id, opens_form=True)


def _other(held: Held) -> str:
    return fit(held.other_name, SHOWN_NAME)


# ---------------------------------------------------------------------------------------------- what is wrong


def has_begun() -> str:
    """Too late to move or to cancel."""
    return "The consultation has begun or is over: it can no longer be moved or cancelled."


def no_longer_asked() -> str:
    """Somebody agreed to a time that nobody asks for now."""
    return "Nobody asks for this time any more. Below is what is true now."


def asked_by_you(held: Held) -> str:
    """They agreed to what they asked for themselves."""
    return f"You asked for this time yourself: {_other(held)} has not answered yet."


def cannot_move(against: Problem) -> str:
    """A time that passed, or was taken meanwhile."""
    if against is Problem.IN_THE_PAST:
        return "That time has passed. The booked time stands."
    if against is Problem.BUSY:
        return "One of you has something else at that time now. The booked time stands."
    return "That time is no longer free. The booked time stands."


def no_common_time(held: Held) -> str:
    """Nothing to choose from."""
    return f"There is no time in the next 30 days when both of you are free. Send {_other(held)} a message."


def not_yet(now: datetime, held: Held) -> str:
    """Too early, or too late, to say that the other one did not come."""
    if now < held.consultation.starts_at:
        return "The consultation has not begun yet."
    return f"This can be said until {ABSENCE_SAID_WITHIN.days} days after a consultation."


def is_over() -> str:
    """Too late to say where it is."""
    return "The consultation is over."
