"""The form that narrows a search."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.words import fit, sentence_case
from bot.messages import MAX_OPTION_LABEL, MAX_OPTIONS, ChoiceField, Form, Option, TextField
from bot.refinement import LENGTHS, WHENS, Refinement
from directory.vocabulary import Kind


def refine(search_id: str, refinement: Refinement, professions: Sequence[str]) -> Form:
    """``professions``: those the directory has, to choose from; the one chosen before is always among them."""
    names = list(dict.fromkeys([refinement.profession, *professions] if refinement.profession else professions))
    fields: list[TextField | ChoiceField] = [
        TextField(
            name="place",
            label="Town or region",
            hint="For example, Leeds or Wales",
            value=refinement.place,
        ),
        TextField(
            name="organisation",
            label="Organisation",
            hint="For example, DWP or Home Office",
            value=refinement.organisation,
        ),
        ChoiceField(
            name="minutes",
            label="How long you need",
            options=tuple(Option(label=f"{minutes} minutes", value=str(minutes)) for minutes in LENGTHS),
            value=str(refinement.minutes or ""),
        ),
        ChoiceField(
            name="when",
            label="When you need it",
            options=tuple(Option(label=sentence_case(words), value=key) for key, words in WHENS.items()),
            value=refinement.when,
        ),
    ]
    if names:
        options = tuple(Option(label=fit(sentence_case(n), MAX_OPTION_LABEL), value=n) for n in names[:MAX_OPTIONS])
        fields.insert(
            0, ChoiceField(name="profession", label="Profession", options=options, value=refinement.profession)
        )
    return Form(
        title="Refine your search",
        name="search.refine",
        context=search_id,
        fields=tuple(fields),
        submit="Search again",
        close="Cancel",
    )


def unknown_name(kind: Kind, typed: str) -> str:
    """Said beside the field whose words we do not know."""
    if kind is Kind.PLACE:
        return f"We do not know a place called “{fit(typed, 60)}”. Enter a UK town, region or nation."
    return f"We do not know an organisation called “{fit(typed, 60)}”. Enter its name or abbreviation."
