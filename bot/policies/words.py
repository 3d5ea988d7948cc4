"""What people say of evaluation in plain words: theirs, a new one, or how it goes. Everything else is a search."""

from __future__ import annotations

from bot.cards import policy_list as cards
from bot.messages import Reply
from bot.policies import listing
from bot.portfolio import showing as portfolio
from bot.turn import Turn

WORD = "evaluation"
"""Said to the bot in words; on Slack a command too."""
MINE = {"", "list", "mine", "my policies"}
NEW = {"new", "register", "add"}
PORTFOLIO = {"portfolio"}
HELP = {"help", "?"}
MOST = 40
"""Characters: what is longer is no such word."""


def said(turn: Turn, text: str) -> Reply | None:
    """The answer to "evaluation" and what may follow it; nothing where somebody looks for something else."""
    word, _, rest = _plain(text).partition(" ")
    if word != WORD or rest not in MINE | NEW | PORTFOLIO | HELP:
        return None
    if turn.is_shared:
        return Reply(card=cards.shared())
    if rest in NEW:
        return Reply(card=cards.register_here())
    if rest in HELP:
        return Reply(card=cards.how_to(turn.platform, is_head=bool(portfolio.ways(turn))))
    if rest in PORTFOLIO:
        return portfolio.show(turn, "")
    return Reply(card=listing.show(turn, "0").card)


def asks_for_new(rest: str) -> bool:
    """Whether what follows the word asks to register a policy: where words can open a form, it opens at once."""
    return _plain(rest) in NEW


def _plain(text: str) -> str:
    """Without capitals, signs around it and a slash before it; nothing of what is too long."""
    return " ".join(text.casefold().split()).strip(" .!/") if len(text) <= MOST else ""
