"""Somebody's absences, the form that adds one, and what is said beside its fields."""

from __future__ import annotations

from bot.blocks import MAX_BUTTON_SAYS, MAX_TITLE, Block, Button, Heading, People, PersonLine, Small, Text
from bot.cards.words import fit, full_date, short_date
from bot.fields import TextField
from bot.messages import Form
from bot.own.record import Own
from bot.pages import Page
from bot.times.typed_days import EXAMPLE as DAY_EXAMPLE
from directory.model import Absence
from directory.roster.columns import COLUMNS


def absences(own: Own, page: Page) -> list[Block]:
    """Those that are not over, from where the page begins, each with a button to take it back."""
    shown = own.absences[page.first : page.last]
    if not shown:
        return [Heading(text="Your absences"), Text(text="None to come.")]
    lines = tuple(_absence(absence) for absence in shown)
    blocks: list[Block] = [Heading(text="Your absences"), People(people=lines)]
    if page.total > len(shown):
        blocks.append(Small(text=f"Showing {page.first + 1} to {page.last} of {page.total}"))
    return blocks


def _absence(absence: Absence) -> PersonLine:
    button = Button(
        label="Remove",
        action="absence.remove",
        value=str(absence.id),
        says=fit(f"Remove absence from {short_date(absence.starts_on)}", MAX_BUTTON_SAYS),
    )
    return PersonLine(name=fit(days(absence), MAX_TITLE), buttons=(button,))


def days(absence: Absence) -> str:
    """The first and the last, once when they are one day."""
    if absence.starts_on == absence.ends_on:
        return full_date(absence.starts_on)
    return f"{full_date(absence.starts_on)} to {full_date(absence.ends_on)}"


def add_absence() -> Button:
    """Opens the form."""
    return Button(label="Add an absence", action="absence.open", opens_form=True)


def absence_form(cover: str) -> Form:
    """``cover`` is who covers for them so far, as they would type it."""
    return Form(
        title="Add an absence",
        name="absence.save",
        blocks=(Text(text="Nobody is pointed to you on these days. What is booked already stays booked."),),
        fields=(
            TextField(
                name="first_day", label="First day", hint=f"For example {DAY_EXAMPLE}", required=True, max_length=40
            ),
            TextField(name="last_day", label="Last day", hint="Leave empty for one day", max_length=40),
            TextField(
                name="cover",
                label="Who covers for you (optional)",
                hint="Name or work email address of another expert. They are asked instead while you are away.",
                value=cover,
                max_length=COLUMNS["cover"].limit,
            ),
        ),
        submit="Add absence",
        close="Cancel",
    )


def ends_before_start() -> str:
    return "The last day must not be before the first day"


def is_over() -> str:
    return "These days are in the past. Enter days that are still to come"


def too_long(years: int) -> str:
    return f"An absence can last {years} years at most"


def too_far_ahead(years: int) -> str:
    return f"The first day must be within the next {years} years"


def covers_themselves() -> str:
    return "You cannot cover for yourself. Enter another expert, or leave this empty"


def too_many(number: int) -> str:
    return f"You have {number} absences to come already. Remove one first"


def only_for_experts() -> str:
    """Somebody without a profile pressed what is for those who have one."""
    return "Only experts of the directory can be absent, and you are not one of them."
