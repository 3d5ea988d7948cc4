"""How a request was read, in one quiet line, so that a misreading can be seen and mended."""

from __future__ import annotations

from bot.cards.words import fit, listed, quoted
from bot.finding.find_expert import Findings
from directory.search import LeftOut
from directory.vocabulary import Kind

MOST_NAMED = 4
"""Things of one kind that are named; more would no longer be one line."""
MOST_CORRECTIONS = 4
_OF_THEIR_OWN = {Kind.ELEMENT, Kind.PLACE, Kind.ORGANISATION}
"""Kinds that are no subject: they have their own place in the sentence."""

LONGEST = 600
"""Characters of it: five people with the longest lines leave no room for more on a card."""


def reading(findings: Findings, text: str) -> str:
    """For example "We looked for history and pensions in Leeds, next week. We read “histroian” as “historian”."

    Empty when it would only say the request again.
    """
    sentences = []
    looked_for = _looked_for(findings)
    if looked_for and looked_for.casefold() != " ".join(text.split()).casefold():
        sentences.append(f"We looked for {looked_for}.")
    if left_out := findings.understood.left_out[:MOST_NAMED]:
        plainly = sorted(left_out, key=lambda each: each.is_where)  # never "people in Leeds and economics"
        sentences.append(f"We left out {listed([_left_out(each) for each in plainly])}.")
    if corrections := findings.understood.corrections[:MOST_CORRECTIONS]:
        sentences.append(f"We read {listed([f'{quoted(c.typed, 30)} as {quoted(c.read, 30)}' for c in corrections])}.")
    if findings.refinement.widened:
        sentences.append("We left out any place, organisation and time.")
    return fit(" ".join(sentences), LONGEST)


def was_understood(findings: Findings) -> bool:
    """Whether anything of the request was understood."""
    return bool(_looked_for(findings))


def can_be_widened(findings: Findings) -> bool:
    """Whether the request is limited to anything that a wider search leaves out."""
    refinement = findings.refinement
    limited = refinement.place or refinement.organisation or refinement.minutes or findings.window
    return bool(limited) or findings.understood.says_where


def _looked_for(findings: Findings) -> str:
    refinement = findings.refinement
    subjects = [refinement.profession] if refinement.profession else []
    subjects += [c.name for c in findings.understood.concepts if c.kind not in _OF_THEIR_OWN] + list(
        findings.understood.names
    )
    who = _together(subjects)
    if stages := [quoted(name) for name in _named(findings, Kind.ELEMENT)]:
        who = f"{who or 'people'} to help at the stage {_together(stages)}"
    places = [refinement.place] if refinement.place else _named(findings, Kind.PLACE)
    organisations = [refinement.organisation] if refinement.organisation else _named(findings, Kind.ORGANISATION)
    where = " ".join(f"{word} {_together(names)}" for word, names in (("in", places), ("at", organisations)) if names)
    minutes = refinement.minutes or findings.understood.minutes
    parts = [f"for {minutes} minutes"] if minutes else []
    parts += [findings.window.words] if findings.window else []
    if not (who or where or parts):
        return ""
    return ", ".join([" ".join(part for part in (who or "anybody", where) if part), *parts])


def _left_out(each: LeftOut) -> str:
    match each.kind:
        case Kind.PLACE:
            return f"people in {each.name}"
        case Kind.ORGANISATION:
            return f"people at {each.name}"
        case _:
            return each.name


def _named(findings: Findings, kind: Kind) -> list[str]:
    return [concept.name for concept in findings.understood.concepts if concept.kind is kind]


def _together(names: list[str]) -> str:
    return listed(list(dict.fromkeys(names))[:MOST_NAMED])
