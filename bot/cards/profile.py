"""A person's whole profile, as they declared it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from bot.blocks import MAX_FACT, MAX_TITLE, Block, Fact, Facts, Heading, Small, Text
from bot.cards.results import listed_with_comma, place
from bot.cards.words import fit, quoted, sentence_case, short_date, spelt_out, zone_name
from bot.finding.ranking import is_fresh
from bot.messages import Form
from directory.profiles import Evidence, Profile, Skill

SHOWN_CONSULTATIONS = 5
SHOWN_EVIDENCE = 300
"""Characters of what somebody was consulted on, of each consultation."""


def profile(person: Profile, next_free: str, today: date) -> Form:
    """Everything a policymaker may know about an expert before asking."""
    name = f"{person.name} ({person.pronouns})" if person.pronouns else person.name
    blocks: list[Block] = [Heading(text=fit(name, MAX_TITLE))]
    if about := listed_with_comma(person.role, person.organisation):
        blocks.append(Text(text=fit(about, MAX_FACT)))
    if person.ask_me_about:
        blocks.append(Facts(facts=(Fact(label="Ask me about", value=fit(person.ask_me_about, MAX_FACT)),)))
    for facts in (_knows(person), _works(person, next_free)):
        if facts:
            blocks.append(Facts(facts=tuple(facts)))
    blocks.append(Small(text=_confirmed(person, today)))
    return Form(title="Expert profile", name="expert.profile", blocks=tuple(blocks))


def _knows(person: Profile) -> list[Fact]:
    return _facts(
        ("Profession" if len(person.professions) == 1 else "Professions", _in_a_row(person.professions)),
        ("Skills", "\n".join(_skill(skill) for skill in person.skills)),
        ("Policy topics", _in_a_row(person.topics)),
        ("Has worked on", "\n".join(person.experience)),
        ("Was consulted on", "\n".join(_consulted(each) for each in person.evidence[:SHOWN_CONSULTATIONS])),
    )


def _works(person: Profile, next_free: str) -> list[Fact]:
    zone = zone_name(ZoneInfo(person.time_zone))
    return _facts(
        ("Availability", next_free),
        ("Working hours", f"{spelt_out(person.working_hours)} ({zone})" if person.working_hours else ""),
        ("Terms", sentence_case(person.terms)),
        ("To commission more", person.commissioning),
        ("Location", place(person.location, person.region)),
        ("Team", person.team),
        ("Answers with", person.pool),
    )


def _facts(*rows: tuple[str, str]) -> list[Fact]:
    return [Fact(label=label, value=fit(value, MAX_FACT)) for label, value in rows if value]


def _in_a_row(parts: Sequence[str]) -> str:
    """Parts that have commas of their own are kept apart by semicolons."""
    return ("; " if any("," in part for part in parts) else ", ").join(parts)


def _skill(skill: Skill) -> str:
    return f"{skill.name} ({skill.level})" if skill.level else skill.name


def _consulted(evidence: Evidence) -> str:
    return f"{quoted(evidence.text, SHOWN_EVIDENCE)} ({evidence.held_on:%B %Y})"


def _confirmed(person: Profile, today: date) -> str:
    if person.confirmed_on is None:
        return "This profile has not been confirmed yet. It may be out of date."
    said = f"This profile was confirmed on {short_date(person.confirmed_on)}."
    return said if is_fresh(person.confirmed_on, today) else f"{said} It may be out of date."
