"""The requester's one card: how their request stands, in the words of the product, and what they can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.blocks import MAX_TITLE, Block, Button, Buttons, Fact, Facts, Small, Text
from bot.cards import consultation as consultation_cards
from bot.cards.words import counted, fit, full_date, listed, on_a_button, quoted, short_date, time_of_day
from bot.consultations.whose import Held, held_by
from bot.fields import TextField
from bot.messages import Card, Form
from bot.model import OfferStatus, RequestStatus
from bot.model.requests import stamp
from bot.requests.seen import Asked, Seen
from bot.slots import Problem

MAX_QUESTION = 1_000
MAX_DETAILS = 2_000
SHOWN_NAME = 80
SHOWN_QUESTION = 900
SHOWN_TIMES = 3
"""Suggested times that fit beside each other as buttons."""
WHY_NOT = {
    OfferStatus.DECLINED: "cannot",
    OfferStatus.NOT_FOR_ME: "not the right person",
    OfferStatus.PASSED_ON: "passed it on",
    OfferStatus.EXPIRED: "no answer",
    OfferStatus.WITHDRAWN: "no time suited",
}


def request_card(seen: Seen, now: datetime, *, note: str = "") -> Card:
    """How it stands. ``note`` says what was wrong with what they pressed."""
    blocks: list[Block] = [Text(text=note)] if note else []
    blocks += [*_state(seen, now), Facts(facts=tuple(_facts(seen, now)))]
    if earlier := _earlier(seen):
        blocks.append(Small(text=earlier))
    blocks += _buttons(seen, now)
    return Card(title=fit(title(seen), MAX_TITLE), blocks=tuple(blocks))


def title(seen: Seen) -> str:
    """How it stands, in one line."""
    request, held = seen.request, _held(seen)
    match request.status:
        case RequestStatus.OPEN | RequestStatus.OFFERED:
            if suggesting := _suggesting(seen):
                return f"{listed([_name(each) for each in suggesting])} suggested other times"
            return f"Waiting for {who_is_asked(seen)}"
        case RequestStatus.BOOKED | RequestStatus.DONE if held:
            return consultation_cards.title(held)
        case RequestStatus.BOOKED | RequestStatus.DONE:
            return f"{_taker(seen)} answered in writing"
        case RequestStatus.WITHDRAWN:
            return f"You withdrew this request on {_on(request.closed_at, seen.requester_zone)}"
        case RequestStatus.NOBODY:
            return "Nobody could take this request"


def who_is_asked(seen: Seen) -> str:
    """ "Ada Quillan", "one of 3 experts", "Policy Lab duty desk"."""
    waiting = seen.waiting
    pools = {each.pool for each in waiting if each.pool}
    if len(pools) == 1 and all(each.pool for each in waiting):
        return f"{fit(pools.pop(), SHOWN_NAME)} ({counted(len(waiting), 'expert', 'experts')})"
    if len(waiting) == 1:
        return _name(waiting[0])
    return f"one of {counted(len(waiting), 'expert', 'experts')}"


def news(seen: Seen) -> Card:
    """One line that something is new, and the way to it."""
    return _pointing_at(seen, title(seen))


def reminder(seen: Seen, asked: Asked) -> Card:
    """They have not answered the times that an expert suggested."""
    return _pointing_at(seen, f"{fit(asked.name, SHOWN_NAME)} still waits for you to choose a time")


def _pointing_at(seen: Seen, title: str) -> Card:
    see = Button(label="See your request", action="request.show", value=seen.request.id)
    about = Text(text=f"About your request: {quoted(seen.request.question)}")
    return Card(title=fit(title, MAX_TITLE), blocks=(about, Buttons(buttons=(see,))))


def _state(seen: Seen, now: datetime) -> list[Block]:
    """What the title means, and what happens next."""
    held = _held(seen)
    match seen.request.status:
        case RequestStatus.OPEN | RequestStatus.OFFERED:
            return [Text(text=line) for line in _waiting_lines(seen)]
        case RequestStatus.BOOKED | RequestStatus.DONE if held:
            return consultation_cards.lines(held, now)
        case RequestStatus.DONE if seen.answer:
            return [Text(text=seen.answer.text)]
        case RequestStatus.NOBODY:
            return [
                Text(text="Everybody whom we could ask cannot take it, or has not answered in time."),
                Text(text="You can search again with other words, or ask a pool: several experts who answer together."),
            ]
    return []


def _waiting_lines(seen: Seen) -> list[str]:
    lines = [
        f"{_name(each)} could meet you at:\n"
        + "\n".join(time_of_day(when, seen.requester_zone) for when in each.offer.suggestions[:SHOWN_TIMES])
        for each in _suggesting(seen)
    ]
    if lines:
        return lines
    last_moment = seen.request.closes_at - timedelta(seconds=1)  # at midnight it closes with the day before
    closes = full_date(last_moment.astimezone(seen.requester_zone).date())
    if len(seen.waiting) > 1:
        return [f"The first to accept meets you. If nobody can by {closes}, we tell you what else you can do."]
    return [f"If they cannot, we ask the next person. If nobody can by {closes}, we tell you what else you can do."]


def _facts(seen: Seen, now: datetime) -> list[Fact]:
    request, zone = seen.request, seen.requester_zone
    facts = [Fact(label="Your question", value=fit(request.question, SHOWN_QUESTION))]
    if request.details:
        who = " (only for the expert who accepts)" if request.is_sensitive else ""
        facts.append(Fact(label=f"Details{who}", value=fit(request.details, SHOWN_QUESTION)))
    if seen.is_open:
        facts.append(Fact(label="Length", value=f"{request.minutes} minutes"))
    if seen.is_open and not _suggesting(seen):
        times = "\n".join(time_of_day(when, zone) for when in request.proposed if when > now)
        passed = "The times that you chose have passed: whoever is asked suggests others"
        facts.append(Fact(label="You could meet", value=times or passed))
    if request.by_when and seen.is_open:
        facts.append(Fact(label="Needed by", value=full_date(request.by_when)))
    return facts


def _earlier(seen: Seen) -> str:
    """Who was asked before, honestly."""
    before = [
        each for each in seen.asked if each.offer.status in WHY_NOT and each.offer.status is not OfferStatus.TAKEN
    ]
    if not before or seen.request.status is RequestStatus.WITHDRAWN:
        return ""
    shown = [f"{_name(each)} ({WHY_NOT[each.offer.status]})" for each in before[-5:]]
    return f"Asked before: {listed(shown)}"


def _buttons(seen: Seen, now: datetime) -> list[Block]:
    request = seen.request
    if held := _held(seen):
        return consultation_cards.buttons(held, now)
    if seen.is_open:
        own = [
            Button(label="Edit question", action="request.edit", value=request.id, opens_form=True),
            Button(label="Withdraw request", action="request.withdraw", value=request.id),
        ]
        return [
            *(Buttons(buttons=tuple(_times(seen, each))) for each in _suggesting(seen)[:2]),
            Buttons(buttons=tuple(own)),
        ]
    if request.status in {RequestStatus.BOOKED, RequestStatus.DONE} and seen.accepted:
        label = f"Send {fit(seen.accepted.name, 40)} a message"
        write = Button(label=label, action="message.reply", value=seen.accepted.offer.id, opens_form=True)
        return [Buttons(buttons=(write,))]
    if request.status is RequestStatus.NOBODY:
        return [
            Buttons(buttons=(Button(label="Search again", action="request.search", value=request.id, primary=True),))
        ]
    return []


def _times(seen: Seen, asked: Asked) -> list[Button]:
    take = [
        Button(
            label=f"Book {on_a_button(when, seen.requester_zone)}",
            action="request.take",
            value=f"{asked.offer.id}.{stamp(when)}",
            primary=number == 0,
        )
        for number, when in enumerate(asked.offer.suggestions[:SHOWN_TIMES])
    ]
    return [*take, Button(label="None of these times", action="request.refuse", value=asked.offer.id)]


def _suggesting(seen: Seen) -> Sequence[Asked]:
    return [each for each in seen.asked if each.offer.status is OfferStatus.TIMES_SUGGESTED]


def _held(seen: Seen) -> Held | None:
    """Its consultation, as the requester sees it."""
    return held_by(seen, seen.request.requester_id)


def _name(asked: Asked) -> str:
    return fit(asked.name, SHOWN_NAME)


def _taker(seen: Seen) -> str:
    return _name(seen.accepted) if seen.accepted else "The expert"


def _on(when: datetime | None, zone: ZoneInfo) -> str:
    return short_date(when.astimezone(zone).date()) if when else "an earlier day"


# ---------------------------------------------------------------------------------------------- editing


def edit_form(seen: Seen) -> Form:
    """The question and the details as they are."""
    return Form(
        title="Edit your question",
        name="request.edit",
        context=seen.request.id,
        blocks=(Small(text="Do not put anything above OFFICIAL in this form. Whoever was asked sees the new words."),),
        fields=(
            TextField(
                name="question",
                label="What do you need to know?",
                value=seen.request.question,
                required=True,
                long=True,
                max_length=MAX_QUESTION,
            ),
            TextField(
                name="details",
                label="More details",
                value=seen.request.details,
                long=True,
                max_length=MAX_DETAILS,
            ),
        ),
        submit="Save question",
        close="Cancel",
    )


def ask_something() -> str:
    return "Enter what you need to know"


def unknown_time() -> str:
    return "This time is no longer offered. Look at the request again."


def cannot_take(against: Problem) -> str:
    """A suggested time that passed, or was booked meanwhile."""
    if against is Problem.BUSY:
        return "One of you has something else at that time now. Choose another."
    return "That time is no longer free. Choose another."
