"""Why this person: one plain line that names what matched."""

from __future__ import annotations

from bot.cards.words import fit, listed
from bot.ranking import Candidate
from directory.search import Match

MOST_REASONS = 4
REASON_LENGTH = 90


def why(candidate: Candidate) -> str:
    """For example "Why: user research (profession), accessibility (skill, expert) and based in Leeds"."""
    reasons = list(dict.fromkeys(reason for match in candidate.hit.matched if (reason := _reason(match))))
    said = listed(reasons[:MOST_REASONS])
    if not candidate.stands_in_for:
        return f"Why: {said}" if said else ""
    cover = f"Covers for {fit(candidate.stands_in_for, REASON_LENGTH)}, who cannot be asked at the moment"
    return f"{cover}: {said}" if said else cover


def _reason(match: Match) -> str:
    label = fit(match.label, REASON_LENGTH)
    if not label:
        return ""
    match match.kind:
        case "profession":
            return f"{label} (profession)"
        case "skill":
            return f"{label} (skill, {match.level})" if match.level else f"{label} (skill)"
        case "topic":
            return f"{label} (topic)"
        case "role":
            return f"{label} (job title)"
        case "ask_me_about":
            return f"ask about “{label}”"
        case "experience":
            return f"has worked on “{label}”"
        case "place":
            return f"based in {label}"
        case "organisation":
            return f"works at {label}"
        case "name":
            return "their name"
        case _:
            return label
