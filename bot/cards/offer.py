"""The expert's card: who asks, what for, at what times, and every answer they can give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks import MAX_BUTTONS, MAX_FACT, MAX_TITLE, Block, Button, Buttons, Fact, Facts, Heading, Small, Text
from bot.cards import consultation as consultation_cards
from bot.cards.busy import not_known_of_yours
from bot.cards.request import SHOWN_NAME, SHOWN_QUESTION
from bot.cards.results import listed_with_comma
from bot.cards.words import fit, full_date, listed, on_a_button, quoted, short_date, time_of_day
from bot.consultations.whose import Held, held_by
from bot.messages import Card
from bot.model import OfferStatus
from bot.requests.seen import Asked, Seen
from bot.slots import Problem, Span
from bot.times.own_calendar import OwnCalendar

AT_MOST_SHOWN = 3
"""Proposed times that are shown to choose from."""
NOT_FREE = {
    Problem.IN_THE_PAST: "has passed",
    Problem.ABSENT: "you are away",
    Problem.BANK_HOLIDAY: "a bank holiday",
    Problem.OUTSIDE_HOURS: "outside your working hours",
    Problem.BUSY: "one of you has something else then",
    Problem.DAY_FULL: "you have as many consultations that day as you take",
    Problem.WEEK_FULL: "you have as many consultations that week as you take",
    Problem.MONTH_FULL: "you have as many consultations that month as you take",
}
ENDED = {
    OfferStatus.DECLINED: "You declined this request on {on}",
    OfferStatus.NOT_FOR_ME: "You said on {on} that this request is not for you",
    OfferStatus.PASSED_ON: "You passed this request to a colleague on {on}",
    OfferStatus.EXPIRED: "This request went to somebody else on {on}",
    OfferStatus.WITHDRAWN: "This request was withdrawn on {on}",
    OfferStatus.TAKEN: "Somebody else took this request on {on}",
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """A time that suits the requester. ``around`` is the expert's day in pieces, True where it is free."""

    start: datetime
    against: Problem | None
    around: tuple[tuple[Span, bool], ...] = ()


def offer_card(
    seen: Seen,
    asked: Asked,
    times: tuple[Proposed, ...],
    now: datetime,
    calendar: OwnCalendar | None = None,
    *,
    note: str = "",
    more: bool = False,
) -> Card:
    """How it stands for this expert. ``times`` are looked at only while it is open; ``more`` shows rarer answers.

    ``calendar`` is their own, where they gave one.
    """
    zone, held = ZoneInfo(asked.time_zone), _held(seen, asked)
    blocks: list[Block] = [Text(text=note)] if note else []
    blocks += consultation_cards.lines(held, now) if held else _how_it_came(asked)
    blocks.append(Facts(facts=tuple(_facts(seen, asked))))
    if asked.offer.is_open:
        is_suggested = asked.offer.status is OfferStatus.TIMES_SUGGESTED
        blocks += [] if is_suggested else _proposed(times, calendar, zone)
        blocks += _answers(seen, asked, times, zone, more=more)
        until = "they book one of these times" if is_suggested else "you accept"
        blocks.append(Small(text=f"Nothing is put in your calendar until {until}."))
    elif held:
        blocks += consultation_cards.buttons(held, now)
    elif asked.offer.status is OfferStatus.ACCEPTED:
        blocks.append(_write(seen, asked))
    return Card(title=fit(title(seen, asked), MAX_TITLE), blocks=tuple(blocks))


def title(seen: Seen, asked: Asked) -> str:
    """How it stands, in one line."""
    who, zone = fit(seen.requester.name, SHOWN_NAME), ZoneInfo(asked.time_zone)
    on = short_date(asked.offer.answered_at.astimezone(zone).date()) if asked.offer.answered_at else "an earlier day"
    if held := _held(seen, asked):
        return consultation_cards.title(held)
    match asked.offer.status:
        case OfferStatus.WAITING:
            return f"{who} asks for {seen.request.minutes} minutes of your time"
        case OfferStatus.SNOOZED:
            until = asked.offer.snoozed_until
            again = f"we ask again on {full_date(until.astimezone(zone).date())}" if until else "we ask again"
            return f"{who} asks for {seen.request.minutes} minutes: {again}"
        case OfferStatus.TIMES_SUGGESTED:
            return f"You suggested other times to {who}"
        case OfferStatus.ACCEPTED:
            return f"You answered {who} in writing on {on}"
    return ENDED[asked.offer.status].format(on=on)


def _held(seen: Seen, asked: Asked) -> Held | None:
    """The consultation, if it is this expert who took the request."""
    return held_by(seen, asked.offer.person_id) if asked.offer.status is OfferStatus.ACCEPTED else None


def _how_it_came(asked: Asked) -> list[Block]:
    if asked.pool:
        return [Small(text=f"You are asked as one of {fit(asked.pool, SHOWN_NAME)}: the first to accept meets them.")]
    if asked.offer.stands_in_for:
        return [Small(text=f"You are asked because {fit(asked.offer.stands_in_for, SHOWN_NAME)} is away.")]
    if asked.offer.passed_on_by:
        return [Small(text="A colleague passed this request to you.")]
    return []


def _facts(seen: Seen, asked: Asked) -> list[Fact]:
    request = seen.request
    about = listed_with_comma(seen.requester.name, seen.requester_about or seen.requester.email or "")
    facts = [
        Fact(label="Who asks", value=fit(about, 2 * SHOWN_NAME)),
        Fact(label="Question", value=fit(request.question, SHOWN_QUESTION)),
    ]
    is_theirs = asked.offer.status is OfferStatus.ACCEPTED
    if request.details and (is_theirs or (asked.offer.is_open and not request.is_sensitive)):
        facts.append(Fact(label="Details", value=fit(request.details, MAX_FACT)))
    elif request.details and asked.offer.is_open:
        facts.append(Fact(label="Details", value="You see them when you accept."))
    if not (is_theirs or asked.offer.is_open):
        return facts[:2]
    if asked.offer.status is OfferStatus.TIMES_SUGGESTED:
        zone = ZoneInfo(asked.time_zone)
        times = "\n".join(time_of_day(when, zone) for when in asked.offer.suggestions)
        facts.append(Fact(label="You suggested", value=times))
    if request.by_when:
        facts.append(Fact(label="Needed by", value=full_date(request.by_when)))
    if request.adjustments:
        facts.append(Fact(label="Adjustments", value=request.adjustments))
    if request.colleague_email:
        facts.append(Fact(label="Brings along", value=request.colleague_email))
    if is_theirs and seen.answer:
        facts.append(Fact(label="Your answer", value=fit(seen.answer.text, MAX_FACT)))
    if seen.consultation and is_theirs and seen.consultation.place:
        facts.append(Fact(label="Where", value=fit(seen.consultation.place, MAX_FACT)))
    return facts


def _proposed(times: tuple[Proposed, ...], calendar: OwnCalendar | None, zone: ZoneInfo) -> list[Block]:
    """The times, with what else there is on those days."""
    shown = times[:AT_MOST_SHOWN]
    if not shown:
        return []
    lines = [f"{time_of_day(each.start, zone)}{_around(each, zone)}" for each in shown]
    blocks: list[Block] = [Heading(text="Proposed times"), Text(text="\n".join(lines))]
    if calendar and not calendar.is_known:
        blocks.append(Text(text=not_known_of_yours()))
    elif all(not each.against and all(is_free for _, is_free in each.around) for each in shown):
        where = "in your calendar" if calendar else "booked"
        blocks.append(Small(text=f"Nothing else is {where} on these days."))
    return blocks


def _around(proposed: Proposed, zone: ZoneInfo) -> str:
    if proposed.against:
        return f": {NOT_FREE.get(proposed.against, 'not free')}"
    busy = [span for span, is_free in proposed.around if not is_free]
    spans = [f"{span.start.astimezone(zone):%H:%M} to {span.end.astimezone(zone):%H:%M}" for span in busy]
    return f". Busy that day: {listed(spans)}." if spans else ""


def _answers(seen: Seen, asked: Asked, times: tuple[Proposed, ...], zone: ZoneInfo, *, more: bool) -> list[Block]:
    offer_id, edition = asked.offer.id, seen.request.edition
    accept = [
        Button(
            label=f"Accept {on_a_button(each.start, zone)}",
            action="offer.accept",
            value=f"{offer_id}.{edition}.{number}",
        )
        for number, each in enumerate(times[:AT_MOST_SHOWN])
        if each.against is None and asked.offer.status is not OfferStatus.TIMES_SUGGESTED
    ]
    if accept:
        accept[0] = accept[0].model_copy(update={"primary": True})
    can_only_suggest = not accept and asked.offer.status is not OfferStatus.TIMES_SUGGESTED
    usual = [
        Button(
            label="Suggest other times",
            action="offer.suggest",
            value=offer_id,
            opens_form=True,
            primary=can_only_suggest,
        ),
        Button(label="Ask a question first", action="offer.question", value=offer_id, opens_form=True),
        Button(label="Not for me", action="offer.not_for_me", value=offer_id),
        Button(label="Decline request", action="offer.decline", value=offer_id, opens_form=True),
    ]
    if asked.offer.status is OfferStatus.WAITING:
        usual.append(Button(label="Ask me again tomorrow", action="offer.tomorrow", value=offer_id))
    rarer = [
        Button(label="Answer in writing", action="offer.write", value=offer_id, opens_form=True),
        Button(label="Pass to a colleague", action="offer.pass", value=offer_id, opens_form=True),
        Button(label="Decline, and block this person", action="offer.block", value=offer_id),
    ]
    if not more:
        usual.append(Button(label="More", action="offer.more", value=offer_id, says="More ways to answer this request"))
    sets = [accept, usual[:MAX_BUTTONS], rarer if more else []]
    return [Buttons(buttons=tuple(each)) for each in sets if each]


def _write(seen: Seen, asked: Asked) -> Buttons:
    label = f"Send {fit(seen.requester.name, 40)} a message"
    return Buttons(buttons=(Button(label=label, action="message.reply", value=asked.offer.id, opens_form=True),))


# ---------------------------------------------------------------------------------------------- one line


def reminder(seen: Seen, asked: Asked) -> Card:
    """They have not answered yet."""
    return Card(
        title=fit(f"{fit(seen.requester.name, SHOWN_NAME)} still waits for your answer", MAX_TITLE),
        blocks=(Text(text=f"About their request: {quoted(seen.request.question)}"), _see(asked)),
    )


def news(seen: Seen, asked: Asked) -> Card:
    """Something is new that they did not do themselves."""
    about = Text(text=f"With {fit(seen.requester.name, SHOWN_NAME)}, about: {quoted(seen.request.question)}")
    return Card(title=fit(title(seen, asked), MAX_TITLE), blocks=(about, _see(asked)))


def _see(asked: Asked) -> Buttons:
    return Buttons(buttons=(Button(label="See the request", action="offer.show", value=asked.offer.id),))


# ---------------------------------------------------------------------------------------------- what is wrong


def was_edited() -> str:
    return "The question was changed after you opened it. Read it again before you accept."


def cannot_take(against: Problem | None, time: str) -> str:
    """``time`` is the one that was pressed; empty when no proposed time is free any more."""
    if not time:
        return "None of the proposed times is free any more. Suggest other times."
    why = NOT_FREE.get(against, "not free any more") if against else "not free any more"
    return f"{time} cannot be booked: {why}."


def no_open_times() -> str:
    return "You have no free time in the days that would suit. Change your hours or limits at home, or decline."


def unknown_time() -> str:
    return "This time is no longer proposed. Look at the request again."
