"""Somebody's policies as a list, in short where they start, and what can be said of evaluation."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import (
    MAX_BUTTON_SAYS,
    MAX_FACT,
    MAX_TITLE,
    Block,
    Button,
    Buttons,
    Fact,
    Facts,
    PersonLine,
    Small,
    Text,
)
from bot.cards.mine import list_card, section
from bot.cards.words import fit, full_date, quoted, short_date
from bot.events import Platform
from bot.messages import Card
from bot.model import PolicyStatus
from bot.pages import Page
from bot.policies.dates import write_date
from bot.policies.listed import Listed

SHOWN_NAME = 80
IN_SHORT = 80
SIGNS: dict[Platform, str] = {"slack": "/"}
"""Before a word that is a command there."""


def policies(lines: Sequence[Listed], page: Page, also: Sequence[Button] = ()) -> Card:
    """Those that somebody looks after, the next check-in first. ``also`` leads a head of profession to theirs."""
    empty = "You look after no policy yet. Register one, and we remind you to check whether it works."
    people = [_line(each) for each in lines]
    return list_card("Your policies", empty, people, page, "policy.list", [new_button(), *also])


def in_short(lines: Sequence[Listed], total: int) -> list[Block]:
    """The next of those that are active, of ``total``."""
    told = [f"{quoted(each.policy.title, IN_SHORT)}: {_next(each)}" for each in lines]
    return section("Your policies", told, total, "None is active.")


def _line(line: Listed) -> PersonLine:
    policy = line.policy
    launch = f"launch {write_date(policy.launch_on, policy.launch_precision)}"
    return PersonLine(
        name=fit(policy.title, MAX_TITLE),
        about=fit(policy.organisation, MAX_FACT),
        why=_stands(line),
        notes=f"You are {line.part} · {launch}",
        buttons=(
            Button(
                label="Open", action="policy.show", value=policy.id, says=fit(f"Open {policy.title}", MAX_BUTTON_SAYS)
            ),
        ),
    )


def _stands(line: Listed) -> str:
    on = f" on {short_date(line.status_on)}" if line.status_on else ""
    match line.policy.status:
        case PolicyStatus.PAUSED:
            return f"Paused{on}"
        case PolicyStatus.CLOSED:
            return f"Closed{on}"
        case PolicyStatus.ACTIVE:
            words = _next(line)
            return words[:1].upper() + words[1:]


def _next(line: Listed) -> str:
    """The check-in that is to be done first."""
    if line.next is None:
        return "no check-in is planned"
    what = f"{fit(line.next.name, SHOWN_NAME)}, {full_date(line.next.due_on)}"
    return f"overdue: {what}" if line.is_overdue else f"next check-in: {what}"


def see_all() -> Button:
    return Button(label="See all your policies", action="policy.list", value="0")


def new_button() -> Button:
    """Opens the form."""
    return Button(label="Register a policy", action="policy.new", opens_form=True)


def see_button(policy_id: str) -> Button:
    return Button(label="See the policy", action="policy.show", value=policy_id)


# ---------------------------------------------------------------------------------------------- words


def register_here() -> Card:
    """Where no form opens by words alone."""
    return Card(
        title="Register a policy",
        blocks=(
            Text(text="Tell us what it is to achieve and when it launches, and we propose when to check if it works."),
            Buttons(buttons=(new_button().model_copy(update={"primary": True}), see_all())),
        ),
    )


def how_to(platform: Platform, *, is_head: bool = False) -> Card:
    """What can be said of evaluation, in a minute; a head of profession can say more."""
    sign = SIGNS.get(platform, "")
    search = "evaluation near Leeds" if not sign else "/find-expert evaluation"
    of_heads = [Fact(label=f"{sign}evaluation portfolio", value="How the policies of your organisation stand")]
    return Card(
        title="Check whether a policy works",
        blocks=(
            Text(
                text="Register a policy, and we propose when to look at it: before launch, then 1, 3 and 6 months "
                "after, then every 6 months. We remind you quietly, and keep what you find."
            ),
            Facts(
                facts=(
                    Fact(label=f"{sign}evaluation", value="Your policies, and what is next"),
                    Fact(label=f"{sign}evaluation new", value="Register a policy"),
                    *(of_heads if is_head else []),
                    Fact(label=f"{sign}evaluation help", value="This"),
                )
            ),
            Buttons(buttons=(new_button(), see_all())),
            Small(text=f"Looking for somebody who evaluates? Say {search}."),
        ),
    )


def shared() -> Card:
    """Where others see the answer."""
    return Card(
        title="Policies are for the people who look after them",
        blocks=(Text(text="Others see the answers here. Say evaluation in your own chat with the bot."),),
    )
