"""The card of a policy: what it is to achieve, who looks after it, and when it is looked at next."""

from __future__ import annotations

from collections.abc import Iterator

from bot.blocks import MAX_FACT, MAX_TITLE, Block, Button, Buttons, Fact, Facts, Heading, Small, Text
from bot.cards import measure as measures
from bot.cards import milestone as milestones
from bot.cards.check_in import plan_buttons
from bot.cards.home import way_back
from bot.cards.live_readings import feed_button
from bot.cards.owning import owner_buttons
from bot.cards.page_link import open_page
from bot.cards.picture import see_pictures
from bot.cards.words import counted, fit, full_date, listed, short_date
from bot.messages import Card
from bot.model import CheckIn, Policy, PolicyStatus
from bot.policies.dates import write_date
from bot.policies.sheet import Sheet
from bot.policies.whose import Owned
from directory.model import Person

SHOWN_NAME = 80
SHOWN_CHECK_INS = 3
SHOWN_PLAN = 6
"""Of a plan that is new, more are shown."""
SHOWN_MILESTONES = 5
SHOWN_OUTCOMES = 1_500
SHOWN_LEARNED = 600


def policy_card(sheet: Sheet, *, note: str = "") -> Card:
    """How it stands. ``note`` says what came of what they pressed, or why nothing did."""
    said = [Text(text=note)] if note else []
    title = fit(sheet.owned.policy.title, MAX_TITLE)
    stands = (*_state(sheet.owned), *_check_ins(sheet), *_whole(sheet))
    return Card(title=title, blocks=(*said, *stands, open_page(sheet.owned), *_buttons(sheet)))


def registered(sheet: Sheet) -> Card:
    """It was just registered: the plan that we propose, and what can still be added."""
    policy = sheet.owned.policy
    add = (measures.add_button(policy), milestones.add_button(policy), _change_people(policy))
    go_on = (*plan_buttons(sheet.owned)[:1], _change_details(policy), way_back())
    return Card(
        title=fit(f"Registered: {policy.title}", MAX_TITLE),
        blocks=(*_plan(sheet), *_whole(sheet), Buttons(buttons=add), Buttons(buttons=go_on)),
    )


def _whole(sheet: Sheet) -> list[Block]:
    """What is known of it, and what can still be added."""
    blocks: list[Block] = [Facts(facts=tuple(_facts(sheet.owned)))]
    if sheet.measures:
        lines = "\n".join(measures.in_a_line(each) for each in sheet.measures)
        blocks += [Heading(text="Measures"), Text(text=lines)]
    if sheet.milestones:
        blocks += [Heading(text="Milestones"), Text(text="\n".join(_milestones(sheet)))]
    if can_add := _can_add(sheet):
        blocks.append(Small(text=f"You can still add {listed(can_add)}."))
    return blocks


# ---------------------------------------------------------------------------------------------- how it stands


def _state(owned: Owned) -> Iterator[Block]:
    policy = owned.policy
    on = f" since {short_date(policy.status_at.astimezone(owned.zone).date())}" if policy.status_at else ""
    if policy.status is PolicyStatus.PAUSED:
        yield Text(text=f"Paused{on}. Nobody is reminded of its check-ins.")
    if policy.status is PolicyStatus.CLOSED:
        yield Text(text=f"Closed{on}. There are no more check-ins.")
        if policy.learned:
            yield Text(text=fit(f"What was learned: {policy.learned}", SHOWN_LEARNED))


def _check_ins(sheet: Sheet) -> Iterator[Block]:
    """What is overdue, and what comes next."""
    if sheet.owned.policy.status is not PolicyStatus.ACTIVE:
        return
    overdue = [f"Overdue: {_due(each)}" for each in sheet.overdue[:SHOWN_CHECK_INS]]
    coming = [f"Next check-in: {_due(each)}" for each in sheet.to_come[:1]]
    coming += [f"Then: {_due(each)}" for each in sheet.to_come[1 : SHOWN_CHECK_INS - 1]]
    yield Text(text="\n".join([*overdue, *coming]) or "No check-in is planned.")


def _plan(sheet: Sheet) -> list[Block]:
    if not sheet.check_ins:
        return [Text(text="No check-in is planned yet.")]
    lines = [_due(each) for each in sheet.check_ins[:SHOWN_PLAN]]
    if more := len(sheet.check_ins) - len(lines):
        lines.append(f"And {counted(more, 'more', 'more')} in the next 18 months")
    return [
        Text(text="We propose these check-ins. You are reminded four weeks before, a week before and on the day."),
        Text(text="\n".join(lines)),
    ]


def _due(check_in: CheckIn) -> str:
    return f"{fit(check_in.name, SHOWN_NAME)}, {full_date(check_in.due_on)}"


def _facts(owned: Owned) -> Iterator[Fact]:
    policy = owned.policy
    if policy.organisation:
        yield Fact(label="Organisation", value=fit(policy.organisation, MAX_FACT))
    yield Fact(label="Launch", value=write_date(policy.launch_on, policy.launch_precision))
    yield Fact(label="What it is to achieve", value=fit("\n".join(policy.outcomes) or "Not said yet", SHOWN_OUTCOMES))
    yield Fact(label="Owner", value=_owner(owned))
    if owned.deputy:
        yield Fact(label="Deputy", value=_name(owned.deputy))
    if owned.co_owners:
        yield Fact(label="Co-owners", value=listed([_name(person) for person in owned.co_owners]))


def _owner(owned: Owned) -> str:
    name = _name(owned.owner) if owned.owner else "Nobody"
    asked = owned.people.get(owned.policy.handing_to_id or 0)
    return f"{name}. {_name(asked)} is asked to take it over" if asked else name


def _name(person: Person) -> str:
    return fit(person.name, SHOWN_NAME)


def _milestones(sheet: Sheet) -> list[str]:
    """Those to come first; of those that have passed, the latest where there is room."""
    today = sheet.owned.today
    coming = [each for each in sheet.milestones if each.happens_on >= today]
    passed = [each for each in sheet.milestones if each.happens_on < today]
    room = max(SHOWN_MILESTONES - len(coming), 0)
    shown = [*passed[len(passed) - min(room, len(passed)) :], *coming[:SHOWN_MILESTONES]]
    more = len(sheet.milestones) - len(shown)
    return [milestones.in_a_line(each) for each in shown] + ([f"And {more} more"] if more else [])


def _can_add(sheet: Sheet) -> list[str]:
    if sheet.owned.policy.status is PolicyStatus.CLOSED:
        return []
    there = {
        "measures": sheet.measures,
        "milestones": sheet.milestones,
        "a deputy": sheet.owned.deputy,
        "co-owners": sheet.owned.co_owners,
    }
    return [what for what, is_there in there.items() if not is_there]


# ---------------------------------------------------------------------------------------------- what can be done


def _buttons(sheet: Sheet) -> Iterator[Buttons]:
    """What is to be done first, then what it consists of, then what ends or passes it on."""
    owned, policy = sheet.owned, sheet.owned.policy
    see_plan, *later = plan_buttons(owned)
    yield Buttons(buttons=(*_first_check_in(sheet), see_plan))
    there, dates = len(sheet.measures), len(sheet.milestones)
    was_read = any(each.readings for each in sheet.measures)
    yield Buttons(
        buttons=(
            measures.see_button(policy, there) if there else measures.add_button(policy),
            *((see_pictures(policy),) if was_read else ()),
            *([feed_button(policy)] if there else []),
            milestones.see_button(policy, dates) if dates else milestones.add_button(policy),
            _change_details(policy),
            _change_people(policy),
        )
    )
    yield Buttons(buttons=(*owner_buttons(owned), *later, way_back()))


def _change_details(policy: Policy) -> Button:
    return Button(label="Change details", action="policy.edit", value=policy.id, opens_form=True)


def _change_people(policy: Policy) -> Button:
    return Button(label="Change people", action="policy.people", value=policy.id, opens_form=True)


def _first_check_in(sheet: Sheet) -> Iterator[Button]:
    """The way to what is to be done first."""
    if sheet.check_ins and sheet.owned.policy.status is PolicyStatus.ACTIVE:
        label = "Open the overdue check-in" if sheet.overdue else "Open the next check-in"
        yield Button(label=label, action="check_in.show", value=sheet.check_ins[0].id, primary=bool(sheet.overdue))


def no_longer_yours(title: str) -> Card:
    """They took themselves off the people who look after it."""
    return Card(
        title=fit(f"You no longer look after {title}", MAX_TITLE),
        blocks=(Text(text="Whoever looks after it now can add you again."), Buttons(buttons=(way_back(),))),
    )
