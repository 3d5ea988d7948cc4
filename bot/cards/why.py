"""Why this person: one plain line that names what matched."""

from __future__ import annotations

from bot.cards.words import fit, listed
from bot.finding.find_expert import Found
from directory.profiles import Profile
from directory.search import Match, MatchKind

MOST_REASONS = 4
REASON_LENGTH = 90
REASONS = {
    MatchKind.PROFESSION: "is listed under {}",
    MatchKind.SKILL: "has skills in {}",
    MatchKind.TOPIC: "works on {}",
    MatchKind.ROLE: "has a job title that fits {}",
    MatchKind.ASK_ME_ABOUT: "can be asked about {}",
    MatchKind.EXPERIENCE: "has worked on {}",
    MatchKind.CONSULTED: "was consulted on {}",
    MatchKind.PLACE: "is based in {}",
    MatchKind.ORGANISATION: "works at {}",
    MatchKind.NAME: "matches by name",
    MatchKind.WORD: "mentions {}",
}
IN_THEIR_WORDS = {MatchKind.ASK_ME_ABOUT, MatchKind.EXPERIENCE, MatchKind.CONSULTED}


def why(found: Found) -> str:
    """For example "Why: is listed under user research, has skills in accessibility (expert) and is based in Leeds".

    Of a cover it says who they stand in for: the reasons are those of the person who is away.
    """
    said = reasons(found)
    absent = fit(found.candidate.stands_in_for, REASON_LENGTH)
    if not absent:
        return f"Why: {said}" if said else ""
    known_for = f"who {said} but" if said else "who"
    return f"Covers for {absent}, {known_for} cannot be asked at the moment"


def reasons(found: Found) -> str:
    """What matched, in words that go on from a name; of a cover, what matched of whom they stand in for."""
    by_phrase: dict[str, list[str]] = {}
    matches = [match for match in found.matches if match.label]
    for match in matches[:MOST_REASONS]:
        if match.kind is MatchKind.NAME and found.candidate.stands_in_for:
            continue
        labels = by_phrase.setdefault(_phrase(match, found.profile), [])
        if (label := _label(match)) not in labels:
            labels.append(label)
    return listed([phrase.format(listed(labels)) for phrase, labels in by_phrase.items()])


def _phrase(match: Match, profile: Profile) -> str:
    if match.kind is MatchKind.ORGANISATION and match.label != profile.organisation:
        if match.label == profile.pool:
            return "answers with {}"
        if match.label == profile.team:
            return "is in the team {}"
    if match.kind is MatchKind.CONSULTED:
        held_on = next((each.held_on for each in profile.evidence if each.text == match.entry), None)
        return f"was consulted in {held_on:%B %Y} on {{}}" if held_on else REASONS[match.kind]
    return REASONS[match.kind]


def _label(match: Match) -> str:
    if match.kind is MatchKind.ROLE:  # the job title itself stands just above
        return _in_quotes(match.typed or match.label)
    if match.kind in IN_THEIR_WORDS:
        return _in_quotes(match.label)
    label = fit(match.label, REASON_LENGTH)
    return f"{label} ({match.level})" if match.kind is MatchKind.SKILL and match.level else label


def _in_quotes(text: str) -> str:
    inside = fit(text, REASON_LENGTH).replace("“", "‘").replace("”", "’")
    return f"“{inside}”"
