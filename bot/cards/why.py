"""Why this person: one plain line that names what matched."""

from __future__ import annotations

from bot.cards.words import fit, listed
from bot.ranking import Candidate
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
    if match.kind is MatchKind.SKILL and match.level:
        return f"{label} (skill, {match.level})"
    return REASONS[match.kind].format(label=label) if label else ""
