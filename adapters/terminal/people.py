"""Search results as JSON, for scripts."""

from __future__ import annotations

import json

from bot.cards.why import reasons, why
from bot.find_expert import Findings


def people_as_json(findings: Findings) -> str:
    """A list of ``{id, staff_id, name, role, organisation, region, score, why, next_free}``, best first.

    ``score`` is relevance (higher is better, comparable within one search only); ``next_free`` is an instant in
    ISO 8601 (UTC), or null when there is no free time within 30 days.
    """
    people = [
        {
            "id": found.profile.id,
            "staff_id": found.profile.staff_id,
            "name": found.profile.name,
            "role": found.profile.role,
            "organisation": found.profile.organisation,
            "region": found.profile.region,
            "score": round(found.candidate.hit.score, 4),
            "why": why(found) if found.candidate.stands_in_for else reasons(found),
            "next_free": found.candidate.opening.isoformat() if found.candidate.opening else None,
        }
        for found in findings.people
    ]
    return json.dumps(people, ensure_ascii=False, indent=2)
