"""How another system sends the readings of a policy: the card with address and token, and every way it can go wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.blocks import MAX_FACT, MAX_TEXT, MAX_TITLE, Block, Button, Buttons, Fact, Facts, Small, Text
from bot.cards import measure as measures
from bot.cards.words import counted, fit, listed, quoted, short_date
from bot.messages import Card, Form
from bot.model import Measure, Policy, PolicyStatus

SHOWN_NAME = 80
SHOWN_IN_A_SENTENCE = 60
EXAMPLE_FIGURE = 71

WHAT_IT_IS = (
    "Another system can send what the measures show. You are told only when a reading passes the target of a measure, "
    "or the threshold that you set for it."
)
KEEP_IT = (
    "Whoever has the token can add readings to this policy, and can see nothing of it. Keep it where your system keeps "
    "its passwords."
)


@dataclass(frozen=True, slots=True)
class Token:
    """That there is one. Times by the clock of whoever looks."""

    made_on: date
    made_by: str
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Intake:
    """Where readings are sent, and where it says how."""

    address: str
    described_at: str


def feed_button(policy: Policy) -> Button:
    return Button(label="Live readings", action="feed.show", value=policy.id)


def feed_card(policy: Policy, to: Intake, shown: Sequence[Measure], token: Token | None, *, note: str = "") -> Card:
    """Where and how, when readings last came, and whether there is a token. ``note`` says what came of a press."""
    blocks: list[Block] = [Text(text=note)] if note else []
    blocks.append(Text(text=WHAT_IT_IS))
    if policy.status is PolicyStatus.CLOSED:
        blocks.append(Text(text=is_closed()))
    blocks.append(Facts(facts=tuple(_facts(to, token))))
    if shown:
        blocks += [Text(text=fit(f"To send a reading:\n{example(to.address, shown[0])}", MAX_TEXT)), _hint(to, shown)]
    else:
        blocks.append(Text(text="Add a measure first: a reading is of one of them."))
    blocks.append(Buttons(buttons=tuple(_buttons(policy, bool(shown), token))))
    return Card(title=fit(f"Live readings of {policy.title}", MAX_TITLE), blocks=tuple(blocks))


def _facts(to: Intake, token: Token | None) -> Iterator[Fact]:
    yield Fact(label="Address", value=fit(to.address, MAX_FACT))
    if token is None:
        yield Fact(label="Token", value="None, so nothing can be sent")
        return
    by = f" by {fit(token.made_by, SHOWN_NAME)}" if token.made_by else ""
    yield Fact(label="Token", value=f"Made on {short_date(token.made_on)}{by}")
    last = f"{short_date(token.used_at.date())} at {token.used_at:%H:%M}" if token.used_at else "None yet"
    yield Fact(label="Readings last came", value=last)


def example(address: str, measure: Measure) -> str:
    """Three lines for a shell. A name that the shell would read as something else is not shown: its id is."""
    name = measure.id if "'" in measure.name else measure.name
    body = json.dumps({"readings": [{"measure": name, "value": EXAMPLE_FIGURE}]}, ensure_ascii=False)
    who, key = '-H "Authorization: Bearer $TOKEN"', '-H "Idempotency-Key: $(openssl rand -hex 16)"'
    return f"curl {who} {key} \\\n  --json '{body}' \\\n  {address}"


def _hint(to: Intake, shown: Sequence[Measure]) -> Small:
    ids = listed([f"{fit(each.name, SHOWN_NAME)} ({each.id})" for each in shown])
    says = (
        f"A measure goes by its name or its id: {ids}. When you send the same again under the same key, it is kept "
        f"once. Everything else, and CSV: {to.described_at}"
    )
    return Small(text=fit(says, MAX_TEXT))


def _buttons(policy: Policy, has_measures: bool, token: Token | None) -> Iterator[Button]:
    if policy.status is not PolicyStatus.CLOSED:
        if not has_measures:
            yield measures.add_button(policy)
        label = "Make a new token" if token else "Make a token"
        is_next = has_measures and token is None
        yield Button(label=label, action="feed.new", value=policy.id, opens_form=True, primary=is_next)
    if token:
        yield Button(label="Stop the token", action="feed.stop", value=policy.id)
    yield Button(label="Back to the policy", action="policy.show", value=policy.id)


def new_token(policy: Policy, token: str) -> Form:
    """The only time that it is shown."""
    return Form(
        title="Token for readings",
        name="feed.made",
        blocks=(
            Text(text=f"For {quoted(policy.title)}. Copy this token now: we show it only once."),
            Text(text=fit(token, MAX_TEXT)),
            Text(text="An earlier token of this policy no longer works."),
            Small(text=KEEP_IT),
        ),
    )


def made_before() -> Form:
    """The same press arrived again: the token is nowhere any more."""
    return Form(
        title="Token for readings",
        name="feed.made",
        blocks=(Text(text="The token was made and shown. If you did not see it, make a new one."),),
    )


def stopped() -> str:
    return "The token no longer works. What was sent with it stays."


def not_here() -> str:
    return "No other system can send readings here: the bot has no public address. Ask whoever runs it."


# ---------------------------------------------------------------------------------------------- what is wrong


def is_closed() -> str:
    return "This policy is closed, so no more readings are kept. Whoever looks after it can reopen it in chat."


def unknown_token() -> str:
    return (
        "This is not the token of this policy, or it was stopped. Make one in chat: on the policy, under Live readings."
    )


def other_readings() -> str:
    return "Other readings were sent under this key before. Send new readings under a new key."


def no_such_policy(policy_id: str) -> str:
    return f"There is no policy {quoted(policy_id)}."


def nothing_kept(number: int) -> str:
    return f"{counted(number, 'reading is', 'readings are')} wrong, so nothing was kept."


def no_such_measure(names: Sequence[str]) -> str:
    if not names:
        return "This policy has no measures. Add one in chat."
    there = listed([quoted(name, SHOWN_IN_A_SENTENCE) for name in names])
    return f"This policy has no such measure. It has {there}. Write its name exactly so, or its id."


def no_measure() -> str:
    return "Write the name of a measure, or its id."


def no_columns() -> str:
    return "the header needs the columns measure and value, and read_on where a reading is not of today"


def none_there(most: int) -> str:
    return f"There are no readings in it. Send 1 to {most:,}."


def too_many(most: int) -> str:
    return f"There are more than {most:,} readings in it. Send them in several parts, each under a key of its own."


def no_value() -> str:
    return "Write a figure alone, like 62.5: its unit is that of the measure."


def too_large() -> str:
    return "Write a figure below a thousand million million (1e15)."


def no_day() -> str:
    return "Write the day like 2026-07-08."


def not_that_day(first: date, last: date) -> str:
    return f"Write a day from {short_date(first)} to {short_date(last)}."
