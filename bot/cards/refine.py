"""The form that narrows a search."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.words import fit, sentence_case
from bot.fields import MAX_ID, MAX_OPTION_LABEL, MAX_OPTIONS, ChoiceField, Option, TextField
from bot.finding.refinement import LENGTHS, LONGEST_NAME, WHENS, Refinement
from bot.messages import Form
from directory.vocabulary import Kind

ANY = "any"
"""The value of the option that limits nothing. It can be chosen again, where Slack has no way to unchoose."""


def refine(search_id: str, refinement: Refinement, professions: Sequence[str]) -> Form:
    """``professions``: those the directory has, to choose from; the one chosen before is always among them."""
    names = [name for name in dict.fromkeys([refinement.profession, *professions]) if _can_be_chosen(name)]
    fields: list[TextField | ChoiceField] = [
        TextField(
            name="place",
            label="Town or region",
            hint="For example, Leeds or Wales",
            value=refinement.place,
            max_length=LONGEST_NAME,
        ),
        TextField(
            name="organisation",
            label="Organisation",
            hint="For example, DWP or Home Office",
            value=refinement.organisation,
            max_length=LONGEST_NAME,
        ),
        ChoiceField(
            name="minutes",
            label="How long you need",
            options=_or_any("Any length", [(f"{minutes} minutes", str(minutes)) for minutes in LENGTHS]),
            value=str(refinement.minutes or ANY),
        ),
        ChoiceField(
            name="when",
            label="When you need it",
            options=_or_any("Any time", [(sentence_case(words), key) for key, words in WHENS.items()]),
            value=refinement.when or ANY,
        ),
    ]
    if names:
        options = _or_any("Any profession", [(sentence_case(name), name) for name in names[: MAX_OPTIONS - 1]])
        chosen = refinement.profession if refinement.profession in names else ANY
        fields.insert(0, ChoiceField(name="profession", label="Profession", options=options, value=chosen))
    return Form(
        title="Refine your search",
        name="search.refine",
        context=search_id,
        fields=tuple(fields),
        submit="Search again",
        close="Cancel",
    )


def _can_be_chosen(name: str) -> bool:
    """Whether a name fits into an option: a longer one can still be typed as a search."""
    return bool(name.strip()) and len(name) <= MAX_ID and name != ANY


def _or_any(any_label: str, options: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    return (
        Option(label=any_label, value=ANY),
        *(Option(label=fit(label, MAX_OPTION_LABEL), value=value) for label, value in options),
    )


def unknown_name(kind: Kind, typed: str, nearest: str) -> str:
    """Said beside the field whose words we do not know; ``nearest`` is what they may have been meant for, or empty."""
    called = f"called “{fit(typed, 60)}”"
    ask = f" Did you mean {fit(nearest, 60)}?" if nearest else ""
    if kind is Kind.PLACE:
        return f"We do not know a place {called}.{ask or ' Enter a UK town, region or nation.'}"
    return f"We do not know an organisation {called}.{ask or ' Enter its name or abbreviation.'}"
