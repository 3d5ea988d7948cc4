"""Why this person: one plain line that names what matched."""

from __future__ import annotations

from bot.cards.words import fit, listed, sentence_case
from directory.search import Hit, Match

MOST_REASONS = 4
REASON_LENGTH = 90


def why(hit: Hit) -> str:
    """For example "Why: user research (their profession), accessibility (skill, expert) and Leeds"."""
    reasons = list(dict.fromkeys(reason for match in hit.matched if (reason := _reason(match))))[:MOST_REASONS]
    return f"Why: {listed(reasons)}" if reasons else ""


def _reason(match: Match) -> str:
    label = fit(match.label, REASON_LENGTH)
    if not label:
        return ""
    match match.kind:
        case "profession":
            return f"{label} (their profession)"
        case "skill":
            return f"{label} (skill, {match.level})" if match.level else f"{label} (skill)"
        case "topic":
            return f"{label} (topic)"
        case "ask_me_about":
            return f"you can ask them about “{label}”"
        case "experience":
            return f"has worked on “{label}”"
        case "role":
            return f"works as {label}"
        case "name":
            return f"their name is {label}"
        case _:
            return sentence_case(label)
