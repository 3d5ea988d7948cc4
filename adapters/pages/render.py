"""Pages as HTML. Text is escaped by the templates; nothing of it becomes a tag."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from adapters.layout.frame import Frame, templates_in
from bot.cards.policy_page import PolicyPage, earlier_check_ins
from bot.cards.portfolio_page import PortfolioPage
from bot.cards.words import short_date
from bot.portfolio.table import MOST_WORDS

SHOWN_CHECK_INS = 6
"""What came of so many is open to see; what came of those before folds out."""

_templates = templates_in(Path(__file__).parent / "templates")
_templates.filters["day"] = short_date
_templates.filters["earlier"] = earlier_check_ins


def policy_html(page: PolicyPage, frame: Frame, path_of_picture: Callable[[str, str], str]) -> str:
    """The page of a policy. ``path_of_picture`` says where one is, by its name and its stamp."""
    pictures = {
        each.picture.of: path_of_picture(each.picture.of, each.picture.stamp) for each in page.measures if each.picture
    }
    template = _templates.get_template("policy.html")
    return template.render(page=page, pictures=pictures, open=SHOWN_CHECK_INS, frame=frame)


def portfolio_html(
    page: PortfolioPage,
    frame: Frame,
    path_of_picture: Callable[[str, str], str],
    path_of_policy: Callable[[str], str],
) -> str:
    """The page of a portfolio. ``path_of_policy`` says where the page of a policy is, by its id."""

    def query(state: str = "", words: str = "", number: int = 1) -> str:
        asked = {"state": state, "words": words, "page": str(number) if number > 1 else ""}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    picture = path_of_picture(page.picture.of, page.picture.stamp) if page.picture else ""
    return _templates.get_template("portfolio.html").render(
        page=page, picture=picture, path_of_policy=path_of_policy, query=query, most_words=MOST_WORDS, frame=frame
    )
