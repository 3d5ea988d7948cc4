"""The forms in which a policy is registered and changed, and what is said beside their fields."""

from __future__ import annotations

from bot.blocks import MAX_TITLE, Small, Text
from bot.cards.words import fit, quoted
from bot.fields import FormField, TextField
from bot.messages import Form
from bot.model import Policy
from bot.policies.dates import EXAMPLE, write_date
from bot.policies.whose import Owned
from directory.model import Person

MAX_POLICY_TITLE = MAX_TITLE
MAX_ORGANISATION = 120
MAX_OUTCOMES = 10
MAX_OUTCOME = 300
MAX_OUTCOMES_TYPED = MAX_OUTCOMES * (MAX_OUTCOME - 1)
"""With the ends of their lines, as many characters as a box takes."""
MAX_DATE = 40
MAX_CO_OWNERS = 10
MAX_EMAIL = 254  # RFC 5321 4.5.3.1.3, without its angle brackets
MAX_EMAILS_TYPED = 2_700
SHOWN = 60


def register_form(organisation: str) -> Form:
    """``organisation`` is whoever registers it is of, as far as we know."""
    return Form(
        title="Register a policy",
        name="policy.register",
        blocks=(Small(text="You get a plan of check-ins, and can add to all of this later."),),
        fields=(
            *_details("", organisation, "", ""),
            TextField(
                name="deputy",
                label="Deputy’s work email",
                hint="Is reminded when you do not answer, and can do all that you can",
                max_length=MAX_EMAIL,
            ),
        ),
        submit="Register policy",
        close="Cancel",
    )


def details_form(policy: Policy) -> Form:
    """What it is, as it is."""
    launch = write_date(policy.launch_on, policy.launch_precision)
    return Form(
        title="Change details",
        name="policy.edit",
        context=policy.id,
        blocks=(Small(text="With another launch date, check-ins that were not moved or answered move with it."),),
        fields=_details(policy.title, policy.organisation, "\n".join(policy.outcomes), launch),
        submit="Save details",
        close="Cancel",
    )


def _details(title: str, organisation: str, outcomes: str, launch: str) -> tuple[FormField, ...]:
    return (
        TextField(
            name="title",
            label="Policy or service",
            hint="For example: Plain letters about tax debt",
            value=title[:MAX_POLICY_TITLE],
            required=True,
            max_length=MAX_POLICY_TITLE,
        ),
        TextField(
            name="outcomes",
            label="What it is to achieve",
            hint=f"One outcome a line, up to {MAX_OUTCOMES}",
            value=outcomes[:MAX_OUTCOMES_TYPED],
            required=True,
            long=True,
            max_length=MAX_OUTCOMES_TYPED,
        ),
        TextField(
            name="launch",
            label="Launch",
            hint=f"For example {EXAMPLE}. It may have passed.",
            value=launch,
            required=True,
            max_length=MAX_DATE,
        ),
        TextField(
            name="organisation",
            label="Organisation",
            value=organisation[:MAX_ORGANISATION],
            max_length=MAX_ORGANISATION,
        ),
    )


def people_form(owned: Owned) -> Form:
    """Who looks after it beside its owner, as they would be typed."""
    return Form(
        title="Change people",
        name="policy.people",
        context=owned.policy.id,
        blocks=(
            Text(text=quoted(owned.policy.title)),
            Small(text="They can do all that you can. Whoever is new is told so."),
        ),
        fields=(
            TextField(
                name="deputy",
                label="Deputy’s work email",
                hint="Is reminded when the owner does not answer",
                value=typed(owned.deputy) if owned.deputy else "",
                max_length=MAX_EMAIL,
            ),
            TextField(
                name="co_owners",
                label="Co-owners’ work emails",
                hint=f"One a line, up to {MAX_CO_OWNERS}",
                value="\n".join(typed(person) for person in owned.co_owners)[:MAX_EMAILS_TYPED],
                long=True,
                max_length=MAX_EMAILS_TYPED,
            ),
        ),
        submit="Save people",
        close="Cancel",
    )


def typed(person: Person) -> str:
    """Somebody as they are typed: whoever has no work email address that we know stays by their name."""
    return (person.email or " ".join(person.name.split()))[:MAX_EMAIL]


# ---------------------------------------------------------------------------------------------- beside the fields


def title_it() -> str:
    return "Enter what the policy or service is called"


def too_long(limit: int) -> str:
    return f"Enter at most {limit:,} characters"


def what_for() -> str:
    return "Enter at least one thing that it is to achieve"


def too_many_outcomes() -> str:
    return f"Enter at most {MAX_OUTCOMES} outcomes"


def outcome_too_long(outcome: str) -> str:
    return f"Shorten {quoted(outcome, SHOWN)}: an outcome can have {MAX_OUTCOME} characters at most"


def no_email(text: str) -> str:
    return f"{quoted(text, SHOWN)} is not an email address. Enter one like ada.quillan@example.gov.uk"


def nobody(email: str) -> str:
    return (
        f"We do not know {quoted(email, SHOWN)}. Check the address, or ask them to say hello to the bot first, "
        "so that we can tell them"
    )


def has_left(name: str) -> str:
    return f"{fit(name, SHOWN)} has left. Enter somebody else"


def owns_it(name: str) -> str:
    return f"{fit(name, SHOWN)} owns this policy. Enter somebody else, or leave this empty"


def is_deputy(name: str) -> str:
    return f"{fit(name, SHOWN)} is the deputy already. Name them once"


def too_many_co_owners() -> str:
    return f"Enter at most {MAX_CO_OWNERS} co-owners"
