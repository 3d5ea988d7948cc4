"""A check-in as people read it: the nudge that asks for it, and how it stands, with what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.blocks import MAX_TITLE, Block, Button, Buttons, Fact, Facts, Small, Text
from bot.cards.owning import book_buttons, owner_buttons, stands
from bot.cards.page_link import open_page
from bot.cards.words import fit, full_date, quoted, short_date
from bot.check_ins.seen import Measured, SeenCheckIn
from bot.fields import MAX_LABEL
from bot.messages import Card
from bot.model import CheckIn, CheckInStatus, Measure, PolicyStatus, Reading
from bot.policies.figures import write_figure
from bot.policies.whose import Owned

SHOWN_NAME = 80
SHOWN_UNIT = 40
WEEK = 7
COUNTED_WEEKS = 8
COUNTED_DAYS = 14
"""So far ahead it is said in how many weeks, or days, something is due; beyond, its day says enough."""
NUDGED_FROM_DAYS = 28
"""So long before its day a check-in is first asked for: there is nothing to snooze before."""


def nudge(seen: SeenCheckIn, *, is_late: bool, was_held: bool) -> Card:
    """What asks for it. ``is_late``: whoever was asked on its day did not answer; ``was_held``: they met for it."""
    check_in, today = seen.check_in, seen.owned.today
    if was_held:
        title, first = "Record your check-in", stands(seen.standing, seen.owned.zone)
    else:
        title, first = f"Check-in {due(check_in.due_on, today)}", _named_and_due(check_in, today)
    lines = [fit(first, MAX_TITLE), *_why_you(seen, is_late=is_late)]
    blocks: list[Block] = [Text(text="\n".join(lines)), *_measures(seen)]
    return Card(title=_titled(title, seen), blocks=(*blocks, open_page(seen.owned), *_ways(seen, in_nudge=True)))


def check_in_card(seen: SeenCheckIn, note: str = "", pictures: Sequence[Block] = ()) -> Card:
    """How it stands. ``note`` says what came of what they pressed; ``pictures`` show what was read in it."""
    blocks: list[Block] = [Text(text=note)] if note else []
    blocks += [Text(text="\n".join(_lines(seen))), *_content(seen), *pictures, *_to_page(seen), *_ways(seen)]
    return Card(title=_titled(_state(seen), seen), blocks=tuple(blocks))


def plan_buttons(owned: Owned) -> tuple[Button, ...]:
    """What somebody who looks after a policy can do about its plan, and about the policy as a whole."""
    id_ = owned.policy.id
    pause = Button(label="Pause the policy", action="policy.pause", value=id_)
    close = Button(label="Close the policy", action="policy.close", value=id_, opens_form=True)
    reopen = Button(label="Reopen the policy", action="policy.reopen", value=id_)
    match owned.policy.status:
        case PolicyStatus.ACTIVE:
            return (see_plan(owned), pause, close)
        case PolicyStatus.PAUSED:
            return (see_plan(owned), reopen, close)
        case PolicyStatus.CLOSED:
            return (see_plan(owned), reopen)


def see_plan(owned: Owned) -> Button:
    """The way to all check-ins of a policy."""
    return Button(label="See the plan", action="policy.plan", value=owned.policy.id)


def open_policy(owned: Owned) -> Button:
    """The way to the policy itself."""
    return Button(label="Open the policy", action="policy.show", value=owned.policy.id)


# ---------------------------------------------------------------------------------------------- in words


def due(on: date, today: date) -> str:
    """For example "due in 4 weeks", "due today", or "was due on 3 March 2026"."""
    days = (on - today).days
    if days < 0:
        return f"was due on {short_date(on)}"
    if days < 2:
        return "due tomorrow" if days else "due today"
    weeks, left = divmod(days, WEEK)
    if weeks > COUNTED_WEEKS or (left and days > COUNTED_DAYS):
        return f"due on {short_date(on)}"
    if left:
        return f"due in {days} days"
    return "due in a week" if weeks == 1 else f"due in {weeks} weeks"


def due_in_full(on: date, today: date) -> str:
    """For example "due in 4 weeks, on Tuesday 3 March 2026"."""
    said = due(on, today)
    if said.endswith(short_date(on)):
        return f"{said.removesuffix(short_date(on))}{full_date(on)}"
    return f"{said}, on {full_date(on)}" if on != today else f"{said}, {full_date(on)}"


def about(seen: SeenCheckIn) -> str:
    """Which check-in something is about, for above a form."""
    day = due_in_full(seen.check_in.due_on, seen.owned.today)
    return f"{quoted(seen.owned.policy.title, SHOWN_NAME)}: {fit(seen.check_in.name, SHOWN_NAME)}, {day}."


def of_measure(each: Measured) -> str:
    """Its last reading against its target, in one line."""
    measure, last = each.measure, each.last
    read = f"{_figure(last.value, measure)} on {short_date(last.read_on)}" if last else "No reading yet"
    return f"{read}{_aims(measure)}"


def against(measure: Measure) -> list[str]:
    """What its readings are held against."""
    baseline = [] if measure.baseline is None else [f"baseline {_figure(measure.baseline, measure)}"]
    target = [] if measure.target is None else [f"target {_figure(measure.target, measure)}"]
    return baseline + target


def _aims(measure: Measure) -> str:
    aims = ", ".join(against(measure))
    return f" ({aims})" if aims else ""


def by_whom(seen: SeenCheckIn) -> str:
    """ "by you", "by Ada Quillan", or nothing where we no longer have their name."""
    who = seen.answered_by
    if who is None or not who.name:
        return ""
    return " by you" if who.id == seen.owned.me.id else f" by {fit(who.name, SHOWN_NAME)}"


def on_which_day(seen: SeenCheckIn) -> str:
    """ "on 3 March 2026", with a space in front."""
    return f" on {short_date(seen.answered_on)}" if seen.answered_on else ""


def _figure(value: float, measure: Measure) -> str:
    return write_figure(value, fit(measure.unit, SHOWN_UNIT))


def _titled(what: str, seen: SeenCheckIn) -> str:
    return fit(f"{what}: {' '.join(seen.owned.policy.title.split())}", MAX_TITLE)


def _named_and_due(check_in: CheckIn, today: date) -> str:
    """The title says how soon that is."""
    is_due = "was due" if check_in.due_on < today else "due"
    return f"{fit(check_in.name, SHOWN_NAME)}, {is_due} on {full_date(check_in.due_on)}."


def _why_you(seen: SeenCheckIn, *, is_late: bool) -> Iterator[str]:
    """Why somebody is asked who does not own it."""
    owned = seen.owned
    if owned.policy.owner_id == owned.me.id:
        return
    role = "deputy" if owned.policy.deputy_id == owned.me.id else "co-owner"
    owner = fit(owned.owner.name, SHOWN_NAME) if owned.owner else ""
    if is_late and owner:
        yield f"You are asked as {role}, because {owner}, who owns the policy, has not answered."
    elif owner:
        yield f"You are asked as {role}, because {owner}, who owns the policy, cannot be reached at the moment."
    else:
        yield f"You are asked as {role}, because nobody owns the policy at the moment."


# ---------------------------------------------------------------------------------------------- how it stands


def _state(seen: SeenCheckIn) -> str:
    check_in = seen.check_in
    match check_in.status:
        case CheckInStatus.RECORDED:
            return "Check-in recorded"
        case CheckInStatus.NOT_NEEDED:
            return "Check-in not needed"
        case CheckInStatus.REMOVED:
            return "Check-in removed"
        case CheckInStatus.PLANNED:
            is_overdue = check_in.due_on < seen.owned.today and seen.may_change
            said = due(check_in.due_on, seen.owned.today)
            return f"Check-in overdue, {said}" if is_overdue else f"Check-in {said}"


def _lines(seen: SeenCheckIn) -> Iterator[str]:
    check_in, day = seen.check_in, full_date(seen.check_in.due_on)
    name = fit(check_in.name, SHOWN_NAME)
    match check_in.status:
        case CheckInStatus.RECORDED:
            yield f"{name}. Recorded{by_whom(seen)}{on_which_day(seen)}."
            if seen.is_mid_booking:
                yield f"{stands(seen.standing, seen.owned.zone)}. That stays, unless it is cancelled."
        case CheckInStatus.NOT_NEEDED:
            yield f"{name}, was due on {day}. Said not to be needed{by_whom(seen)}{on_which_day(seen)}."
        case CheckInStatus.REMOVED:
            yield f"{name}, was due on {day}. Taken out of the plan{by_whom(seen)}{on_which_day(seen)}."
        case CheckInStatus.PLANNED:
            yield _named_and_due(check_in, seen.owned.today)
            yield from _what_waits(seen)
    if seen.owned.policy.status is not PolicyStatus.ACTIVE:
        yield policy_is(seen.owned)


def _what_waits(seen: SeenCheckIn) -> Iterator[str]:
    if booking := stands(seen.standing, seen.owned.zone):
        yield f"{booking}."
    if seen.is_snoozed and seen.check_in.snoozed_until:
        yield f"Snoozed until {full_date(seen.check_in.snoozed_until)}: nobody is reminded before."


def policy_is(owned: Owned) -> str:
    """Why nothing of a policy can be changed that is paused or closed."""
    at = owned.policy.status_at
    on = f" on {short_date(at.astimezone(owned.zone).date())}" if at else ""
    if owned.policy.status is PolicyStatus.PAUSED:
        return f"The policy was paused{on}: nobody is asked for check-ins until it is reopened."
    return f"The policy was closed{on}: what was recorded stays."


def _content(seen: SeenCheckIn) -> Iterator[Block]:
    check_in = seen.check_in
    match check_in.status:
        case CheckInStatus.RECORDED:
            yield Facts(facts=tuple(_recorded(seen)))
        case CheckInStatus.NOT_NEEDED if check_in.reason:
            yield Facts(facts=(Fact(label="Why", value=check_in.reason),))
        case CheckInStatus.PLANNED:
            yield from _measures(seen)


def _recorded(seen: SeenCheckIn) -> Iterator[Fact]:
    check_in = seen.check_in
    for each in seen.measures:
        if each.here:
            yield Fact(label=fit(each.measure.name, MAX_LABEL), value=_read(each.measure, each.here))
    if check_in.confidence is not None:
        yield Fact(label="Confidence that it works", value=f"{check_in.confidence} out of 10")
    said = {
        "What we learned": check_in.learned,
        "What changes": check_in.changes,
        "What is next": check_in.next_steps,
    }
    for label, value in said.items():
        if value:
            yield Fact(label=label, value=value)


def _read(measure: Measure, reading: Reading) -> str:
    return f"{_figure(reading.value, measure)}{_aims(measure)}"


def _measures(seen: SeenCheckIn) -> Iterator[Block]:
    if seen.measures:
        facts = (Fact(label=fit(each.measure.name, MAX_LABEL), value=of_measure(each)) for each in seen.measures)
        yield Facts(facts=tuple(facts))
    elif seen.may_change:
        yield Small(text="There are no measures yet. Open the policy to add what shows whether it works.")


# ---------------------------------------------------------------------------------------------- what can be done


def _to_page(seen: SeenCheckIn) -> tuple[Block, ...]:
    """Where all that was recorded is read together."""
    return (open_page(seen.owned),) if seen.check_in.status is CheckInStatus.RECORDED else ()


def _ways(seen: SeenCheckIn, *, in_nudge: bool = False) -> Iterator[Block]:
    if first := _to_answer(seen):
        yield Buttons(buttons=tuple(first))
    if later := _to_put_off(seen, in_nudge=in_nudge):
        yield Buttons(buttons=tuple(later))
    hand_over = owner_buttons(seen.owned)[:1] if in_nudge else ()
    ways = (open_policy(seen.owned),) if in_nudge else (see_plan(seen.owned), open_policy(seen.owned))
    yield Buttons(buttons=(*hand_over, *ways))


def _to_answer(seen: SeenCheckIn) -> list[Button]:
    booking = list(book_buttons(seen.owned, seen.check_in, seen.standing)) if not seen.standing.is_held else []
    if seen.may_change:
        is_first = not any(button.primary for button in booking)
        record = Button(
            label="Record it now",
            action="check_in.record",
            value=seen.check_in.id,
            opens_form=True,
            primary=is_first,
        )
        return [*booking, record] if not is_first else [record, *booking]
    if seen.may_correct:
        label = "Correct what was recorded"
        return [Button(label=label, action="check_in.record", value=seen.check_in.id, opens_form=True)]
    return []


def _to_put_off(seen: SeenCheckIn, *, in_nudge: bool) -> list[Button]:
    if not seen.may_change:
        return []
    id_ = seen.check_in.id
    snooze = Button(label="Snooze", says="Snooze the check-in", action="check_in.snooze", value=id_, opens_form=True)
    move = Button(label="Move", says="Move the check-in", action="check_in.move", value=id_, opens_form=True)
    not_needed = Button(
        label="Not needed",
        says="The check-in is not needed",
        action="check_in.not_needed",
        value=id_,
        opens_form=True,
    )
    remove = Button(label="Remove from the plan", action="check_in.remove", value=id_)
    is_near = (seen.check_in.due_on - seen.owned.today).days <= NUDGED_FROM_DAYS
    may_snooze = is_near and not seen.is_mid_booking
    return [
        *([snooze] if may_snooze else []),
        move,
        *([] if seen.is_mid_booking else [not_needed]),
        *([] if in_nudge or seen.is_mid_booking else [remove]),
    ]
