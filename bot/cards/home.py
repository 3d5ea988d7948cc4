"""Where people start: the box to search from, and what is theirs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import MAX_FACT, MAX_TITLE, Block, Button, Buttons, Heading, People, PersonLine, SearchBox, Small, Text
from bot.cards.results import SHOWN_LINE, listed_with_comma
from bot.cards.words import counted, fit, listed, short_date
from bot.messages import Card
from directory.model import Account, Unreachable
from directory.profiles import Profile

SHOWN_ORGANISATIONS = 3
PLATFORM_NAMES = {"slack": "Slack", "teams": "Teams", "web": "the demonstration page"}
WHY_NOT = {
    Unreachable.BLOCKED: "the bot is blocked or turned off for them",
    Unreachable.UNINSTALLED: "the bot was removed there",
    Unreachable.LEFT: "they are no longer a member there",
    Unreachable.DEACTIVATED: "their account was switched off",
}


def home(
    profile: Profile | None,
    mine: Sequence[Block],
    settings: Sequence[Block],
    unreachable: int = 0,
    unowned: int = 0,
    also: Sequence[Button] = (),
    portfolio: Sequence[str] = (),
) -> Card:
    """The start: ``mine`` is what is going on. ``unreachable`` counts experts who cannot be reached, and ``unowned``
    policies without an owner, for who looks after the directory. ``also`` is what somebody can begin with beside a
    search, ``portfolio`` a line of each organisation whose head of profession they are.
    """
    blocks: list[Block] = [
        SearchBox(
            label="What do you need an expert for?",
            hint="For example: user research on pensions near Leeds",
            submit="Find an expert",
        ),
        Buttons(buttons=(Button(label="How to search", action="help.show"), *also)),
    ]
    blocks += mine
    if profile:
        blocks += _own_profile(profile)
    blocks += settings
    blocks += _to_look_after(unreachable, unowned, portfolio)
    return Card(title="Find an expert in government", blocks=tuple(blocks))


def _to_look_after(unreachable: int, unowned: int, portfolio: Sequence[str]) -> list[Block]:
    lines, buttons = list(portfolio[:SHOWN_ORGANISATIONS]), [see_portfolio()] if portfolio else []
    if unreachable:
        experts = counted(unreachable, "expert", "experts")
        lines.append(f"{experts} can no longer be written to on Slack or on Teams.")
        buttons.append(Button(label="See who cannot be reached", action="reach.show", value="0"))
    if unowned:
        lines.append(f"{counted(unowned, 'policy has', 'policies have')} no owner who can be reached.")
        buttons.append(Button(label="See policies without an owner", action="policy.unowned", value="0"))
    if not lines:
        return []
    yours = {"organisation": portfolio, "directory": unreachable or unowned}
    heading = f"Your {listed([name for name, concerns in yours.items() if concerns])}"
    return [Heading(text=heading), Text(text="\n".join(lines)), Buttons(buttons=tuple(buttons))]


def see_portfolio() -> Button:
    """The way to it, for a head of profession."""
    return Button(label="See the portfolio", action="portfolio.show", value="0")


def way_back() -> Button:
    """From whatever was looked at in a home to its start."""
    return Button(label="Back to home", action="home.show")


def shared() -> Card:
    """The start where others see it."""
    card = home(None, (), (), 0)
    own = Small(text="Your profile and settings are in your own chat with the bot: say home there.")
    return card.model_copy(update={"blocks": (*card.blocks, own)})


def _own_profile(profile: Profile) -> list[Block]:
    about = listed_with_comma(profile.role, profile.organisation) or "an expert"
    confirmed = f"Confirmed {short_date(profile.confirmed_on)}." if profile.confirmed_on else "Not confirmed yet."
    button = Button(
        label="See your profile",
        action="expert.details",
        value=str(profile.id),
        says="See your profile",
        opens_form=True,
    )
    lines, buttons = [fit(about, MAX_FACT), confirmed], [button]
    if profile.evidence:
        lines.append("Notes of consultations, which you agreed to share, help others find you.")
        buttons.append(Button(label="See your shared notes", action="record.show", value="contribution"))
    heading = Heading(text="You in the directory")
    return [heading, Text(text="\n".join(lines)), Buttons(buttons=tuple(buttons))]


def where_told(now_on: str, chosen: str, platforms: Sequence[str]) -> str:
    """Where somebody with several platforms is told things; empty for anybody with one."""
    if len(platforms) < 2:
        return ""
    because = "as you chose" if chosen == now_on else "where you used the bot last"
    return f"On {PLATFORM_NAMES[now_on]}, {because}."


def told_buttons(chosen: str, platforms: Sequence[str]) -> list[Button]:
    """What changes it."""
    if len(platforms) < 2:
        return []
    others = [
        Button(label=f"Always tell me on {PLATFORM_NAMES[p]}", action="told.choose", value=p)
        for p in platforms
        if p != chosen
    ]
    last = [Button(label="Tell me where I used it last", action="told.choose")] if chosen else []
    return others + last


def unreachable(lines: Sequence[PersonLine], first: int, total: int) -> Card:
    """Experts who cannot be written to, from number ``first`` (0 is the first)."""
    if not lines:
        return Card(
            title="Everybody can be reached", blocks=(Text(text="Nobody has blocked, removed or left the bot."),)
        )
    last = first + len(lines)
    blocks: list[Block] = [
        Text(text="These experts are still found, but have to be reached in another way."),
        People(people=tuple(lines)),
        Small(text=f"Showing {first + 1} to {last} of {total}"),
    ]
    if last < total:
        blocks.append(Buttons(buttons=(Button(label="Show more", action="reach.show", value=str(last)),)))
    return Card(title="Who cannot be reached", blocks=tuple(blocks))


def unreachable_line(profile: Profile, account: Account, reached_on: Sequence[str]) -> PersonLine:
    """One of them: where, why, since when, and how they are reached instead."""
    why = WHY_NOT[account.unreachable] if account.unreachable else ""
    since = f", since {short_date(account.unreachable_since.date())}" if account.unreachable_since else ""
    others = [f"on {PLATFORM_NAMES[platform]}" for platform in reached_on if platform != account.platform]
    return PersonLine(
        name=fit(profile.name, MAX_TITLE),
        about=fit(listed_with_comma(profile.role, profile.organisation), SHOWN_LINE),
        why=f"{PLATFORM_NAMES[account.platform]}: {why}{since}",
        notes=f"Reached {listed(others) or 'by email only'}",
    )
