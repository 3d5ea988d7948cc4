"""The form of somebody's settings, and what is said beside its fields."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards.settings import CAPS, NEWS, OF_POLICIES, may_do_without
from bot.cards.words import fit, sentence_case, zone_name
from bot.fields import JOINED_BY, MAX_LABEL, ChoiceField, ChoicesField, FormField, Option, TextField
from bot.messages import Form
from bot.model import NoticeKind
from bot.own.record import Own
from bot.times.quiet_hours import EXAMPLE as QUIET_EXAMPLE
from bot.times.working_time import NATIONS
from directory.model import Expert, Status
from directory.roster.columns import COLUMNS, MAX_WEEKLY_CAP
from directory.working_hours import EXAMPLE as HOURS_EXAMPLE

TAKING, PAUSED = "taking", "paused"
TOLD_OF_POLICIES = "told_of_policies"
TOLD = {
    "told": (
        "What you want to be told of requests and consultations",
        "Requests and messages to you always come. Untick what you can do without.",
    ),
    TOLD_OF_POLICIES: ("What you want to be told of policies", "Untick what you can do without."),
}
"""Two fields, since one holds no more than ten things to tick, each with its label and hint."""
CAPS_FROM_TO = {"daily_cap": (1, 20), "weekly_cap": (0, MAX_WEEKLY_CAP), "monthly_cap": (1, 4 * MAX_WEEKLY_CAP)}
"""The least and the most consultations that somebody may set as a limit."""


def settings_form(own: Own) -> Form:
    """What somebody may change, as it is."""
    expert = own.expert
    return Form(
        title="Your settings",
        name="settings.save",
        fields=(*(_expert_fields(expert, zone_name(own.zone)) if expert else ()), *_everybodys_fields(own)),
        submit="Save settings",
        close="Cancel",
    )


def _expert_fields(expert: Expert, zone: str) -> Iterator[FormField]:
    if expert.status in {Status.ACTIVE, Status.PAUSED}:
        options = (Option(label="Take requests", value=TAKING), Option(label="Paused: ask me nothing", value=PAUSED))
        value = PAUSED if expert.status is Status.PAUSED else TAKING
        yield ChoiceField(name="requests", label="Requests to you", options=options, value=value, required=True)
    yield TextField(
        name="working_hours",
        label="Working hours",
        hint=fit(f"{zone[:1].upper()}{zone[1:]}. For example {HOURS_EXAMPLE}", MAX_LABEL),
        value=expert.working_hours,
        required=True,
        max_length=COLUMNS["working_hours"].limit,
    )
    for name, words in CAPS.items():
        cap = getattr(expert, name)
        yield TextField(
            name=name,
            label=f"Consultations {words}, at most",
            hint="" if name == "weekly_cap" else f"Leave empty for no limit {words}",
            value="" if cap is None else str(cap),
            required=name == "weekly_cap",
            max_length=4,
        )


def _everybodys_fields(own: Own) -> Iterator[FormField]:
    yield TextField(
        name="quiet_hours",
        label="Quiet hours",
        hint=f"You are told nothing then. For example {QUIET_EXAMPLE}. Leave empty to be told things at once",
        value=own.preferences.quiet_hours,
        max_length=40,
    )
    yield ChoiceField(
        name="nation",
        label="Whose bank holidays do you keep?",
        options=tuple(Option(label=nation, value=nation) for nation in NATIONS),
        value=own.nation,
        required=True,
    )
    for name, (label, hint) in TOLD.items():
        here = told_by(name, own)
        yield ChoicesField(
            name=name,
            label=label,
            hint=hint,
            options=tuple(Option(label=NEWS[kind][0], value=kind.value) for kind in here),
            value=JOINED_BY.join(kind.value for kind in here if kind not in own.preferences.muted),
        )


def told_by(field: str, own: Own) -> list[NoticeKind]:
    """The kinds of notices that are chosen in one of the fields of ``TOLD``."""
    return [kind for kind in may_do_without(own) if (kind in OF_POLICIES) == (field == TOLD_OF_POLICIES)]


def wrong_hours(why: str) -> str:
    """``why`` is what reading them said, which in a file goes on from the name of a column."""
    return sentence_case(why)


def hours_too_long(limit: int) -> str:
    """They are more than the directory keeps."""
    return f"These hours are too many to keep: write them in at most {limit} characters, like {HOURS_EXAMPLE}"


def wrong_cap(name: str) -> str:
    """A limit that is no number, or not one that makes sense."""
    lowest, highest = CAPS_FROM_TO[name]
    return f"Enter a whole number from {lowest} to {highest}{'' if name == 'weekly_cap' else ', or leave this empty'}"
