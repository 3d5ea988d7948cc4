"""Text that people wrote, kept harmless: no mention, link, channel, emoji code or bold of theirs comes alive.

Slack has no escape for its formatting. So whatever looks like markup is shown as ``plain_text``, exactly as it was
typed, and only words without any share a ``mrkdwn`` text with our own bold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from adapters.unseen import seen

# Formatting, entities, <...>, and what some clients make links, mentions and emoji of even in verbatim text.
# An underscore inside a word, as in an email address, is no markup, but that address is.
_MARKUP = re.compile(r"[&<>*~`@#]|(?<!\w)_|_(?!\w)|://|\bwww\.|:[\w+'-]+:")


# What ends the words of a link early.
_LINK_SIGNS = re.compile(r"[|\n]")


def clean(text: str) -> str:
    """Without control characters, and never empty."""
    return seen(text)


def escaped(text: str) -> str:
    """For the top-level text of a message, where Slack reads & < > as its own."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def has_markup(text: str) -> bool:
    """Whether Slack could read anything into it."""
    return _MARKUP.search(text) is not None


def plain_text(text: str) -> dict[str, Any]:
    """Text that Slack shows as it is."""
    return {"type": "plain_text", "text": clean(text), "emoji": False}


def links(ways: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Each a line: its words, and where they lead. Addresses are ours, and hold none of Slack's own signs."""
    lines = (f"<{address}|{_LINK_SIGNS.sub(' ', escaped(words))}>" for words, address in ways)
    return {"type": "mrkdwn", "text": "\n".join(lines), "verbatim": True}


def bold(text: str, under: str = "") -> dict[str, Any]:
    """A bold line, with more text under it if given; all of it plain when there is markup in any."""
    line = " ".join(clean(text).split())
    if has_markup(text) or has_markup(under):
        return plain_text(f"{line}\n{under}" if under else line)
    return {"type": "mrkdwn", "text": f"*{line}*\n{clean(under)}" if under else f"*{line}*", "verbatim": True}
