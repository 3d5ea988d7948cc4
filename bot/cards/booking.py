"""What people read when they book a check-in: the ordinary form with a choice of analysts, and why it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.blocks import MAX_TEXT, Small, Text
from bot.cards.request import MAX_QUESTION
from bot.cards.results import listed_with_comma
from bot.cards.words import fit, full_date, listed, quoted
from bot.fields import MAX_OPTION_LABEL, ChoiceField, Option
from bot.messages import Card, Form
from bot.model import CheckIn
from bot.policies.whose import Owned
from directory.model import Person
from directory.profiles import Profile

SHOWN_NAME = 60
SHOWN_POLICY = 80
SHOWN_QUESTION = 300
WHO = "who"


def book_form(
    form: Form, check_in: CheckIn, people: Sequence[Profile], chosen: Profile, along: Sequence[Person]
) -> Form:
    """The ordinary form, to ask this one of these people for this check-in. ``along``: who comes with whoever asks."""
    who = ChoiceField(
        name=WHO,
        label="Whom do you want to ask?",
        hint="If you choose somebody else, you see their free times before anything is sent.",
        options=tuple(Option(label=_person(each), value=str(each.id)) for each in people),
        value=str(chosen.id),
        required=True,
    )
    first, *more = form.blocks
    brings = Small(text=fit(f"{_about(check_in)}{_with(along)}", MAX_TEXT))
    return form.model_copy(
        update={
            "title": "Book the check-in",
            "name": "check_in.book",
            "blocks": (first, brings, *more),
            "fields": (who, *form.fields),
        }
    )


def _person(person: Profile) -> str:
    return fit(listed_with_comma(fit(person.name, SHOWN_NAME), person.role, person.organisation), MAX_OPTION_LABEL)


def _about(check_in: CheckIn) -> str:
    return f"{fit(check_in.name, SHOWN_NAME)}, due on {full_date(check_in.due_on)}."


def _with(along: Sequence[Person]) -> str:
    names = [fit(each.name, SHOWN_NAME) for each in along]
    return f" You come with {listed(names)}: the times suit all of you, as far as we know." if names else ""


def question(owned: Owned, check_in: CheckIn) -> str:
    """What the analyst is asked, before anybody edits it."""
    outcomes = "; ".join(" ".join(outcome.split()).rstrip(".") for outcome in owned.policy.outcomes)
    about = f"Check-in on {quoted(owned.policy.title, SHOWN_POLICY)}: {fit(check_in.name, SHOWN_NAME)}."
    return fit(f"{about} Are we moving towards what it is to achieve: {fit(outcomes, SHOWN_QUESTION)}?", MAX_QUESTION)


def by_the_day(due_on: date) -> tuple[str, str]:
    """The day that it is due, as a day by which it may be needed: value and label."""
    return due_on.isoformat(), f"By {full_date(due_on)}, when the check-in is due"


# ---------------------------------------------------------------------------------------------- instead of the form


def nobody(found: Card) -> Card:
    """No analyst or evaluator can be asked: whoever else the search finds."""
    says = Text(text="We found no analyst or evaluator who can be asked now. A wider search found this:")
    return found.model_copy(update={"blocks": (says, *found.blocks)})


def choose_somebody() -> str:
    return "Choose whom you want to ask"
