"""What people read when they book a check-in: the ordinary form with a choice of analysts, and why it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.cards.owning import book_buttons, stands
from bot.cards.request import MAX_QUESTION
from bot.cards.results import listed_with_comma
from bot.cards.words import fit, full_date, listed, quoted, short_date
from bot.evaluation.booking import Standing
from bot.evaluation.whose import Owned
from bot.fields import MAX_OPTION_LABEL, ChoiceField, Option
from bot.messages import MAX_TEXT, MAX_TITLE, Block, Button, Buttons, Card, Form, Small, Text
from bot.model import CheckIn, CheckInStatus
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


def standing_card(owned: Owned, check_in: CheckIn, standing: Standing) -> Card:
    """How its booking stands, for whoever looks after the policy."""
    blocks: list[Block] = [Text(text=stands(standing, owned.zone))]
    if standing.request and standing.request.requester_id != owned.me.id and standing.seen:
        blocks.append(Small(text=f"{fit(standing.seen.requester.name, SHOWN_NAME)} asked for it."))
    see = Button(label="See the check-in", action="check_in.show", value=check_in.id)
    blocks.append(Buttons(buttons=(*book_buttons(owned, check_in, standing), see)))
    return Card(title=fit(f"{fit(check_in.name, SHOWN_NAME)}: {_policy(owned)}", MAX_TITLE), blocks=tuple(blocks))


def _policy(owned: Owned) -> str:
    return quoted(owned.policy.title, SHOWN_POLICY)


def cannot_be_booked(check_in: CheckIn) -> str:
    """It was done with, or its policy rests."""
    on = f" on {short_date(check_in.answered_at.date())}" if check_in.answered_at else ""
    match check_in.status:
        case CheckInStatus.RECORDED:
            return f"This check-in was recorded{on}. There is nothing to book."
        case CheckInStatus.NOT_NEEDED:
            return f"This check-in was said not to be needed{on}."
        case CheckInStatus.REMOVED:
            return "This check-in is no longer in the plan."
        case CheckInStatus.PLANNED:
            return "This policy is paused or closed. Reopen it to book a check-in."


def choose_somebody() -> str:
    return "Choose whom you want to ask"
