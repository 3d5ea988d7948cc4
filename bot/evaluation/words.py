"""What people say of evaluation in plain words: theirs, a new one, or how it goes. Everything else is a search."""

from __future__ import annotations

from bot.cards import policy_list as cards
from bot.evaluation import listing
from bot.messages import Reply
from bot.turn import Turn

WORD = "evaluation"
MINE = {"", "list", "mine", "my policies"}
NEW = {"new", "register", "add"}
HELP = {"help", "?"}
MOST = 40
"""Characters: what is longer is no such word."""


def said(turn: Turn, text: str) -> Reply | None:
    """The answer to "evaluation" and what may follow it; nothing where somebody looks for something else."""
    words = " ".join(text[:MOST].casefold().split()).strip(" .!/")
    rest = words.removeprefix(WORD).strip()
    if len(text) > MOST or words != f"{WORD} {rest}".strip():
        return None
    if rest not in MINE | NEW | HELP:
        return None
    if turn.is_shared:
        return Reply(card=cards.shared())
    if rest in NEW:
        return Reply(card=cards.register_here())
    if rest in HELP:
        return Reply(card=cards.how_to(turn.platform))
    answer = listing.show(turn, "0")
    return Reply(card=answer.card)
