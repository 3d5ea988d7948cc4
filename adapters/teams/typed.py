"""What somebody typed: without the bot's name, the command, and what Teams wraps around words."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

COMMAND = re.compile(r"/?find-expert\b[:,]?\s*", re.IGNORECASE)
NO_BREAK_SPACE = "\xa0"
TAG = re.compile(r"<(/?[a-zA-Z!?][a-zA-Z0-9]*+)[^<>]*+>")
"""Read in one go, whatever it is: Python's own parser takes seconds for half-written tags, and breaks on some."""
BREAKS = frozenset({"br", "p", "div", "li", "tr", "blockquote"})


def typed(text: str, mentions: Sequence[tuple[str, str, str]], bot: str) -> str:
    """The words of a message. Teams writes entities for & < > and a no-break space after a mention.

    ``mentions`` are (id of the account, its name, the text that stands for it), as Teams lists them beside the text:
    what only looks like a mention is what somebody typed.
    """
    return without_command(_without_mentions(text, mentions, bot))


def asks_to_search(text: str, mentions: Sequence[tuple[str, str, str]], bot: str) -> bool:
    """Whether the words of a message begin with the command, so that it is a search whatever follows. As ``typed``."""
    return COMMAND.match(_without_mentions(text, mentions, bot)) is not None


def _without_mentions(text: str, mentions: Sequence[tuple[str, str, str]], bot: str) -> str:
    for account, name, stands in mentions:
        if stands:
            text = text.replace(stands, " " if account == bot else name)
    return _spaced(html.unescape(text))


def without_command(text: str) -> str:
    """Without a leading "find-expert": there is no slash command in a personal chat, so people type it."""
    return COMMAND.sub("", text, count=1) if COMMAND.match(text) else text


def names_command(text: str) -> bool:
    """Whether it begins with the command, typed or put there by Teams' list of commands."""
    return COMMAND.match(_spaced(html.unescape(text))) is not None


def without_tags(markup: str) -> str:
    """The words of a message as Teams hands it to a message action: HTML."""
    return _spaced(html.unescape(TAG.sub(lambda tag: " " if tag[1].lower() in BREAKS else "", markup)))


def _spaced(text: str) -> str:
    return text.replace(NO_BREAK_SPACE, " ").strip()
