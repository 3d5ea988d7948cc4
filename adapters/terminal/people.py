"""Search results in the terminal: cards to read, or JSON for scripts."""

from __future__ import annotations

import json
from dataclasses import replace

from rich.console import Console

from adapters.terminal.render import show_card
from bot.cards.results import results
from bot.cards.why import reasons, why
from bot.finding.find_expert import PAGE, Findings


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


def show_people(out: Console, findings: Findings, text: str) -> None:
    """The cards of chat, as many as it takes: one holds five people."""
    for start in range(0, max(len(findings.people), 1), PAGE):
        page = findings.people[start : start + PAGE]
        pools = () if start else findings.pools
        show_card(out, results(replace(findings, people=page, first=findings.first + start, pools=pools), "", text))
