"""What is said to people who may not use the bot, or not this part of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import Text
from bot.cards.words import listed
from bot.messages import Card
from directory.model import Role

TITLE = "You cannot use Find an expert here"


def stranger() -> Card:
    """Somebody from a workspace or tenant that is not on the allow-list."""
    return Card(
        title=TITLE,
        blocks=(
            Text(
                text="Your organisation is not one of those that share this directory of experts. "
                "Ask the people who run Find an expert where you are a visitor to add it."
            ),
        ),
    )


def guest() -> Card:
    """A guest of an allowed workspace."""
    return Card(
        title=TITLE,
        blocks=(Text(text="You are a guest in this workspace, and the directory is for its members. Ask a member."),),
    )


def unknown() -> Card:
    """Somebody whom the platform did not introduce: it did not answer, or we may not ask it."""
    return Card(
        title="We could not check who you are",
        blocks=(Text(text="Nothing was changed. Try again in a few minutes."),),
    )


def not_here() -> str:
    """A button whose answer is for one person, pressed where others would see it."""
    return "Others see the answers here. Say home in your own chat with the bot."


def not_yours(roles: Sequence[Role]) -> str:
    """A button that needs a role."""
    return f"Only somebody with the role {listed([role.value.replace('-', ' ') for role in roles], 'or')} can see this."


def not_your_request() -> str:
    """A button of somebody else's request, or of one that there is not."""
    return "This request is not yours to answer or change."


def not_your_policy() -> str:
    return "Only the people who look after this policy can see or change it. Ask its owner to add you."


def not_your_portfolio() -> str:
    """A portfolio of an organisation whose head of profession somebody else is, or of one that there is not."""
    return (
        "Only a head of profession of an organisation sees how its policies stand. "
        "Ask the people who look after the directory to give you that role."
    )


def not_your_check_in() -> str:
    """A button of a check-in that the plan no longer has, or of a policy that somebody else looks after."""
    return (
        "This check-in is in no plan of yours. Its policy may have another plan by now, "
        "or be looked after by somebody else."
    )


def not_asked_to_own() -> str:
    """A button of an offer to own a policy, which was made to somebody else or to nobody."""
    return "You are not asked to own this policy, or no longer."


def not_to_name() -> str:
    """A button by which somebody names who is to own a policy."""
    return "You are not asked to name an owner of this policy, or it has one again."


def not_your_consultation() -> str:
    return "Only the two people who meet can see or change this consultation."
