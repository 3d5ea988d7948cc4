"""Pages as HTML. Text is escaped by the templates; nothing of it becomes a tag."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from adapters.layout.frame import Frame, templates_in
from bot.cards.policy_page import PolicyPage
from bot.cards.words import short_date

SHOWN_CHECK_INS = 6
"""What came of so many is open to see; what came of those before folds out."""

_templates = templates_in(Path(__file__).parent / "templates")
_templates.filters["day"] = short_date


def policy_html(page: PolicyPage, frame: Frame, path_of_picture: Callable[[str, str], str]) -> str:
    """The page of a policy. ``path_of_picture`` says where one is, by its name and its stamp."""
    pictures = {
        each.picture.of: path_of_picture(each.picture.of, each.picture.stamp) for each in page.measures if each.picture
    }
    return _templates.get_template("policy.html").render(
        page=page,
        pictures=pictures,
        recent=page.past[:SHOWN_CHECK_INS],
        earlier=page.past[SHOWN_CHECK_INS:],
        frame=frame,
    )
