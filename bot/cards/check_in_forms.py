"""The forms in which a check-in is answered: recorded, snoozed, moved, or said not to be needed."""

from __future__ import annotations

from datetime import date, timedelta

from bot.blocks import Small, Text
from bot.cards.check_in import NUDGED_FROM_DAYS, about, against, by_whom, on_which_day
from bot.cards.words import fit, short_date
from bot.check_ins.seen import CORRECTED_WITHIN, Measured, SeenCheckIn
from bot.fields import MAX_LABEL, ChoiceField, FormField, Option, TextField
from bot.messages import Form
from bot.model import CheckInStatus, PolicyStatus
from bot.policies.figures import write_figure
from bot.times.typed_days import EXAMPLE as DAY_EXAMPLE

MOST_MEASURES = 6
READINGS = tuple(f"reading_{letter}" for letter in "abcdef")
"""The fields of readings, in the order of the measures."""
MAX_FIGURE_TYPED = 60
MAX_LEARNED = 1_500
MAX_CHANGES = 1_000
MAX_NEXT = 1_000
MAX_REASON = 300
MAX_DAY_TYPED = 40
LONG_ENOUGH = 60
"""Characters of a measure's name beside its unit, baseline and target, where they do not all fit."""
MOST_CONFIDENCE = 10
SNOOZES = (1, 2, 4)
"""Weeks (product rule)."""
FARTHEST_YEARS = 10


# ---------------------------------------------------------------------------------------------- record


def record_form(seen: SeenCheckIn, context: str) -> Form:
    """With what was recorded so far, where it is to be put right. ``context`` comes back with it."""
    check_in = seen.check_in
    is_recorded = check_in.status is CheckInStatus.RECORDED
    blocks = [Text(text=about(seen))]
    hint = f"Recorded{by_whom(seen)}{on_which_day(seen)}. What you save takes its place." if is_recorded else ""
    fields: list[FormField] = [
        _reading(name, each) for name, each in zip(READINGS, seen.measures[:MOST_MEASURES], strict=False)
    ]
    fields += [
        _confidence(check_in.confidence),
        TextField(
            name="learned",
            label="What we learned",
            value=check_in.learned,
            required=True,
            long=True,
            max_length=MAX_LEARNED,
        ),
        TextField(
            name="changes",
            label="What changes",
            hint="In the policy, or in how it is delivered",
            value=check_in.changes,
            long=True,
            max_length=MAX_CHANGES,
        ),
        TextField(
            name="next_steps",
            label="What is next",
            hint="Who does what, and by when",
            value=check_in.next_steps,
            long=True,
            max_length=MAX_NEXT,
        ),
    ]
    return Form(
        title="Correct the check-in" if is_recorded else "Record the check-in",
        name="check_in.record",
        context=context,
        blocks=(*blocks, *([Small(text=hint)] if hint else [])),
        fields=tuple(fields),
        submit="Save check-in",
        close="Cancel",
    )


def _reading(name: str, each: Measured) -> TextField:
    last = f"Last: {_figure(each.last.value, each)} on {short_date(each.last.read_on)}. " if each.last else ""
    return TextField(
        name=name,
        label=label_of(each),
        hint=fit(f"{last}Leave empty if there is no reading", MAX_LABEL),
        value=_figure(each.here.value, each) if each.here else "",
        max_length=MAX_FIGURE_TYPED,
    )


def label_of(each: Measured) -> str:
    """For example "Letters understood (%), baseline 55%, target 80%"; the name is cut before the figures are."""
    measure = each.measure
    unit = f" ({fit(' '.join(measure.unit.split()), LONG_ENOUGH // 2)})" if measure.unit.strip() else ""
    rest = ", ".join([unit, *against(measure)]) if against(measure) else unit
    rest = rest if len(rest) <= MAX_LABEL - LONG_ENOUGH else fit(rest, MAX_LABEL - LONG_ENOUGH)
    return fit(" ".join(measure.name.split()), MAX_LABEL - len(rest)) + rest


def _confidence(value: int | None) -> ChoiceField:
    extremes = {0: "0: sure that it does not", MOST_CONFIDENCE: f"{MOST_CONFIDENCE}: sure that it does"}
    options = (Option(label=extremes.get(n, str(n)), value=str(n)) for n in range(MOST_CONFIDENCE + 1))
    return ChoiceField(
        name="confidence",
        label="How confident are you that the policy works?",
        options=tuple(options),
        value="" if value is None else str(value),
        required=True,
    )


def _figure(value: float, each: Measured) -> str:
    """As it can be typed again."""
    unit = each.measure.unit
    shown = write_figure(value, unit)
    return shown if len(shown) <= MAX_FIGURE_TYPED else write_figure(value)


def choose_confidence() -> str:
    return f"Choose a number from 0 to {MOST_CONFIDENCE}"


def say_what_you_learned() -> str:
    return "Say what you learned, even if it is that nothing has changed"


def too_long(length: int, limit: int) -> str:
    return f"This is {length:,} characters long. It can have {limit:,} at most"


def recorded_meanwhile(seen: SeenCheckIn, *, is_correction: bool) -> str:
    """Somebody else was first: what they wrote is kept, and what was typed is still in the form."""
    what = "What was recorded has been corrected" if is_correction else "This check-in was recorded"
    who = "" if is_correction else f"{by_whom(seen)}{on_which_day(seen)}"
    return f"{what}{who} while you wrote. Save again to put yours in its place, or cancel to leave it"


# ---------------------------------------------------------------------------------------------- put off


def snooze_form(seen: SeenCheckIn) -> Form:
    """For how long nobody is reminded."""
    today = seen.owned.today
    options = (Option(label=_snooze(weeks, today), value=str(weeks)) for weeks in SNOOZES)
    return Form(
        title="Snooze the check-in",
        name="check_in.snooze",
        context=seen.check_in.id,
        blocks=(Text(text=about(seen)), Small(text="Its day stays as it is. Nobody is reminded of it until then.")),
        fields=(ChoiceField(name="weeks", label="For how long?", options=tuple(options), value="1", required=True),),
        submit="Snooze check-in",
        close="Cancel",
    )


def _snooze(weeks: int, today: date) -> str:
    until = short_date(today + timedelta(weeks=weeks))
    return f"{weeks} week{'s' if weeks > 1 else ''}, until {until}"


def choose_snooze() -> str:
    return "Choose one of these"


def move_form(seen: SeenCheckIn) -> Form:
    """To which day."""
    return Form(
        title="Move the check-in",
        name="check_in.move",
        context=seen.check_in.id,
        blocks=(
            Text(text=about(seen)),
            Small(text=f"Reminders come {NUDGED_FROM_DAYS // 7} weeks before the new day, a week before, and on it."),
        ),
        fields=(
            TextField(
                name="due_on",
                label="New day",
                hint=f"For example {DAY_EXAMPLE}",
                required=True,
                max_length=MAX_DAY_TYPED,
            ),
        ),
        submit="Move check-in",
        close="Cancel",
    )


def is_past() -> str:
    return "This day is in the past. Enter one that is still to come"


def too_far_ahead() -> str:
    return f"This is more than {FARTHEST_YEARS} years ahead. Enter an earlier day"


def not_needed_form(seen: SeenCheckIn) -> Form:
    """Why it is left out."""
    return Form(
        title="Not needed",
        name="check_in.not_needed",
        context=seen.check_in.id,
        blocks=(Text(text=about(seen)), Small(text="The other check-ins of the plan stay.")),
        fields=(
            TextField(
                name="reason",
                label="Why is it not needed?",
                hint="Whoever looks after the policy next will want to know",
                required=True,
                max_length=MAX_REASON,
            ),
        ),
        submit="Leave it out",
        close="Cancel",
    )


def say_why() -> str:
    return "Say why it is not needed, in a few words"


# ---------------------------------------------------------------------------------------------- said above a card


def nothing_changed(seen: SeenCheckIn) -> str:
    """Why what was pressed cannot be done any more."""
    return f"Nothing was changed: {_why(seen)}."


def _why(seen: SeenCheckIn) -> str:
    match seen.owned.policy.status:
        case PolicyStatus.PAUSED:
            return "the policy is paused. Reopen it first"
        case PolicyStatus.CLOSED:
            return "the policy is closed. Reopen it first"
    match seen.check_in.status:
        case CheckInStatus.RECORDED if not seen.may_correct:
            return f"what was recorded more than {CORRECTED_WITHIN.days} days ago stays as it is"
        case CheckInStatus.RECORDED:
            return "this check-in was recorded before"
        case CheckInStatus.NOT_NEEDED:
            return "somebody has said that this check-in is not needed"
        case CheckInStatus.REMOVED:
            return "this check-in was taken out of the plan"
    return "it is being booked. Withdraw the request, or cancel the consultation, first"
