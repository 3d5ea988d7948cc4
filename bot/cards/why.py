"""Why this person: one plain line that names what matched."""

from __future__ import annotations

from bot.cards.words import fit, listed
from bot.find_expert import Found
from directory.search import Match, MatchKind

MOST_REASONS = 4
REASON_LENGTH = 90
REASONS = {
    MatchKind.PROFESSION: "{label} (profession)",
    MatchKind.SKILL: "{label} (skill)",
    MatchKind.TOPIC: "{label} (topic)",
    MatchKind.ROLE: "{label} (job title)",
    MatchKind.ASK_ME_ABOUT: "ask about “{label}”",
    MatchKind.EXPERIENCE: "has worked on “{label}”",
    MatchKind.PLACE: "based in {label}",
    MatchKind.ORGANISATION: "works at {label}",
    MatchKind.NAME: "their name",
    MatchKind.WORD: "{label}",
}


def why(found: Found) -> str:
    """For example "Why: user research (profession), accessibility (skill, expert) and based in Leeds"."""
    reasons = list(dict.fromkeys(reason for match in found.matches if (reason := _reason(match))))
    said = listed(reasons[:MOST_REASONS])
    absent = found.candidate.stands_in_for
    if not absent:
        return f"Why: {said}" if said else ""
    cover = f"Covers for {fit(absent, REASON_LENGTH)}, who cannot be asked at the moment"
    return f"{cover}: {said}" if said else cover


def _reason(match: Match) -> str:
    label = fit(match.label, REASON_LENGTH)
    if match.kind is MatchKind.SKILL and match.level:
        return f"{label} (skill, {match.level})"
    return REASONS[match.kind].format(label=label) if label else ""
