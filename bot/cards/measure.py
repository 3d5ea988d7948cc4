"""The measures of a policy: what shows whether it works, as a list, and the form of one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import MAX_BUTTON_SAYS, MAX_TITLE, Block, Button, Buttons, People, PersonLine, Text
from bot.cards.words import counted, fit, quoted, sentence_case, short_date
from bot.fields import ChoiceField, FormField, Option, TextField
from bot.messages import Card, Form
from bot.model import Beneficiary, Direction, Measure, Policy
from bot.policies.figures import EXAMPLE, write_figure
from bot.policies.sheet import Measured

MOST = 6
"""Measures of a policy: the form that records a check-in has a field for each."""
MAX_NAME = 100
MAX_UNIT = 30
MAX_TYPED = 40
"""Characters of a figure as it is typed."""
ON_A_CARD = 240
ANYBODY = "anybody"
"""Nobody in particular was chosen."""

MOVES = {Direction.UP: "should go up", Direction.DOWN: "should go down"}
BENEFICIARIES = {
    Beneficiary.CITIZENS: "citizens",
    Beneficiary.POLICYMAKERS: "policymakers",
    Beneficiary.MINISTERS: "ministers",
    Beneficiary.TREASURY: "the Treasury",
}


def in_a_line(measured: Measured) -> str:
    """For example "Letters answered: 71% on 3 March 2026 (baseline 62%, target 80%)"."""
    return fit(f"{measured.measure.name}: {_stands(measured)}{_aims(measured.measure)}", ON_A_CARD)


def _stands(measured: Measured) -> str:
    latest = measured.latest
    if latest is None:
        return "not read yet"
    return f"{write_figure(latest.value, measured.measure.unit)} on {short_date(latest.read_on)}"


def _aims(measure: Measure) -> str:
    known = [("baseline", measure.baseline), ("target", measure.target), ("threshold", measure.threshold)]
    parts = [f"{word} {write_figure(value, measure.unit)}" for word, value in known if value is not None]
    return f" ({', '.join(parts)})" if parts else ""


def _for_whom(measure: Measure) -> str:
    whom = f", for {BENEFICIARIES[measure.beneficiary]}" if measure.beneficiary else ""
    return f"{MOVES[measure.direction]}{whom}"


def measures_card(policy: Policy, measures: Sequence[Measured], *, note: str = "") -> Card:
    """All of them, each with what can be done about it. ``note`` says why what was pressed was not done."""
    blocks: list[Block] = [Text(text=note)] if note else []
    # A list holds five people or things at most, and there may be one more.
    for part in (measures[: MOST // 2], measures[MOST // 2 :]):
        if part:
            blocks.append(People(people=tuple(_line(policy, measured) for measured in part)))
    if not measures:
        blocks.append(Text(text="No measures yet. A measure shows whether the policy works."))
    ways = [Button(label="Back to the policy", action="policy.show", value=policy.id)]
    if len(measures) < MOST:
        ways.insert(0, add_button(policy))
    blocks.append(Buttons(buttons=tuple(ways)))
    return Card(title=fit(f"Measures of {policy.title}", MAX_TITLE), blocks=tuple(blocks))


def _line(policy: Policy, measured: Measured) -> PersonLine:
    measure, value = measured.measure, f"{policy.id}.{measured.measure.id}"
    remove = f"Remove with {counted(measured.readings, 'reading', 'readings')}" if measured.readings else "Remove"
    return PersonLine(
        name=fit(measure.name, MAX_TITLE),
        about=sentence_case(f"{_stands(measured)}{_aims(measure)}"),
        notes=sentence_case(_for_whom(measure)),
        buttons=(
            Button(
                label="Change",
                action="measure.open",
                value=value,
                says=fit(f"Change {measure.name}", MAX_BUTTON_SAYS),
                opens_form=True,
            ),
            Button(
                label=remove,
                action="measure.remove",
                value=value,
                says=fit(f"{remove}: {measure.name}", MAX_BUTTON_SAYS),
            ),
        ),
    )


def add_button(policy: Policy) -> Button:
    return Button(label="Add a measure", action="measure.add", value=policy.id, opens_form=True)


def see_button(policy: Policy, number: int) -> Button:
    return Button(label=f"See {counted(number, 'measure', 'measures')}", action="measure.list", value=policy.id)


# ---------------------------------------------------------------------------------------------- the form


def measure_form(policy: Policy, measure: Measure | None = None) -> Form:
    """A new one, or one as it is."""
    return Form(
        title="Change measure" if measure else "Add a measure",
        name="measure.edit" if measure else "measure.add",
        context=f"{policy.id}.{measure.id}" if measure else policy.id,
        blocks=(Text(text=f"What shows whether {quoted(policy.title)} works?"),),
        fields=_fields(measure),
        submit="Save measure" if measure else "Add measure",
        close="Cancel",
    )


def _fields(measure: Measure | None) -> tuple[FormField, ...]:
    return (
        TextField(
            name="name",
            label="What is measured",
            hint="For example: letters that are answered within 30 days",
            value=measure.name[:MAX_NAME] if measure else "",
            required=True,
            max_length=MAX_NAME,
        ),
        TextField(
            name="unit",
            label="Unit",
            hint="For example %, £ million, days or people",
            value=measure.unit[:MAX_UNIT] if measure else "",
            max_length=MAX_UNIT,
        ),
        ChoiceField(
            name="direction",
            label="If the policy works, this figure",
            options=tuple(
                Option(label=sentence_case(words), value=direction.value) for direction, words in MOVES.items()
            ),
            value=(measure.direction if measure else Direction.UP).value,
            required=True,
        ),
        _figure("baseline", "Baseline", "What it is without the policy.", measure),
        _figure("target", "Target", "What it is to be.", measure),
        _figure("threshold", "Threshold", "You are told when a live reading passes it.", measure),
        ChoiceField(
            name="beneficiary",
            label="Whom it is to be better for",
            options=(
                *(Option(label=sentence_case(words), value=whom.value) for whom, words in BENEFICIARIES.items()),
                Option(label="Nobody in particular", value=ANYBODY),
            ),
            value=measure.beneficiary.value if measure and measure.beneficiary else "",
        ),
    )


def _figure(name: str, label: str, what: str, measure: Measure | None) -> TextField:
    value = getattr(measure, name) if measure else None
    typed = "" if measure is None or value is None else write_figure(value)
    hint = f"{what} A figure like {EXAMPLE}"
    return TextField(name=name, label=label, hint=hint, value=typed, max_length=MAX_TYPED)


def name_it() -> str:
    return "Enter what is measured"


def too_long(limit: int) -> str:
    return f"Enter at most {limit:,} characters"


def named_already() -> str:
    return "This policy has a measure of this name already. Change that one, or enter another name"


def too_many() -> str:
    return f"A policy can have {MOST} measures at most. Remove one first."


def is_gone() -> str:
    """A button of a measure that was removed meanwhile."""
    return "This measure was removed. These are the others."
