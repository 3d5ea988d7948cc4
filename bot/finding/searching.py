"""What happens when somebody searches, presses a button of a result, or refines the search."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.cards import help as help_cards
from bot.cards.profile import profile as profile_card
from bot.cards.refine import ANY, unknown_name
from bot.cards.refine import refine as refine_form
from bot.cards.results import availability, results
from bot.events import Submitted
from bot.fields import MAX_OPTIONS
from bot.finding.find_expert import Finder, Findings
from bot.finding.refinement import Refinement
from bot.messages import Card, FormErrors, OpenForm, Replace, Reply, SaidAnswer
from bot.model import Search, UnmetNeed
from bot.numbers import number_in
from bot.own.home import HOME_WORDS, show_home
from bot.times.openings import Openings
from bot.turn import Turn
from directory.cell_text import clean_line
from directory.errors import NotFoundError
from directory.model import Expert, ExpertProfession, Status
from directory.vocabulary import Kind

KEPT_TEXT = 2_000
"""Characters of a request that are read and kept: more than any real one has."""
HELP_WORDS = {"help", "hello", "hi", "hey", "?"}


def said(turn: Turn, text: str, *, is_kept: bool = True) -> SaidAnswer:
    """Plain words: a search, unless there are none or they ask for help.

    A search that is not kept is for looking only: its buttons lead nowhere.
    """
    words = clean_line(text[:KEPT_TEXT])
    if not words:
        return Reply(card=help_cards.welcome(turn.platform))
    if words.casefold().strip(" !.") in HELP_WORDS or words == "?":
        return Reply(card=help_cards.help_card(turn.platform))
    if words.casefold() in HOME_WORDS:
        return Reply(card=show_home(turn))
    return Reply(card=search_for(turn, words, Refinement(), is_kept=is_kept))


def show_more(turn: Turn, value: str) -> Replace:
    """Another page of the same search. ``value`` is the search's id and the number of the first person."""
    search_id, _, first = value.partition(".")
    number = number_in(first, 4)
    if number is None:
        raise NotFoundError(help_cards.unknown_action())
    return Replace(card=_page(turn, kept_search(turn, search_id), number))


def widen(turn: Turn, search_id: str) -> Replace:
    """The same request without its place, organisation and time."""
    search = kept_search(turn, search_id)
    profession = Refinement.model_validate(search.refinement).profession
    return Replace(card=search_for(turn, search.text, Refinement(profession=profession, widened=True)))


def try_example(turn: Turn, number: str) -> Reply:
    """One of the examples of the welcome card."""
    nth = number_in(number)
    if nth is None or nth >= len(help_cards.EXAMPLES):
        raise NotFoundError(help_cards.unknown_action())
    return Reply(card=search_for(turn, help_cards.EXAMPLES[nth], Refinement()))


def show_help(turn: Turn, _value: str) -> Reply:
    """How to search."""
    return Reply(card=help_cards.help_card(turn.platform))


def show_details(turn: Turn, expert_id: str) -> OpenForm:
    """The whole profile of one expert."""
    id_ = number_in(expert_id) or 0
    person = turn.view.profiles([id_]).get(id_)
    if person is None or person.status in {Status.HIDDEN, Status.LEFT}:
        raise NotFoundError(help_cards.nobody_of_that_id())
    standing = turn.view.standings([id_])[id_]
    openings = Openings(turn.session, turn.now)
    opening, is_unknown = openings.opening(standing), openings.is_unknown(standing)
    said_so = availability(standing, opening, ZoneInfo(person.time_zone), turn.now, is_unknown=is_unknown)
    return OpenForm(form=profile_card(person, said_so, turn.now.date()))


def open_refine(turn: Turn, search_id: str) -> OpenForm:
    """The form that narrows a search, with what it is limited to now."""
    search = kept_search(turn, search_id)
    refinement = Refinement.model_validate(search.refinement)
    return OpenForm(form=refine_form(search_id, refinement, _professions(turn.session)))


def refine(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """The form comes back: new results, or what is not understood beside its field."""
    search = kept_search(turn, event.context)
    errors: dict[str, str] = {}
    chosen = {name: "" if value == ANY else value for name, value in event.values.items()}
    widened = Refinement.model_validate(search.refinement).widened
    limits: dict[str, str | int | bool] = {name: chosen.get(name, "") for name in ("profession", "when")}
    limits["widened"] = widened
    limits["minutes"] = number_in(chosen.get("minutes", "")) or 0
    for name, kind in (("place", Kind.PLACE), ("organisation", Kind.ORGANISATION)):
        if typed := clean_line(chosen.get(name, "")):
            known = turn.view.known_name(kind, typed)
            limits[name] = known.name
            if not known.is_sure:
                errors[name] = unknown_name(kind, typed, known.name)
    if errors:
        form = refine_form(event.context, Refinement.model_validate(search.refinement), _professions(turn.session))
        return FormErrors(form=form.filled(event.values), errors=errors)
    try:
        refinement = Refinement.model_validate(limits)
    except ValidationError:
        raise NotFoundError(help_cards.unknown_action()) from None
    return Replace(card=search_for(turn, search.text, refinement))


def search_for(turn: Turn, text: str, refinement: Refinement, *, is_kept: bool = True) -> Card:
    """A new search, kept so that its buttons can go on from it."""
    kept = refinement.model_dump(exclude_defaults=True)
    search = Search(id=turn.new_id(), text=text, refinement=kept, created_at=turn.now)
    if is_kept:
        turn.to_keep.append(search)
    return _page(turn, search, 0, is_new=is_kept and not refinement.widened)


def _page(turn: Turn, search: Search, first: int, *, is_new: bool = False) -> Card:
    refinement = Refinement.model_validate(search.refinement)
    findings = Finder(turn.view, turn.now, turn.asker.person.id).find(search.text, refinement, first)
    noted = is_new and not findings.people
    if noted:
        turn.to_keep.append(UnmetNeed(text=search.text, understood=_needed(findings), noticed_at=turn.now))
    return results(findings, search.id, search.text, noted=noted)


def _needed(findings: Findings) -> list[str]:
    """What was looked for by its names: of the request, and of what it was refined to."""
    required = [concept.name for concept in findings.understood.required]
    window = [findings.window.words] if findings.window else []
    return list(dict.fromkeys([*(concept.name for concept in findings.understood.concepts), *required, *window]))


def kept_search(turn: Turn, search_id: str) -> Search:
    """The search that a button goes on from. Raises NotFoundError when it is kept no longer."""
    search = turn.session.get(Search, search_id)
    if search is None:
        raise NotFoundError(help_cards.too_old())
    return search


def _professions(session: Session) -> list[str]:
    """The professions that most experts declared, in alphabetical order."""
    members = func.count()
    query = (
        select(ExpertProfession.name)
        .join(Expert, col(Expert.id) == col(ExpertProfession.expert_id))
        .where(Expert.status == Status.ACTIVE)
        .group_by(col(ExpertProfession.name))
        .order_by(members.desc(), col(ExpertProfession.name))
        .limit(MAX_OPTIONS - 1)
    )
    return sorted(session.exec(query).all(), key=str.casefold)
