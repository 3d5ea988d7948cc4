"""The milestones of a policy: dates that others plan by, as a list, and the form of one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import MAX_BUTTON_SAYS, MAX_TITLE, Block, Button, Buttons, People, PersonLine, Small, Text
from bot.cards.words import counted, fit, quoted
from bot.fields import ChoiceField, FormField, Option, TextField
from bot.messages import Card, Form
from bot.model import Milestone, MilestoneCategory, Policy
from bot.pages import Page
from bot.policies.dates import EXAMPLE, write_date

MOST = 20
"""Milestones of a policy (product rule)."""
MAX_DESCRIPTION = 200
MAX_DATE = 40
ON_A_CARD = 200

CATEGORIES = {
    MilestoneCategory.PLAN_SIGNED_OFF: "Evaluation plan signed off",
    MilestoneCategory.EVALUATION_START: "Evaluation begins",
    MilestoneCategory.EVALUATION_END: "Evaluation ends",
    MilestoneCategory.FIRST_RECRUITED: "First participant recruited",
    MilestoneCategory.LAST_RECRUITED: "Last participant recruited",
    MilestoneCategory.INTERVENTION_START: "Intervention begins",
    MilestoneCategory.INTERVENTION_END: "Intervention ends",
    MilestoneCategory.INTERIM_EXTRACTION: "Interim data extracted",
    MilestoneCategory.INTERIM_ANALYSIS_START: "Interim analysis begins",
    MilestoneCategory.INTERIM_ANALYSIS_END: "Interim analysis ends",
    MilestoneCategory.INTERIM_PUBLICATION: "Interim results published",
    MilestoneCategory.FINAL_EXTRACTION: "Final data extracted",
    MilestoneCategory.FINAL_ANALYSIS_START: "Final analysis begins",
    MilestoneCategory.FINAL_ANALYSIS_END: "Final analysis ends",
    MilestoneCategory.REPORT_SIGNED_OFF: "Final report signed off",
    MilestoneCategory.FINAL_PUBLICATION: "Final results published",
    MilestoneCategory.OTHER: "Something else",
}
"""In the order of an evaluation's life."""
INTENDED, ACTUAL = "intended", "actual"


def in_a_line(milestone: Milestone) -> str:
    """For example "March 2026, intended: Evaluation begins"."""
    return fit(f"{_when(milestone)}: {named(milestone)}", ON_A_CARD)


def named(milestone: Milestone) -> str:
    """Its category in plain words, and what was said of it."""
    if milestone.category is MilestoneCategory.OTHER:
        return milestone.description or CATEGORIES[milestone.category]
    more = f". {milestone.description}" if milestone.description else ""
    return f"{CATEGORIES[milestone.category]}{more}"


def _when(milestone: Milestone) -> str:
    on = write_date(milestone.happens_on, milestone.precision)
    return on if milestone.is_actual else f"{on}, intended"


def milestones_card(policy: Policy, shown: Sequence[Milestone], page: Page, *, note: str = "") -> Card:
    """One page of them, each with what can be done about it. ``note`` says why what was pressed was not done."""
    blocks: list[Block] = [Text(text=note)] if note else []
    ways = [Button(label="Back to the policy", action="policy.show", value=policy.id)]
    if page.total < MOST:
        ways.insert(0, add_button(policy))
    if shown:
        blocks.append(People(people=tuple(_line(policy, milestone) for milestone in shown)))
        blocks.append(Small(text=f"Showing {page.first + 1} to {page.last} of {page.total}"))
    else:
        blocks.append(Text(text="No milestones yet. A milestone is a date of the evaluation that others plan by."))
    if page.next_first:
        more = f"{policy.id}.{page.next_first}"
        ways.insert(0, Button(label="Show more", action="milestone.list", value=more))
    blocks.append(Buttons(buttons=tuple(ways)))
    return Card(title=fit(f"Milestones of {policy.title}", MAX_TITLE), blocks=tuple(blocks))


def _line(policy: Policy, milestone: Milestone) -> PersonLine:
    value = f"{policy.id}.{milestone.id}"
    what = f"{named(milestone)}, {write_date(milestone.happens_on, milestone.precision)}"
    return PersonLine(
        name=fit(_when(milestone), MAX_TITLE),
        about=named(milestone),
        buttons=(
            Button(
                label="Change",
                action="milestone.open",
                value=value,
                says=fit(f"Change {what}", MAX_BUTTON_SAYS),
                opens_form=True,
            ),
            Button(label="Remove", action="milestone.remove", value=value, says=fit(f"Remove {what}", MAX_BUTTON_SAYS)),
        ),
    )


def add_button(policy: Policy) -> Button:
    return Button(label="Add a milestone", action="milestone.add", value=policy.id, opens_form=True)


def see_button(policy: Policy, number: int) -> Button:
    label = f"See {counted(number, 'milestone', 'milestones')}"
    return Button(label=label, action="milestone.list", value=f"{policy.id}.0")


# ---------------------------------------------------------------------------------------------- the form


def milestone_form(policy: Policy, milestone: Milestone | None = None) -> Form:
    """A new one, or one as it is."""
    return Form(
        title="Change milestone" if milestone else "Add a milestone",
        name="milestone.edit" if milestone else "milestone.add",
        context=f"{policy.id}.{milestone.id}" if milestone else policy.id,
        blocks=(Text(text=f"Of {quoted(policy.title)}"),),
        fields=_fields(milestone),
        submit="Save milestone" if milestone else "Add milestone",
        close="Cancel",
    )


def _fields(milestone: Milestone | None) -> tuple[FormField, ...]:
    return (
        ChoiceField(
            name="category",
            label="What happens",
            hint="The Evaluation Registry uses the same categories.",
            options=tuple(Option(label=words, value=category.value) for category, words in CATEGORIES.items()),
            value=milestone.category.value if milestone else "",
            required=True,
        ),
        TextField(
            name="date",
            label="When",
            hint=f"For example {EXAMPLE}",
            value=write_date(milestone.happens_on, milestone.precision) if milestone else "",
            required=True,
            max_length=MAX_DATE,
        ),
        ChoiceField(
            name="certainty",
            label="Is this intended, or has it happened?",
            options=(Option(label="Intended", value=INTENDED), Option(label="It has happened", value=ACTUAL)),
            value=ACTUAL if milestone and milestone.is_actual else INTENDED,
            required=True,
        ),
        TextField(
            name="description",
            label="Description",
            hint="What it is, where it is something else",
            value=milestone.description[:MAX_DESCRIPTION] if milestone else "",
            max_length=MAX_DESCRIPTION,
        ),
    )


def choose_what() -> str:
    return "Choose what happens"


def describe_it() -> str:
    return "Enter what happens, since it is something else"


def too_long() -> str:
    return f"Enter at most {MAX_DESCRIPTION:,} characters"


def not_yet() -> str:
    return "This date is still to come. Enter a date that has passed, or choose Intended"


def too_many() -> str:
    return f"A policy can have {MOST} milestones at most. Remove one first."


def is_gone() -> str:
    """A button of a milestone that was removed meanwhile."""
    return "This milestone was removed. These are the others."
