"""What came of somebody's consultations, as two lists: what they learnt, and what they gave as an expert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.blocks import MAX_BUTTON_SAYS, MAX_FACT, MAX_TITLE, Button, Buttons, People, PersonLine, Small, Text
from bot.cards.afterwards import DIFFERENCE, USEFUL, who
from bot.cards.home import way_back
from bot.cards.words import counted, fit, listed, quoted, short_date
from bot.consultations.record import Line, Side, Sum
from bot.consultations.standards import Statement, named
from bot.messages import Card
from bot.pages import Page

TITLES = {Side.LEARNING: "Your learning record", Side.CONTRIBUTION: "Your contribution record"}
IN_A_LIST = 200
SHOWN_CHANGE = 250
SHOWN_NOTE = 400
SHOWN_NOTES = 200
"""Characters: the card of each consultation leads to all of it."""


def record(
    side: Side,
    lines: Sequence[Line],
    sums: Mapping[Side, Sum],
    page: Page,
    zone: ZoneInfo,
    statements: Sequence[Statement],
) -> Card:
    """One page of it. ``sums`` say how much there is in each."""
    ways = [way_back()]
    across = Side.CONTRIBUTION if side is Side.LEARNING else Side.LEARNING
    if sums[across].consultations:
        ways.insert(0, Button(label=f"See {TITLES[across].lower()}", action="record.show", value=f"{across}.0"))
    if page.next_first:
        ways.insert(0, Button(label="Show more", action="record.show", value=f"{side}.{page.next_first}"))
    if not lines:
        empty = Text(text="Nothing is in your record yet. Every consultation is, once it took place.")
        return Card(title=TITLES[side], blocks=(empty, Buttons(buttons=tuple(ways))))
    shown = f"Showing {page.first + 1} to {page.last} of {page.total}. Your answers are for you alone."
    return Card(
        title=f"{TITLES[side]}: {summed(sums[side])}",
        blocks=(
            People(people=tuple(_line(line, side, zone, statements) for line in lines)),
            Small(text=shown),
            Buttons(buttons=tuple(ways)),
        ),
    )


def summed(total: Sum) -> str:
    """For example "3 consultations, 1 hour and 30 minutes"."""
    hours, minutes = divmod(total.minutes, 60)
    parts = [counted(hours, "hour", "hours")] * bool(hours) + [counted(minutes, "minute", "minutes")] * bool(minutes)
    held = counted(total.consultations, "consultation", "consultations")
    return f"{held}, {listed(parts)}" if parts else held


def named_other(line: Line) -> str:
    """Whom it was with, and that they have left where they have."""
    return f"{who(line.other)}, who has left" if line.other_has_left and line.other else who(line.other)


def _line(line: Line, side: Side, zone: ZoneInfo, statements: Sequence[Statement]) -> PersonLine:
    action, value = line.opens
    says = f"Open consultation with {who(line.other)}"
    buttons = [Button(label="Open", action=action, value=value, says=fit(says, MAX_BUTTON_SAYS))]
    if line.note:
        says = fit(f"Shared note of consultation with {who(line.other)}", MAX_BUTTON_SAYS)
        buttons.append(Button(label="Shared note", action="note.show", value=line.consultation_id, says=says))
    on = short_date(line.starts_at.astimezone(zone).date())
    return PersonLine(
        name=fit(f"{on}, with {named_other(line)}", MAX_TITLE),
        about=quoted(line.question, IN_A_LIST),
        why=fit(" ".join(_came_of(line, side)), MAX_FACT),
        notes=fit(" · ".join([f"{line.minutes} minutes", *named(line.statements, statements)]), SHOWN_NOTES),
        buttons=tuple(buttons),
    )


def _came_of(line: Line, side: Side) -> Iterator[str]:
    if line.useful:
        asked = "Useful" if side is Side.LEARNING else "Worthwhile"
        yield f"{asked}: {USEFUL[line.useful].lower()}."
    if line.difference:
        yield f"Changed anything: {DIFFERENCE[line.difference].lower()}."
    if line.what_changed:
        yield f"What changed: {quoted(line.what_changed, SHOWN_CHANGE)}"
    if line.note:
        yield f"Shared note: {quoted(line.note, SHOWN_NOTE)}"


def see_record() -> Button:
    """The way to it."""
    return Button(label="See your record", action="record.show")
