"""What experts press on a request that was put in front of them: every answer, and what it means for everybody."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cards import answering as forms
from bot.cards import colleague as colleague_words
from bot.cards import offer as cards
from bot.cards.words import time_of_day
from bot.events import Submitted
from bot.messages import Card, FormErrors, OpenForm, Replace, Reply
from bot.model import Block, OfferStatus
from bot.model.requests import kept
from bot.numbers import number_in
from bot.requests.booking import answer_in_writing, book, close_offer, when_both_can
from bot.requests.colleagues import find_colleague
from bot.requests.drawing import draw_offer
from bot.requests.offering import Chosen, add_offers, go_on, may_be_asked, wants_none_of
from bot.requests.seen import Asked, Seen
from bot.requests.telling import audit, offer_changed, request_changed, tell_the_requester
from bot.requests.whose import own_offer
from bot.slots import Diary, Problem, open_times, problem
from bot.times import diaries
from bot.times.ticked_times import ticked_times
from bot.times.working_time import next_working_day, working_days_later
from bot.turn import Turn
from directory.availability import Standing, standings
from directory.cell_text import clean_text
from directory.errors import NotFoundError, WrongValueError

ANSWER_WITHIN = 2
"""Working days after which a requester is reminded that other times were suggested."""
SUGGESTED_TIMES = 9
NO_LONGER = frozenset({Problem.BUSY, Problem.DAY_FULL, Problem.WEEK_FULL, Problem.MONTH_FULL})


def show(turn: Turn, offer_id: str) -> Reply:
    """The request as it stands for this expert, in a message of its own."""
    seen, asked = own_offer(turn, offer_id)
    return Reply(card=_drawn(turn, seen, asked))


def more(turn: Turn, offer_id: str) -> Replace:
    """The same card with the rarer answers."""
    seen, asked = own_offer(turn, offer_id)
    return Replace(card=_drawn(turn, seen, asked, more=True))


def accept(turn: Turn, value: str) -> Replace:
    """Take the first proposed time that is still free, or the one that was pressed.

    ``value`` is the offer's id and the edition of the question that was read; the number of a proposed time may follow.
    """
    offer_id, edition, number = _parts(value)
    seen, asked = own_offer(turn, offer_id, lock=True)
    if not asked.offer.is_open:
        return Replace(card=_drawn(turn, seen, asked))
    if edition != seen.request.edition:
        return Replace(card=_drawn(turn, seen, asked, note=cards.was_edited()))
    proposed = seen.request.proposed
    wanted = proposed if number is None else proposed[number : number + 1]
    both = when_both_can(turn, seen, asked)
    against: Problem | None = Problem.IN_THE_PAST
    for start in wanted:
        against = problem(both, start, seen.request.minutes, turn.now)
        if against is None:
            booked = book(turn, seen, asked, start)
            audit(turn, "offer.accept", f"offer:{offer_id}")
            tell_the_requester(turn, seen, "booked")
            return Replace(card=_drawn(turn, booked, asked))
    zone = ZoneInfo(asked.time_zone)
    time = time_of_day(wanted[0], zone) if number is not None and wanted else ""
    return Replace(card=_drawn(turn, seen, asked, note=cards.cannot_take(against, time)))


def not_for_me(turn: Turn, offer_id: str) -> Replace:
    """The right kind of request for the wrong person."""
    return _give_up(turn, offer_id, OfferStatus.NOT_FOR_ME, "offer.not_for_me")


def open_decline(turn: Turn, offer_id: str) -> OpenForm | Replace:
    seen, asked = own_offer(turn, offer_id)
    if not asked.offer.is_open:
        return Replace(card=_drawn(turn, seen, asked))
    return OpenForm(form=forms.decline_form(seen, asked))


def decline(turn: Turn, event: Submitted) -> Replace:
    """They cannot; why is theirs to say or not."""
    reason = clean_text(event.values.get("reason", ""))[: forms.MAX_REASON]
    return _give_up(turn, event.context, OfferStatus.DECLINED, "offer.decline", reason)


def tomorrow(turn: Turn, offer_id: str) -> Replace:
    """Be asked again on the next working day; until then nothing is heard of it, and nobody else is asked."""
    seen, asked = own_offer(turn, offer_id, lock=True)
    offer = asked.offer
    if offer.status is OfferStatus.WAITING:
        pattern = _diary(turn, asked).pattern
        offer.status = OfferStatus.SNOOZED
        offer.snoozed_until = next_working_day(pattern, turn.now)
        offer.remind_at = None
        offer.expires_at = max(
            offer.expires_at or offer.snoozed_until, working_days_later(pattern, offer.snoozed_until, 1)
        )
        turn.session.add(offer)
        offer_changed(turn, offer)
        audit(turn, "offer.tomorrow", f"offer:{offer_id}")
    return Replace(card=_drawn(turn, seen, asked))


def open_suggest(turn: Turn, offer_id: str) -> OpenForm | Replace:
    """The expert's open times to choose from, besides those that were proposed."""
    seen, asked = own_offer(turn, offer_id)
    if not asked.offer.is_open:
        return Replace(card=_drawn(turn, seen, asked))
    times = _open_times(turn, seen, asked)
    if not times:
        return Replace(card=_drawn(turn, seen, asked, note=cards.no_open_times()))
    return OpenForm(form=forms.suggest_form(seen, asked, times))


def suggest(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Other times, for the requester to take one."""
    seen, asked = own_offer(turn, event.context, lock=True)
    offer = asked.offer
    if not offer.is_open:
        return Replace(card=_drawn(turn, seen, asked))
    times = ticked_times(event.values.get("times", ""), turn.now, SUGGESTED_TIMES)
    diary = _diary(turn, asked)
    free = [when for when in times if problem(diary, when, seen.request.minutes, turn.now) is None]
    if not free or len(times) > forms.MOST_TIMES:
        offered = _open_times(turn, seen, asked)
        if not offered:
            return Replace(card=_drawn(turn, seen, asked, note=cards.no_open_times()))
        sentence = forms.no_longer_free() if times and not free else forms.choose_some_times()
        form = forms.suggest_form(seen, asked, offered).filled(event.values)
        return FormErrors(form=form, errors={"times": sentence})
    offer.status = OfferStatus.TIMES_SUGGESTED
    offer.suggested = kept(tuple(free))
    offer.expires_at = offer.snoozed_until = None
    requester = diaries.of_person(turn.session, seen.request.requester_id, turn.now)
    offer.remind_at = working_days_later(requester.pattern, turn.now, ANSWER_WITHIN)
    turn.session.add(offer)
    offer_changed(turn, offer)
    request_changed(turn, seen.request)
    tell_the_requester(turn, seen, f"suggested-{offer.id}-{offer.version}")
    audit(turn, "offer.suggest", f"offer:{offer.id}")
    return Replace(card=_drawn(turn, seen, asked))


def open_write(turn: Turn, offer_id: str) -> OpenForm | Replace:
    seen, asked = own_offer(turn, offer_id)
    if not asked.offer.is_open:
        return Replace(card=_drawn(turn, seen, asked))
    return OpenForm(form=forms.write_form(seen, asked))


def write(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """The answer itself, instead of a consultation."""
    seen, asked = own_offer(turn, event.context, lock=True)
    if not asked.offer.is_open:
        return Replace(card=_drawn(turn, seen, asked))
    text = clean_text(event.values.get("answer", ""))[: forms.MAX_ANSWER]
    if not text:
        form = forms.write_form(seen, asked)
        return FormErrors(form=form, errors={"answer": forms.write_an_answer()})
    answered = answer_in_writing(turn, seen, asked, text)
    tell_the_requester(turn, seen, "answered")
    audit(turn, "offer.write", f"offer:{asked.offer.id}")
    return Replace(card=_drawn(turn, answered, asked))


def open_pass(turn: Turn, offer_id: str) -> OpenForm | Replace:
    seen, asked = own_offer(turn, offer_id)
    if not asked.offer.is_open:
        return Replace(card=_drawn(turn, seen, asked))
    return OpenForm(form=forms.pass_form(seen, asked))


def pass_on(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Put the request in front of a colleague instead."""
    seen, asked = own_offer(turn, event.context, lock=True)
    if not asked.offer.is_open:
        return Replace(card=_drawn(turn, seen, asked))
    typed = event.values.get("colleague", "")
    try:
        standing = _colleague(turn, seen, typed)
    except WrongValueError as wrong:
        form = forms.pass_form(seen, asked)
        return FormErrors(form=form.filled(event.values), errors={"colleague": str(wrong)})
    close_offer(turn, asked, OfferStatus.PASSED_ON)
    turn.session.flush()
    add_offers(turn, seen.request, [Chosen(standing, passed_on_by=asked.offer.person_id)])
    request_changed(turn, seen.request)
    audit(turn, "offer.pass", f"offer:{asked.offer.id}")
    return Replace(card=_drawn(turn, seen, asked))


def block(turn: Turn, offer_id: str) -> Replace:
    """No more requests from this requester; this one goes to somebody else."""
    seen, asked = own_offer(turn, offer_id, lock=True)
    whom = seen.request.requester_id
    if not wants_none_of(turn.session, asked.offer.person_id, whom):
        turn.session.add(Block(person_id=asked.offer.person_id, blocked_id=whom))
        audit(turn, "offer.block", f"person:{whom}")
    return _give_up(turn, offer_id, OfferStatus.DECLINED, "offer.decline")


# ---------------------------------------------------------------------------------------------- what they share


def _give_up(turn: Turn, offer_id: str, status: OfferStatus, action: str, reason: str = "") -> Replace:
    seen, asked = own_offer(turn, offer_id, lock=True)
    if asked.offer.is_open:
        asked.offer.reason = reason
        close_offer(turn, asked, status)
        audit(turn, action, f"offer:{offer_id}")
        go_on(turn, seen.request.id)
    return Replace(card=_drawn(turn, seen, asked))


def _colleague(turn: Turn, seen: Seen, typed: str) -> Standing:
    """Whoever was named and may be asked. Raises WrongValueError saying why not."""
    expert_id = find_colleague(turn.session, typed)
    standing = standings(turn.session, [expert_id])[expert_id]
    if standing.person_id == seen.request.requester_id:
        raise WrongValueError(colleague_words.is_the_requester(standing.name))
    if any(each.offer.expert_id == expert_id for each in seen.asked):
        raise WrongValueError(colleague_words.was_asked(standing.name))
    if not may_be_asked(turn, standing, seen.request.requester_id, seen.request.minutes):
        raise WrongValueError(colleague_words.cannot_be_asked(standing.name))
    return standing


def _drawn(turn: Turn, seen: Seen, asked: Asked, *, note: str = "", more: bool = False) -> Card:
    return draw_offer(turn.session, seen, asked, turn.now, note=note, more=more)


def _diary(turn: Turn, asked: Asked) -> Diary:
    expert_id = asked.offer.expert_id
    return diaries.of_experts(turn.session, standings(turn.session, [expert_id]), turn.now)[expert_id]


def _open_times(turn: Turn, seen: Seen, asked: Asked) -> list[datetime]:
    requester = diaries.of_person(turn.session, seen.request.requester_id, turn.now)
    minutes, last, proposed = seen.request.minutes, seen.request.by_when, seen.request.proposed
    most = SUGGESTED_TIMES + len(proposed)
    times = open_times(_diary(turn, asked), turn.now, minutes, requester, last=last, most=most)
    return [when for when in times if when not in proposed][:SUGGESTED_TIMES]


def _parts(value: str) -> tuple[str, int, int | None]:
    """An offer's id, an edition and perhaps the number of a time."""
    offer_id, _, rest = value.partition(".")
    edition, _, number = rest.partition(".")
    read, nth = number_in(edition), number_in(number)
    if read is None or (number and nth is None):
        raise NotFoundError(cards.unknown_time())
    return offer_id, read, nth
