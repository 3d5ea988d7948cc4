"""What is going on for somebody, as lists: each whole, and in short where they start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks import MAX_BUTTON_SAYS, MAX_TITLE, Block, Button, Buttons, Heading, People, PersonLine, Small, Text
from bot.cards import offer as offer_cards
from bot.cards import request as request_cards
from bot.cards.calendar import link_button
from bot.cards.consultation import where
from bot.cards.home import way_back
from bot.cards.words import counted, fit, full_date, period, quoted, sentence_case, short_date
from bot.messages import Card
from bot.model import Consultation, ConsultationStatus, OfferStatus, Request
from bot.pages import Page
from bot.requests.seen import Asked, Seen
from directory.model import Person

SHOWN_NAME = 80
SHOWN_PLACE = 240
IN_SHORT = 80
"""Characters of a question where people start; a list shows some more."""
IN_A_LIST = 200


@dataclass(frozen=True, slots=True)
class Meeting:
    """A consultation as ``me`` sees it, who has it with ``other``."""

    consultation: Consultation
    request: Request
    me: Person
    other: Person
    is_expert: bool
    """Whether I am the expert of the two."""
    now: datetime

    @property
    def is_over(self) -> bool:
        return self.consultation.ends_at <= self.now

    @property
    def has_begun(self) -> bool:
        return self.consultation.starts_at <= self.now

    @property
    def when(self) -> str:
        """Its time by my clock."""
        return period(self.consultation.starts_at, self.consultation.ends_at, ZoneInfo(self.me.time_zone))


# ---------------------------------------------------------------------------------------------- whole


def offers(lines: Sequence[tuple[Seen, Asked]], page: Page) -> Card:
    """Requests that were put in front of somebody."""
    people = [_offer(seen, asked) for seen, asked in lines]
    return list_card("Requests to you", "Nobody has put a request to you.", people, page, "mine.offers")


def requests(lines: Sequence[Seen], page: Page) -> Card:
    """Somebody's own requests."""
    people = [_request(seen) for seen in lines]
    return list_card("Your requests", "You have not asked anybody yet.", people, page, "mine.requests")


def consultations(lines: Sequence[Meeting], page: Page, *, has_calendars: bool = False) -> Card:
    """Somebody's consultations, on either side."""
    people = [_meeting(meeting) for meeting in lines]
    also = [link_button()] if has_calendars and people else []
    return list_card("Your consultations", "You have no consultations.", people, page, "mine.consultations", also)


def list_card(
    title: str, empty: str, lines: Sequence[PersonLine], page: Page, action: str, also: Sequence[Button] = ()
) -> Card:
    """One page of a list of somebody's; ``also`` is what can be done beside looking on, even where it is empty."""
    if not lines:
        return Card(title=title, blocks=(Text(text=empty), Buttons(buttons=(*also, way_back()))))
    buttons = [*also, way_back()]
    if page.next_first:
        buttons.insert(0, Button(label="Show more", action=action, value=str(page.next_first)))
    shown = Small(text=f"Showing {page.first + 1} to {page.last} of {page.total}")
    return Card(title=title, blocks=(People(people=tuple(lines)), shown, Buttons(buttons=tuple(buttons))))


def _offer(seen: Seen, asked: Asked) -> PersonLine:
    zone = ZoneInfo(asked.time_zone)
    notes = [f"Asked on {short_date(asked.offer.offered_at.astimezone(zone).date())}"]
    if asked.offer.status is OfferStatus.WAITING and (by := _answer_by(asked)):
        notes.append(sentence_case(by))
    return PersonLine(
        name=fit(seen.requester.name, MAX_TITLE),
        about=fit(offer_cards.title(seen, asked), MAX_TITLE),
        why=quoted(seen.request.question, IN_A_LIST),
        notes=" · ".join(notes),
        buttons=(_open("offer.show", asked.offer.id, f"request of {seen.requester.name}"),),
    )


def _answer_by(asked: Asked) -> str:
    ends = asked.offer.expires_at
    return f"answer by {full_date(ends.astimezone(ZoneInfo(asked.time_zone)).date())}" if ends else ""


def _request(seen: Seen) -> PersonLine:
    created = short_date(seen.request.created_at.astimezone(seen.requester_zone).date())
    return PersonLine(
        name=fit(request_cards.title(seen), MAX_TITLE),
        why=quoted(seen.request.question, IN_A_LIST),
        notes=f"Asked on {created} · {seen.request.minutes} minutes",
        buttons=(_open("request.show", seen.request.id, "your request"),),
    )


def _meeting(meeting: Meeting) -> PersonLine:
    action, value = (
        ("offer.show", meeting.consultation.offer_id)
        if meeting.is_expert
        else ("request.show", meeting.consultation.request_id)
    )
    return PersonLine(
        name=fit(meeting.when, MAX_TITLE),
        about=f"With {fit(meeting.other.name, SHOWN_NAME)}",
        why=quoted(meeting.request.question, IN_A_LIST),
        notes=_stands(meeting),
        buttons=(_open(action, value, f"consultation with {meeting.other.name}"),),
    )


def _stands(meeting: Meeting) -> str:
    consultation = meeting.consultation
    match consultation.status:
        case ConsultationStatus.CANCELLED:
            return _cancelled(meeting)
        case ConsultationStatus.NO_SHOW:
            return "Did not take place"
        case ConsultationStatus.BOOKED if not meeting.is_over:
            place = where(consultation.place) if consultation.place else ""
            news = _asks_to_move(meeting) or ("Moved" if consultation.moved_at else "")
            return fit(" · ".join(part for part in (news, place) if part) or "Booked", SHOWN_PLACE)
    return "Over"


def _cancelled(meeting: Meeting) -> str:
    at, by = meeting.consultation.changed_at, meeting.consultation.changed_by
    on = f" on {short_date(at.astimezone(ZoneInfo(meeting.me.time_zone)).date())}" if at else ""
    who = "you" if by == meeting.me.id else fit(meeting.other.name, SHOWN_NAME)
    return f"Cancelled{on}" + (f" by {who}" if by else "")


def _asks_to_move(meeting: Meeting) -> str:
    """Who asks for another time; the other has not answered yet."""
    if meeting.consultation.moving_by is None or meeting.has_begun:
        return ""
    is_mine = meeting.consultation.moving_by == meeting.me.id
    return "You asked to move it" if is_mine else f"{fit(meeting.other.name, SHOWN_NAME)} asks to move it"


def _open(action: str, value: str, what: str) -> Button:
    return Button(label="Open", action=action, value=value, says=fit(f"Open {what}", MAX_BUTTON_SAYS))


# ---------------------------------------------------------------------------------------------- in short


def offers_in_short(lines: Sequence[tuple[Seen, Asked]], total: int) -> list[Block]:
    """The next of those that wait for an answer, of ``total``."""
    told = [
        f"{fit(seen.requester.name, SHOWN_NAME)}: {quoted(seen.request.question, IN_SHORT)}{_by(asked)}"
        for seen, asked in lines
    ]
    return section("Waiting for your answer", told, total, "Nothing waits for your answer.")


def requests_in_short(lines: Sequence[Seen], total: int) -> list[Block]:
    """The newest of those that are open, of ``total``."""
    told = [f"{quoted(seen.request.question, IN_SHORT)}: {request_cards.title(seen)}" for seen in lines]
    return section("Your requests", told, total, "None is open.")


def consultations_in_short(lines: Sequence[Meeting], total: int) -> list[Block]:
    """The next of those to come, of ``total``."""
    told = [f"{meeting.when}, with {fit(meeting.other.name, SHOWN_NAME)}{_asked(meeting)}" for meeting in lines]
    return section("Your consultations", told, total, "None to come.")


def _asked(meeting: Meeting) -> str:
    return f" ({asks})" if (asks := _asks_to_move(meeting)) else ""


def _by(asked: Asked) -> str:
    if asked.offer.status is not OfferStatus.WAITING:
        return ""
    return f" ({by})" if (by := _answer_by(asked)) else ""


def section(heading: str, lines: Sequence[str], total: int, empty: str) -> list[Block]:
    """The first of ``total`` lines under their heading."""
    more = total - len(lines)
    told = [*lines, *([f"And {counted(more, 'more', 'more')}"] if more else [])]
    return [Heading(text=heading), Text(text="\n".join(told) or empty)]


def all_offers() -> Button:
    return Button(label="See all requests to you", action="mine.offers", value="0")


def all_requests() -> Button:
    return Button(label="See all your requests", action="mine.requests", value="0")


def all_consultations() -> Button:
    return Button(label="See all consultations", action="mine.consultations", value="0")


def see_all(buttons: Sequence[Button]) -> list[Block]:
    """The ways to the whole lists, beside each other; nothing without any."""
    return [Buttons(buttons=tuple(buttons))] if buttons else []
