"""Search results in the terminal: as a table for people, as JSON for scripts."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.cards.results import results
from bot.cards.why import why
from bot.cards.words import counted, time_of_day
from bot.find_expert import Findings
from bot.messages import Small, Text


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
            "why": why(found.candidate),
            "next_free": found.candidate.opening.isoformat() if found.candidate.opening else None,
        }
        for found in findings.people
    ]
    return json.dumps(people, ensure_ascii=False, indent=2)


def show_people(out: Console, findings: Findings, text: str) -> None:
    """The same words as in chat, in a table."""
    card = results(findings, "", text)
    out.print(card.title, style="bold", markup=False, highlight=False)
    for block in card.blocks:
        if isinstance(block, Small | Text):
            out.print(block.text, markup=False, highlight=False)
    if not findings.people:
        return
    table = Table("Name", "Role and organisation", "Why", "Next free", show_lines=True)
    for found in findings.people:
        profile, opening = found.profile, found.candidate.opening
        zone = ZoneInfo(profile.time_zone)
        cells = (
            profile.name,
            "\n".join(part for part in (profile.role, profile.organisation, profile.region) if part),
            why(found.candidate),
            time_of_day(opening, zone) if opening else "",
        )
        table.add_row(*(escape(cell) for cell in cells))
    out.print(table)
    out.print(f"{counted(findings.total, 'person', 'people')} in all.", highlight=False)
