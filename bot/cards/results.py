"""The answer to a search: who fits and why, or honestly nobody and what to do instead."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks import MAX_FACT, MAX_TITLE, Block, Button, Buttons, People, PersonLine, Small, Text
from bot.cards.busy import NOT_KNOWN
from bot.cards.reading import can_be_widened, reading, was_understood
from bot.cards.why import why
from bot.cards.words import (
    counted,
    fit,
    full_date,
    quoted,
    sentence_case,
    short_date,
    time_of_day,
)
from bot.finding.find_expert import Findings, Found, PoolFound
from bot.messages import Card
from directory.availability import Standing
from directory.model import Status

NOT_FREE = "No free time in the next 30 days"
SAID_NAME = 40
"""Characters of a name on a button, as a screen reader says it."""
SHOWN_LINE = 240
"""Characters of a declared line (role, terms) that a result shows: the profile has all of it."""


def results(findings: Findings, search_id: str, text: str, *, noted: bool = False) -> Card:
    """One page of people. Never empty-handed: without people it says what was understood and what to try.

    ``noted`` says that nobody was found and that this was noted as an unmet need.
    """
    if not findings.people:
        return nobody(findings, search_id, text, noted=noted)
    blocks: list[Block] = [
        *_reading(findings, text),
        People(people=tuple(_person(found, search_id) for found in findings.people)),
    ]
    blocks.extend(_pools(findings.pools, search_id, "This group can help too:", "These groups can help too:"))
    blocks.append(Small(text=_count(findings)))
    blocks.append(_buttons(findings, search_id))
    return Card(title=fit(f"Experts for {quoted(text)}", MAX_TITLE), blocks=tuple(blocks))


def nobody(findings: Findings, search_id: str, text: str, *, noted: bool) -> Card:
    """Nothing found is never the end: what was understood, the nearest pool, a wider search."""
    may_be_widened = not findings.refinement.widened and can_be_widened(findings)
    blocks: list[Block] = [*_reading(findings, text)]
    if findings.first:
        blocks.append(Text(text="There is nobody further down the list."))
    elif not was_understood(findings):
        blocks.append(
            Text(text="Try a profession, a skill or a policy topic, for example “user research on pensions”.")
        )
    else:
        hope = " A wider search may help." if may_be_widened else ""
        blocks.append(Text(text=f"Nobody who fits all of this can be asked at the moment.{hope}"))
    may_help = ("This group may be able to help:", "These groups may be able to help:")
    blocks.extend(_pools(findings.pools, search_id, *may_help))
    if noted:
        blocks.append(Small(text="We have noted this need, without your name, so that the directory can grow."))
    buttons = [Button(label="Change the search", action="search.refine", value=search_id, opens_form=True)]
    if may_be_widened:
        buttons.insert(0, Button(label="Widen the search", action="search.widen", value=search_id, primary=True))
    buttons.append(Button(label="How to search", action="help.show"))
    blocks.append(Buttons(buttons=tuple(buttons)))
    return Card(title=fit(f"Nobody found for {quoted(text)}", MAX_TITLE), blocks=tuple(blocks))


def _reading(findings: Findings, text: str) -> list[Block]:
    return [Small(text=line)] if (line := reading(findings, text)) else []


def _person(found: Found, search_id: str) -> PersonLine:
    profile = found.profile
    name = fit(profile.name, MAX_TITLE)
    return PersonLine(
        name=name,
        about=fit(listed_with_comma(profile.role, profile.organisation), SHOWN_LINE),
        why=fit(why(found), MAX_FACT),
        notes=fit(" · ".join(_notes(found)), MAX_FACT),
        buttons=(
            _ask(f"{search_id}.{profile.id}", name),
            Button(
                label="Details",
                action="expert.details",
                opens_form=True,
                value=str(profile.id),
                says=f"Details of {fit(name, SAID_NAME)}",
            ),
        ),
    )


def _ask(value: str, name: str) -> Button:
    return Button(label="Ask", action="expert.ask", opens_form=True, value=value, says=f"Ask {fit(name, SAID_NAME)}")


def _notes(found: Found) -> list[str]:
    profile = found.profile
    notes = [place(profile.location, profile.region)]
    candidate = found.candidate
    notes.append(_next_free(candidate.opening, ZoneInfo(profile.time_zone), is_unknown=candidate.is_unknown))
    notes.append(fit(sentence_case(profile.terms), SHOWN_LINE // 2))
    if profile.confirmed_on:
        notes.append(f"Confirmed {short_date(profile.confirmed_on)}")
    return [note for note in notes if note]


def place(location: str, region: str) -> str:
    """Town and region, once when they are the same."""
    return fit(listed_with_comma(location, region if region != location else ""), SHOWN_LINE // 2)


def listed_with_comma(*parts: str) -> str:
    """The parts that there are, with commas between."""
    return ", ".join(part for part in parts if part)


def _next_free(opening: datetime | None, zone: ZoneInfo, *, is_unknown: bool) -> str:
    """When somebody could next be met; of whose calendar nothing is known, with words that say so."""
    if opening is None:
        return NOT_FREE
    return f"Next free {time_of_day(opening, zone)}{f' ({NOT_KNOWN})' if is_unknown else ''}"


def availability(
    standing: Standing, opening: datetime | None, zone: ZoneInfo, now: datetime, *, is_unknown: bool = False
) -> str:
    """When somebody can be met, or why they cannot be asked at the moment."""
    if away := standing.away_until(now):
        return f"Away until {full_date(away)}"
    if standing.status is Status.PAUSED or not standing.weekly_cap:
        return "Not taking requests at the moment"
    return _next_free(opening, zone, is_unknown=is_unknown)


def _pools(pools: tuple[PoolFound, ...], search_id: str, one: str, several: str) -> list[Block]:
    if not pools:
        return []
    lines = [
        PersonLine(
            name=fit(pool.name, MAX_TITLE),
            about=counted(pool.members, "expert answers", "experts answer together"),
            why=fit(f"{pool.for_name} is one of them but cannot be asked at the moment", SHOWN_LINE)
            if pool.for_name
            else "",
            buttons=(_ask(f"{search_id}.p{pool.id}", pool.name),),
        )
        for pool in pools
    ]
    return [Text(text=one if len(pools) == 1 else several), People(people=tuple(lines))]


def _count(findings: Findings) -> str:
    first, last = findings.first + 1, findings.first + len(findings.people)
    shown = f"{first} to {last} of {findings.total}" if first < last else f"{last} of {findings.total}"
    return f"Showing {shown}. Free times come from working hours, bookings and the calendars that experts connected."


def _buttons(findings: Findings, search_id: str) -> Buttons:
    buttons = [
        Button(label="Refine", action="search.refine", value=search_id, says="Refine this search", opens_form=True)
    ]
    if findings.next_first is not None:
        left = counted(findings.total - findings.next_first, "more person", "more people")
        more = f"{search_id}.{findings.next_first}"
        buttons.insert(0, Button(label="Show more", action="search.more", value=more, says=f"Show more: {left}"))
    if findings.first:
        back = Button(label="Back to the start", action="search.more", value=f"{search_id}.0")
        buttons.append(back)
    return Buttons(buttons=tuple(buttons))
