"""Ask: from somebody in a result to a request that is put in front of them."""

from __future__ import annotations

from bot.cards import asking as cards
from bot.events import Submitted
from bot.finding.searching import kept_search
from bot.messages import FormErrors, OpenForm
from bot.numbers import number_in
from bot.requests.booking import lock_people
from bot.requests.wanted import form_for, make, picked, read, times_for
from bot.requests.whom import Need, Whom, a_pool, an_expert, check_room, minutes_for
from bot.turn import Turn
from directory.errors import NotFoundError

POOL = "p"
"""Before the id of a pool, where otherwise the id of an expert stands."""


def open_ask(turn: Turn, value: str) -> OpenForm:
    """The form, valid as opened but for the question. ``value`` is the id of a search, and of who was found by it."""
    whom = _whom(turn, value)
    minutes = minutes_for(turn, whom.need)
    times = times_for(turn, whom, minutes, None)
    if not times:
        raise NotFoundError(cards.no_open_time(whom.name))
    return OpenForm(form=form_for(turn, whom, value, minutes, times, picked(times)))


def send(turn: Turn, event: Submitted) -> OpenForm | FormErrors:
    """The form comes back: the request is made, and whoever is asked has it in front of them."""
    lock_people(turn.session, turn.asker.person.id or 0)  # or two forms at once would both be the fifth
    whom = _whom(turn, event.context)
    wanted = read(turn, whom, event.values)
    if wanted.errors:
        times = times_for(turn, whom, wanted.minutes, wanted.by_when) or times_for(turn, whom, wanted.minutes, None)
        form = form_for(turn, whom, event.context, wanted.minutes, times, ())
        return FormErrors(form=form.filled(event.values), errors=wanted.errors)
    return OpenForm(form=cards.sent(make(turn, whom, wanted)))


def _whom(turn: Turn, value: str) -> Whom:
    """Raises NotFoundError with the reason when they cannot be asked."""
    search_id, _, whom = value.partition(".")
    search = kept_search(turn, search_id)
    need = Need(search.text, search.refinement)
    check_room(turn)
    id_ = number_in(whom.removeprefix(POOL))
    if id_ is None:
        raise NotFoundError(cards.nobody_there())
    minutes = minutes_for(turn, need)
    return a_pool(turn, id_, need, minutes) if whom.startswith(POOL) else an_expert(turn, id_, need, minutes)
