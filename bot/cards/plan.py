"""The plan of a policy as people read it: every check-in with what came of it, and the forms that change the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.blocks import MAX_BUTTON_SAYS, MAX_FACT, MAX_TITLE, Block, Button, Buttons, People, PersonLine, Small, Text
from bot.cards.check_in import due_in_full, open_policy, policy_is
from bot.cards.check_in_forms import FARTHEST_YEARS, MAX_DAY_TYPED
from bot.cards.owning import stands
from bot.cards.words import fit, full_date, quoted, short_date
from bot.check_ins.rhythm import EXAMPLE as RHYTHM_EXAMPLE
from bot.check_ins.seen import Planned
from bot.fields import ChoiceField, Option, TextField
from bot.messages import Card, Form
from bot.model import CheckInStatus, Policy, PolicyStatus
from bot.pages import Page
from bot.policies.dates import write_date
from bot.policies.whose import Owned
from bot.times.typed_days import EXAMPLE as DAY_EXAMPLE

SHOWN_TITLE = 80
SHOWN_NAME = 80
SHOWN_WORDS = 240
MAX_NAME = 80
MAX_RULE = 200
MAX_LEARNED = 1_500
PROPOSED, OWN = "proposed", "own"
RHYTHMS = {
    PROPOSED: "As proposed: 1, 3 and 6 months after launch, then every 6",
    "FREQ=MONTHLY;INTERVAL=3": "Every 3 months",
    "FREQ=MONTHLY;INTERVAL=6": "Every 6 months",
    "FREQ=YEARLY": "Every year",
    OWN: "By a rule of your own",
}
"""By the rule that is kept, the words of those that can be chosen."""
YES, NO = "yes", "no"


def plan_card(owned: Owned, lines: Sequence[Planned], page: Page, *, note: str = "") -> Card:
    """The next ones first. ``note`` says what came of what was pressed."""
    policy = owned.policy
    blocks: list[Block] = [Text(text=note)] if note else []
    if policy.status is not PolicyStatus.ACTIVE:
        blocks.append(Text(text=policy_is(owned)))
    blocks.append(Small(text=rhythm_of(policy)))
    if lines:
        blocks.append(People(people=tuple(_line(owned, each) for each in lines)))
        if page.total > len(lines):
            blocks.append(Small(text=f"Showing {page.first + 1} to {page.last} of {page.total}"))
    else:
        blocks.append(Text(text="No check-in is planned in the next 18 months."))
    title = fit(f"Check-ins of {' '.join(policy.title.split())}", MAX_TITLE)
    return Card(title=title, blocks=(*blocks, *_ways(owned, page)))


def rhythm_of(policy: Policy) -> str:
    """When its plan asks for check-ins."""
    launch = write_date(policy.launch_on, policy.launch_precision)
    if not policy.rhythm:
        regular = f"4 weeks before launch ({launch}), 1, 3 and 6 months after it, then every 6 months"
    elif policy.rhythm in RHYTHMS:
        regular = f"{RHYTHMS[policy.rhythm].lower()} from launch ({launch})"
    else:
        regular = f"by the rule {policy.rhythm} from launch ({launch})"
    by_law = " The law asks for a review within 5 years of launch, and every 5 years after."
    return f"Planned {regular}.{by_law if policy.has_review_clause else ''}"


def _line(owned: Owned, each: Planned) -> PersonLine:
    check_in = each.check_in
    about, why = _came_of(owned, each)
    return PersonLine(
        name=fit(check_in.name, MAX_TITLE),
        about=about,
        why=why,
        buttons=(
            Button(
                label="Open",
                action="check_in.show",
                value=check_in.id,
                says=fit(f"Open {check_in.name}", MAX_BUTTON_SAYS),
            ),
        ),
    )


def _came_of(owned: Owned, each: Planned) -> tuple[str, str]:
    """How it stands, and more of that."""
    check_in = each.check_in
    day = check_in.answered_at.astimezone(owned.zone).date() if check_in.answered_at else None
    on = f" on {short_date(day)}" if day else ""
    who = "you" if each.answered_by and each.answered_by.id == owned.me.id else ""
    name = who or (fit(each.answered_by.name, SHOWN_NAME) if each.answered_by else "")
    by = f" by {name}" if name else ""
    match check_in.status:
        case CheckInStatus.RECORDED:
            confidence = "" if check_in.confidence is None else f" · Confidence {check_in.confidence} out of 10"
            return f"Recorded{on}{by}{confidence}", fit(" ".join(check_in.learned.split()), SHOWN_WORDS)
        case CheckInStatus.NOT_NEEDED:
            return f"Not needed, said{on}{by}", fit(check_in.reason, SHOWN_WORDS)
        case CheckInStatus.REMOVED:
            return f"Removed{on}{by}", ""
        case CheckInStatus.PLANNED:
            return _still_planned(owned, each)


def _still_planned(owned: Owned, each: Planned) -> tuple[str, str]:
    check_in, today = each.check_in, owned.today
    until = check_in.snoozed_until
    is_snoozed = until is not None and until > today
    late = "Overdue: " if check_in.due_on < today and owned.policy.status is PolicyStatus.ACTIVE else ""
    said = due_in_full(check_in.due_on, today)
    about = f"{late}{said}" if late else f"{said[:1].upper()}{said[1:]}"
    snoozed = f"Snoozed until {full_date(until)}" if until and is_snoozed else ""
    return about, fit(stands(each.standing, owned.zone) or snoozed, MAX_FACT)


def _ways(owned: Owned, page: Page) -> Iterator[Block]:
    id_ = owned.policy.id
    more = Button(label="Show more", action="policy.plan", value=f"{id_}.{page.next_first}")
    change = [
        Button(label="Add a check-in", action="check_in.add", value=id_, opens_form=True),
        Button(label="Change the rhythm", action="policy.rhythm", value=id_, opens_form=True),
    ]
    buttons = [*([more] if page.next_first else []), *(change if owned.policy.status is PolicyStatus.ACTIVE else [])]
    yield Buttons(buttons=(*buttons, open_policy(owned)))


# ---------------------------------------------------------------------------------------------- forms


def add_form(policy: Policy) -> Form:
    """One more check-in, whatever the rhythm."""
    return Form(
        title="Add a check-in",
        name="check_in.add",
        context=policy.id,
        blocks=(Text(text=f"To the plan of {quoted(policy.title, SHOWN_TITLE)}."),),
        fields=(
            TextField(
                name="name",
                label="What is it for?",
                hint="For example, after the first pilot",
                required=True,
                max_length=MAX_NAME,
            ),
            TextField(
                name="due_on",
                label="When is it due?",
                hint=f"For example {DAY_EXAMPLE}",
                required=True,
                max_length=MAX_DAY_TYPED,
            ),
        ),
        submit="Add check-in",
        close="Cancel",
    )


def rhythm_form(policy: Policy) -> Form:
    """The rhythm as it is."""
    current = policy.rhythm or PROPOSED
    is_own = current not in RHYTHMS
    return Form(
        title="Change the rhythm",
        name="policy.rhythm",
        context=policy.id,
        blocks=(
            Text(text=f"For {quoted(policy.title, SHOWN_TITLE)}, counted from launch."),
            Small(text="Check-ins that were recorded, moved, added or booked stay as they are."),
        ),
        fields=(
            ChoiceField(
                name="rhythm",
                label="How often do you check whether it works?",
                options=_options(RHYTHMS),
                value=OWN if is_own else current,
                required=True,
            ),
            TextField(
                name="own",
                label="Your own rule",
                hint=f"An iCalendar rule (RRULE), for example {RHYTHM_EXAMPLE}",
                value=current if is_own else "",
                max_length=MAX_RULE,
            ),
            ChoiceField(
                name="review",
                label="Does the law ask for a review within 5 years of launch?",
                options=_options({NO: "No", YES: "Yes, and every 5 years after"}),
                value=YES if policy.has_review_clause else NO,
                required=True,
            ),
        ),
        submit="Change the rhythm",
        close="Cancel",
    )


def _options(words: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(label=label, value=value) for value, label in words.items())


def close_form(policy: Policy) -> Form:
    """What was learned is asked when a policy is closed."""
    return Form(
        title="Close the policy",
        name="policy.close",
        context=policy.id,
        blocks=(
            Text(text=quoted(policy.title, SHOWN_TITLE)),
            Small(text="Nobody is asked for check-ins any more. Everything that was recorded stays."),
        ),
        fields=(
            TextField(
                name="learned",
                label="What was learned?",
                hint="Did it work, for whom, and what should the next team know?",
                value=policy.learned,
                required=True,
                long=True,
                max_length=MAX_LEARNED,
            ),
        ),
        submit="Close policy",
        close="Cancel",
    )


# ---------------------------------------------------------------------------------------------- beside the fields


def name_it() -> str:
    return "Say in a few words what it is for"


def too_many(number: int) -> str:
    return f"This plan has {number} check-ins to come already. Remove one first"


def choose_rhythm() -> str:
    return "Choose one of these"


def enter_rule() -> str:
    return f"Enter a rule, for example {RHYTHM_EXAMPLE}, or choose another rhythm"


def rule_not_chosen() -> str:
    return f"To use this rule, choose “{RHYTHMS[OWN]}” above. Otherwise leave this empty"


def say_what_was_learned() -> str:
    return "Say what was learned, even if it is that we do not know"


def not_now(policy: Policy) -> str:
    """Why nothing of a plan can be changed."""
    return f"Nothing was changed: the policy is {policy.status}. Reopen it first."


def is_past() -> str:
    return "This day is in the past. Enter one that is still to come"


def too_far_ahead() -> str:
    return f"This is more than {FARTHEST_YEARS} years ahead. Enter an earlier day"


# ---------------------------------------------------------------------------------------------- what came of it


def reopened() -> str:
    return "Reopened. Its check-ins are asked for again."


def closed() -> str:
    return "Everything that was recorded stays."


def closed_already() -> str:
    return "Nothing was changed: the policy is closed already."
