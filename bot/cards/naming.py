"""What people read of a policy whose owner has left or cannot be reached."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import MAX_BUTTON_SAYS, MAX_FACT, MAX_TEXT, MAX_TITLE, Button, Buttons, People, PersonLine, Small, Text
from bot.cards.handing_over import SHOWN_NAME, SHOWN_POLICY, about, stands
from bot.cards.words import fit, full_date, quoted, short_date
from bot.messages import Card
from bot.model import CheckIn
from bot.pages import Page
from bot.policies.owning import Gone
from bot.policies.whose import Owned

WHY = {
    Gone.LEFT: "has left",
    Gone.PAUSED: "is paused in the directory",
    Gone.UNREACHABLE: "can no longer be reached",
}


def who_will_own(owned: Owned, gone: Gone, plan: Sequence[CheckIn]) -> Card:
    """For whoever is asked to name an owner. ``plan``: its open check-ins, the next first."""
    policy = owned.policy
    buttons = [
        Button(label="I will own it", action="policy.take", value=policy.id, primary=True),
        Button(label="Name somebody", action="policy.hand_over", value=policy.id, opens_form=True),
    ]
    if owned.is_mine:
        buttons.append(Button(label="See the policy", action="policy.show", value=policy.id))
    return Card(
        title=fit(f"Who will own {_policy(owned)}?", MAX_TITLE),
        blocks=(
            Text(text=fit(f"{_owner(owned)} {WHY[gone]}. The policy needs a new owner.", MAX_TEXT)),
            about(owned, plan),
            *([Small(text=by)] if (by := _why_you(owned)) else []),
            Buttons(buttons=tuple(buttons)),
        ),
    )


def _why_you(owned: Owned) -> str:
    policy = owned.policy
    if owned.me.id == policy.deputy_id:
        role = "its deputy"
    elif policy.naming_id == owned.me.id:
        role = f"a head of profession of {policy.organisation}"
    else:
        return ""
    until = policy.naming_until.astimezone(owned.zone).date() if policy.naming_until else None
    after = f" If nobody owns it by {full_date(until)}, somebody else is asked." if until else ""
    return fit(f"You are asked because you are {role}.{after}", MAX_TEXT)


def has_an_owner(owned: Owned) -> Card:
    """There is nothing to name any more."""
    owner = owned.owner
    if owner is None:
        return stands(owned, f"Nobody is asked to name an owner of {_policy(owned)} now")
    who = "You own" if owner.id == owned.me.id else f"{fit(owner.name, SHOWN_NAME)} owns"
    return stands(owned, f"{who} {_policy(owned)}", "Nobody else is needed.")


# ---------------------------------------------------------------------------------------------- for managers


def unowned(lines: Sequence[PersonLine], page: Page) -> Card:
    """Policies of which nobody is reminded."""
    if not lines:
        return Card(title="Every policy has an owner", blocks=(Text(text="Nobody has to be named."),))
    shown = Small(text=f"Showing {page.first + 1} to {page.last} of {page.total}")
    more = [Button(label="Show more", action="policy.unowned", value=str(page.next_first))] if page.next_first else []
    return Card(
        title="Policies without an owner",
        blocks=(
            Text(text="Their owners have left, or cannot be reached. You can name somebody who is to own one."),
            People(people=tuple(lines)),
            shown,
            *([Buttons(buttons=tuple(more))] if more else []),
        ),
    )


def unowned_line(owned: Owned, gone: Gone) -> PersonLine:
    """One of them: who owned it, since when nobody does, and who is asked."""
    policy, asked = owned.policy, owned.people.get(owned.policy.naming_id or 0)
    to = owned.people.get(policy.handing_to_id or 0)
    at = policy.ownerless_since
    since = f" · Since {short_date(at.astimezone(owned.zone).date())}" if at else ""
    is_asked = f"{fit(asked.name, SHOWN_NAME)} is asked to name an owner" if asked else "Nobody is asked"
    says = fit(f"Name an owner of {policy.title}", MAX_BUTTON_SAYS)
    name = Button(label="Name an owner", action="policy.hand_over", value=policy.id, opens_form=True, says=says)
    return PersonLine(
        name=fit(policy.title, MAX_TITLE),
        about=fit(policy.organisation, MAX_FACT),
        why=f"{_owner(owned)} {WHY[gone]}",
        notes=(f"{fit(to.name, SHOWN_NAME)} is asked to own it" if to else is_asked) + since,
        buttons=(name,),
    )


def _owner(owned: Owned) -> str:
    return fit(owned.owner.name, SHOWN_NAME) if owned.owner else "Its owner"


def _policy(owned: Owned) -> str:
    return quoted(owned.policy.title, SHOWN_POLICY)
