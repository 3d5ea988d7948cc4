"""What people read when a policy is handed over: the form, the offer with its two answers, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import MAX_FACT, MAX_TEXT, MAX_TITLE, Block, Button, Buttons, Fact, Facts, Small, Text
from bot.cards.words import counted, fit, full_date, quoted, sentence_case
from bot.fields import ChoiceField, Option, TextField
from bot.messages import Card, Form
from bot.model import CheckIn
from bot.policies.whose import Owned
from directory.model import Person

MAX_NOTE = 500
SHOWN_NAME = 60
SHOWN_POLICY = 70
SHOWN_OUTCOME = 200
SHOWN_CHECK_INS = 3
STAYS, LEAVES = "yes", "no"


def hand_over_form(owned: Owned, *, may_stay: bool) -> Form:
    """Who is to own it. ``may_stay``: whoever owns it now can be asked to stay on."""
    owner = owned.owner
    stay = [_stay(owned, owner)] if may_stay and owner else []
    until = f"Until they take it over, {_owns(owned)}. What was recorded stays with the policy."
    return Form(
        title="Hand over a policy",
        name="policy.hand_over",
        context=owned.policy.id,
        blocks=(Text(text=_policy(owned)), Small(text=fit(f"{_offered_now(owned)}{until}", MAX_TEXT))),
        fields=(
            TextField(
                name="colleague",
                label="Work email of who is to own it",
                hint="They are asked in their own chat with Find an expert, and can say no.",
                required=True,
            ),
            *stay,
            TextField(
                name="note",
                label="A note for them",
                hint="Do not put anything above OFFICIAL in it.",
                long=True,
                max_length=MAX_NOTE,
            ),
        ),
        submit="Ask them",
        close="Cancel",
    )


def _stay(owned: Owned, owner: Person) -> ChoiceField:
    is_me = owner.id == owned.me.id
    return ChoiceField(
        name="stay",
        label="Stay on as co-owner?" if is_me else fit(f"Does {_name(owner)} stay on as co-owner?", 150),
        options=(
            Option(label="Yes: co-owners can do everything with it", value=STAYS),
            Option(label="No", value=LEAVES),
        ),
        value=LEAVES if is_me else STAYS,
        required=True,
    )


def _offered_now(owned: Owned) -> str:
    to = owned.people.get(owned.policy.handing_to_id or 0)
    return f"{_name(to)} is asked now: if you ask somebody else, they no longer are. " if to else ""


def _owns(owned: Owned) -> str:
    owner = owned.owner
    if owner is None:
        return "nobody owns it"
    return "you own it" if owner.id == owned.me.id else f"{_name(owner)} owns it"


# ---------------------------------------------------------------------------------------------- the offer


def offer(owned: Owned, plan: Sequence[CheckIn]) -> Card:
    """For whoever is asked to own it: what it is, and what comes next. ``plan``: its open check-ins, the next first."""
    policy, by = owned.policy, owned.people.get(owned.policy.handing_by_id or 0)
    asks = f"{_name(by)} asks you to own" if by else "You are asked to own"
    blocks: list[Block] = []
    if policy.handing_note:
        blocks.append(Text(text=f"{_name(by) if by else 'Their note'}:\n{policy.handing_note}"))
    blocks += [about(owned, plan), Small(text=fit(_what_it_means(owned), MAX_TEXT)), Buttons(buttons=_answers(owned))]
    return Card(title=fit(f"{asks} {_policy(owned)}", MAX_TITLE), blocks=tuple(blocks))


def about(owned: Owned, plan: Sequence[CheckIn]) -> Facts:
    """What a policy is, for somebody who does not look after it yet."""
    policy, late = owned.policy, [each for each in plan if each.due_on < owned.today]
    ahead = [each for each in plan if each.due_on >= owned.today]
    outcomes = "\n".join(fit(outcome, SHOWN_OUTCOME) for outcome in policy.outcomes)
    owner, deputy = owned.owner, owned.deputy
    facts = {
        "Policy": policy.title,
        "Organisation": policy.organisation,
        "What it is to achieve": outcomes,
        "Owner": _name(owner) if owner else "",
        "Deputy": _name(deputy) if deputy else "",
        "Overdue": _check_ins(late),
        "Next check-ins": _check_ins(ahead) or "None is planned",
    }
    return Facts(facts=tuple(Fact(label=label, value=fit(value, MAX_FACT)) for label, value in facts.items() if value))


def _check_ins(plan: Sequence[CheckIn]) -> str:
    lines = [f"{fit(each.name, SHOWN_POLICY)}: {full_date(each.due_on)}" for each in plan[:SHOWN_CHECK_INS]]
    more = len(plan) - len(lines)
    return "\n".join([*lines, *([f"And {counted(more, 'more', 'more')}"] if more else [])])


def _what_it_means(owned: Owned) -> str:
    owner = owned.owner
    stays = f" {_name(owner)} stays on as co-owner." if owner and owned.policy.handing_stays else ""
    return f"Once you take it over, you are reminded of its check-ins, and can hand it over yourself.{stays}"


def _answers(owned: Owned) -> tuple[Button, ...]:
    return (
        Button(label="Take it over", action="policy.accept", value=owned.policy.id, primary=True),
        Button(label="Do not take it over", action="policy.refuse", value=owned.policy.id),
    )


# ---------------------------------------------------------------------------------------------- what came of it


def asked(owned: Owned) -> Card:
    """For whoever hands it over: somebody is asked."""
    to = owned.people.get(owned.policy.handing_to_id or 0)
    says = f"They are told now. Until they take it over, {_owns(owned)}."
    keep = Button(label="Withdraw the offer", action="policy.keep", value=owned.policy.id)
    return stands(owned, f"You asked {_name(to) if to else 'somebody'} to own {_policy(owned)}", says, keep)


def yours(owned: Owned) -> Card:
    """They own it."""
    next_on = "You are reminded of its check-ins from now on."
    return stands(owned, f"You own {_policy(owned)}", next_on)


def refused(owned: Owned) -> Card:
    return stands(owned, f"You said no to owning {_policy(owned)}", "Whoever asked you is told.")


def no_longer(owned: Owned) -> Card:
    """The offer was withdrawn, or made to somebody else."""
    return stands(owned, f"You are no longer asked to own {_policy(owned)}")


def kept(owned: Owned) -> Card:
    """The offer was withdrawn, or there is none any more."""
    return stands(owned, f"Nobody is asked to own {_policy(owned)}", f"{sentence_case(_owns(owned))}.")


def stands(owned: Owned, title: str, says: str = "", *more: Button) -> Card:
    """One line of how it stands; whoever looks after it finds the way to it."""
    see = [Button(label="See the policy", action="policy.show", value=owned.policy.id)] if owned.is_mine else []
    blocks: list[Block] = [Text(text=fit(says, MAX_TEXT))] if says else []
    if buttons := (*see, *more):
        blocks.append(Buttons(buttons=buttons))
    return Card(title=fit(title, MAX_TITLE), blocks=tuple(blocks))


def _policy(owned: Owned) -> str:
    return quoted(owned.policy.title, SHOWN_POLICY)


def _name(person: Person) -> str:
    return fit(person.name, SHOWN_NAME)


# ---------------------------------------------------------------------------------------------- what is wrong


def cannot_be_told(name: str) -> str:
    return f"{fit(name, SHOWN_NAME)} has left, or cannot be reached. Choose somebody else"


def owns_it(name: str, *, is_me: bool) -> str:
    return "You own this policy already. Choose somebody else" if is_me else f"{fit(name, SHOWN_NAME)} owns it already"


def note_too_long(length: int) -> str:
    return f"Your note is {length:,} characters long. It can have {MAX_NOTE:,} at most"


def is_closed() -> str:
    return "This policy is closed. Reopen it before you hand it over."
