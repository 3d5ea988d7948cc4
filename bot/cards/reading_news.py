"""What people read when a live reading passed the target of a measure, or the threshold that was set."""

from __future__ import annotations

from bot.blocks import MAX_FACT, MAX_TITLE, Button, Buttons, Fact, Facts, Picture
from bot.cards.words import fit, quoted, short_date
from bot.messages import Card
from bot.model import Direction, Measure, Reading
from bot.policies.figures import write_figure
from bot.policies.whose import Owned
from bot.readings.crossing import Crossing, Line, Side

SHOWN_NAME = 70


def crossed(
    owned: Owned, measure: Measure, latest: Reading, crossing: Crossing, figure: float, picture: Picture
) -> Card:
    """The line that was passed is where it is now, ``figure``."""
    passed = f"{_passed(crossing, measure.direction)}, {write_figure(figure, measure.unit)}"
    return _card(owned, measure, latest, picture, f"{quoted(measure.name, SHOWN_NAME)} {passed}")


def stands(owned: Owned, measure: Measure, latest: Reading | None, picture: Picture) -> Card:
    """Nothing of it is news any more."""
    return _card(owned, measure, latest, picture, measure.name)


def _passed(crossing: Crossing, direction: Direction) -> str:
    if crossing.line is Line.TARGET:
        return "has reached its target" if crossing.side is Side.REACHED else "no longer reaches its target"
    if crossing.side is Side.REACHED:
        return f"has {'risen' if direction is Direction.UP else 'fallen'} to its threshold"
    return f"has {'fallen below' if direction is Direction.UP else 'risen above'} its threshold"


def _card(owned: Owned, measure: Measure, latest: Reading | None, picture: Picture, title: str) -> Card:
    policy = owned.policy
    facts = [Fact(label="Policy", value=fit(policy.title, MAX_FACT))]
    if latest:
        value = f"{write_figure(latest.value, measure.unit)} on {short_date(latest.read_on)}"
        facts.append(Fact(label="Latest reading", value=value))
    see = Button(label="Open the policy", action="policy.show", value=policy.id, primary=True)
    change = Button(label="Change the measures", action="measure.list", value=policy.id)
    return Card(
        title=fit(title, MAX_TITLE), blocks=(Facts(facts=tuple(facts)), picture, Buttons(buttons=(see, change)))
    )
