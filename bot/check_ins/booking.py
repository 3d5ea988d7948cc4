"""Book a check-in: an analyst or evaluator is found for its policy, and asked by an ordinary request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from bot.cards import asking as asking_cards
from bot.cards import booking as cards
from bot.cards.check_in_forms import nothing_changed
from bot.check_ins.drawing import shown
from bot.check_ins.planning import schedule
from bot.check_ins.seen import see_check_in
from bot.events import Submitted
from bot.finding.find_expert import PAGE, Finder
from bot.finding.refinement import Refinement
from bot.finding.searching import KEPT_TEXT, search_for
from bot.messages import Form, FormErrors, OpenForm, Replace, Reply
from bot.model import CheckIn, Offer, OfferStatus
from bot.numbers import number_in
from bot.policies.able import able
from bot.policies.whose import Owned, own_check_in
from bot.requests.booking import lock_people
from bot.requests.telling import audit
from bot.requests.wanted import form_for, make, pattern_of_asker, picked, read, times_for, urgent_until
from bot.requests.whom import Need, Whom, an_expert, check_room
from bot.slots import DEFAULT_MINUTES, HORIZON_DAYS
from bot.turn import Turn
from directory.cell_text import clean_line
from directory.errors import NotFoundError
from directory.model import Person
from directory.profiles import Profile

PROFESSIONS = ("evaluation", "analysis")
"""Who is looked for, the first first; the others are asked where none of them can be."""
WOULD_NOT = (OfferStatus.DECLINED, OfferStatus.NOT_FOR_ME, OfferStatus.EXPIRED)
"""Whoever answered so when this check-in was last to be booked is not proposed for it again."""


def open_book(turn: Turn, check_in_id: str) -> OpenForm | Reply | Replace:
    """The form to ask the best analyst or evaluator who has time, valid as opened."""
    owned, check_in = own_check_in(turn, check_in_id)
    if not _is_free(turn, owned, check_in):
        return _not_free(turn, owned, check_in)
    check_room(turn)
    people = _analysts(turn, owned, check_in)
    forms = (_form(turn, owned, check_in, people, each.id) for each in people)
    form = next((form for form in forms if form), None)
    if form is None:
        found = search_for(turn, _need(owned).words, Refinement(widened=True))
        return Reply(card=cards.nobody(found))
    return OpenForm(form=form)


def book(turn: Turn, event: Submitted) -> OpenForm | Replace | FormErrors:
    """The form comes back: whoever was chosen is asked; when it is not who the times are of, theirs are shown first."""
    check_in_id, _, opened_for = event.context.partition(".")
    owned, check_in = own_check_in(turn, check_in_id, lock=True)
    lock_people(turn.session, turn.asker.person.id or 0)  # or two forms at once would both be the fifth
    if not _is_free(turn, owned, check_in):
        return _not_free(turn, owned, check_in)
    check_room(turn)
    chosen, opened = number_in(event.values.get(cards.WHO, "")), number_in(opened_for)
    people = _analysts(turn, owned, check_in, also=opened)
    if chosen is None or chosen not in {each.id for each in people}:
        return _again(turn, owned, check_in, people, event, {cards.WHO: cards.choose_somebody()})
    if chosen != opened:
        return _of_another(turn, owned, check_in, people, event, chosen)
    whom = _whom(turn, owned, chosen)
    wanted = read(turn, whom, event.values)
    if wanted.errors:
        return _again(turn, owned, check_in, people, event, wanted.errors, wanted.minutes, wanted.by_when)
    seen = make(turn, whom, wanted)
    check_in.request_id = seen.request.id
    schedule(turn, owned.policy, check_in)
    audit(turn, "check_in.book", f"check_in:{check_in.id}")
    return shown(turn, owned, check_in)


# ---------------------------------------------------------------------------------------------- the form


def _form(turn: Turn, owned: Owned, check_in: CheckIn, people: Sequence[Profile], expert_id: int) -> Form | None:
    """As it is opened to ask this one of them; nothing when they have no time."""
    whom = _whom(turn, owned, expert_id)
    by = _by_when(turn, check_in)
    times = times_for(turn, whom, DEFAULT_MINUTES, by)
    if not times:
        by, times = None, times_for(turn, whom, DEFAULT_MINUTES, None)
    if not times:
        return None
    form = _drawn(turn, owned, check_in, people, whom, expert_id, DEFAULT_MINUTES, times)
    along = next((each.email for each in _along(turn, owned) if each.email), None)
    filled = {field.name: field.value for field in form.fields}
    filled |= {"question": cards.question(owned, check_in), "colleague": along or ""}
    filled |= {"by_when": by.isoformat()} if by else {}
    return form.filled(filled)


def _drawn(
    turn: Turn,
    owned: Owned,
    check_in: CheckIn,
    people: Sequence[Profile],
    whom: Whom,
    expert_id: int,
    minutes: int,
    times: Sequence[datetime],
) -> Form:
    context, due = f"{check_in.id}.{expert_id}", _by_when(turn, check_in)
    also = (cards.by_the_day(due),) if due else ()
    form = form_for(turn, whom, context, minutes, times, picked(times), also)
    chosen = next(each for each in people if each.id == expert_id)
    return cards.book_form(form, check_in, people, chosen, _along(turn, owned))


def _again(
    turn: Turn,
    owned: Owned,
    check_in: CheckIn,
    people: Sequence[Profile],
    event: Submitted,
    errors: dict[str, str],
    minutes: int = DEFAULT_MINUTES,
    by_when: date | None = None,
) -> FormErrors:
    """The form with what was typed, and what is wrong with it."""
    expert_id = number_in(event.context.partition(".")[2]) or 0
    whom = _whom(turn, owned, expert_id)
    times = times_for(turn, whom, minutes, by_when) or times_for(turn, whom, minutes, None)
    if not times:
        raise NotFoundError(asking_cards.no_open_time(whom.name))
    form = _drawn(turn, owned, check_in, people, whom, expert_id, minutes, times)
    return FormErrors(form=form.filled(event.values), errors=errors)


def _of_another(
    turn: Turn, owned: Owned, check_in: CheckIn, people: Sequence[Profile], event: Submitted, expert_id: int
) -> OpenForm | FormErrors:
    """The form once more with what was typed, and the times of whoever was chosen."""
    form = _form(turn, owned, check_in, people, expert_id)
    if form is None:
        name = next(each.name for each in people if each.id == expert_id)
        return _again(turn, owned, check_in, people, event, {cards.WHO: asking_cards.no_open_time(name)})
    theirs = {field.name: field.value for field in form.fields if field.name in {"times", "minutes", "by_when"}}
    return OpenForm(form=form.filled({**event.values, **theirs}))


def _by_when(turn: Turn, check_in: CheckIn) -> date | None:
    """The day it is due, where that is in sight and leaves an analyst time to answer."""
    today = turn.now.astimezone(pattern_of_asker(turn).zone).date()
    is_sensible = urgent_until(turn) < check_in.due_on <= today + timedelta(days=HORIZON_DAYS)
    return check_in.due_on if is_sensible else None


# ---------------------------------------------------------------------------------------------- who


def _need(owned: Owned) -> Need:
    """What an analyst is found by, and the next one is. A place or a time in the title says nothing of who can help."""
    policy = owned.policy
    words = clean_line(f"evaluation of {policy.title}. {'. '.join(policy.outcomes)}"[:KEPT_TEXT])
    refinement = Refinement(profession=PROFESSIONS[-1], widened=True)
    return Need(words, refinement.model_dump(exclude_defaults=True))


def _whom(turn: Turn, owned: Owned, expert_id: int) -> Whom:
    beside = tuple(each.id or 0 for each in _along(turn, owned))
    return an_expert(turn, expert_id, _need(owned), DEFAULT_MINUTES, beside)


def _along(turn: Turn, owned: Owned) -> list[Person]:
    """Who comes with whoever books it: the deputy, or the owner where the deputy does; nobody who is gone."""
    others = [each for each in (owned.owner, owned.deputy) if each and each.id != owned.me.id]
    return [each for each in others if able(turn.session, each.id or 0, turn.now)]


def _analysts(turn: Turn, owned: Owned, check_in: CheckIn, also: int | None = None) -> list[Profile]:
    """The best who can be asked: evaluators, and as many analysts as there is room for. ``also`` is kept among them."""
    found = list(dict.fromkeys(_found(turn, owned, check_in)))[:PAGE]
    if also and also not in found:
        found = [*found[: PAGE - 1], also]
    profiles = turn.view.profiles(found)
    return [profiles[id_] for id_ in found if id_ in profiles]


def _found(turn: Turn, owned: Owned, check_in: CheckIn) -> Iterator[int]:
    """The ids of experts, the best first. Whoever looks after the policy is no stranger to it, and is left out."""
    finder, need = Finder(turn.view, turn.now, turn.asker.person.id), _need(owned)
    own = {turn.asker.person.id, owned.policy.owner_id, owned.policy.deputy_id, *owned.co_owner_ids}
    without = _would_not(turn, check_in)
    for profession in PROFESSIONS:
        refinement = Refinement(profession=profession, widened=True)
        for each in finder.find(need.words, refinement, size=2 * PAGE, without=without).people:
            if each.candidate.standing.person_id not in own:
                yield each.candidate.standing.expert_id


def _would_not(turn: Turn, check_in: CheckIn) -> set[int]:
    offers = select(Offer.expert_id).where(Offer.request_id == check_in.request_id, col(Offer.status).in_(WOULD_NOT))
    return set(turn.session.exec(offers))


def _is_free(turn: Turn, owned: Owned, check_in: CheckIn) -> bool:
    """Whether it still waits to be booked."""
    seen = see_check_in(turn.session, owned, check_in, turn.now)
    return seen.may_change and seen.standing.is_none


def _not_free(turn: Turn, owned: Owned, check_in: CheckIn) -> Replace:
    """Somebody else was first, or it is done with: how it stands."""
    seen = see_check_in(turn.session, owned, check_in, turn.now)
    return shown(turn, owned, check_in, "" if seen.standing.is_held else nothing_changed(seen))
