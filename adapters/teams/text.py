"""Text that people wrote, kept harmless in Adaptive Cards: nothing of theirs becomes a link, a list or a mention.

A ``TextBlock`` reads markdown, and how much of it differs between clients, so there is no escape to rely on. A
``TextRun`` of a ``RichTextBlock`` reads none and keeps spaces and line breaks (learn.microsoft.com/adaptive-cards/
authoring-cards/text-features), so whatever people typed stands in one. A mention needs an entity that names it in the
card's ``msteams.entities``, of which ours have none.
"""

from __future__ import annotations

import re
from typing import Any

from adapters.unseen import seen

WORD_JOINER = "\u2060"  # draws nothing, takes no room, and keeps what stands around it on one line

# Clients put a date in the place of these, wherever text is drawn; nothing else is allowed between the two braces.
_DATE_FUNCTION = re.compile(r"\{(?=\{(?:DATE|TIME)\()")
# One line of words in which no markdown reader finds anything, nor a web address (a dot inside a word), nor an
# abbreviation to improve on, as some make © of (c). A time of day is a word.
_PART = r"(?:\d{1,2}:\d\d(?!\d)|[^\W_]+)"
_WORD = rf"“?(?:\((?!(?:c|r|p|tm)\)))?£?{_PART}(?:[’/–-]{_PART})*[)%]?”?[,;:.?]?”?"
_WORDS_ONLY = re.compile(rf"(?!\d+[.)]){_WORD}(?: (?:{_WORD}|[&–—·]))*", re.IGNORECASE)


def clean(text: str) -> str:
    """As it was typed, without what cannot be seen and with date functions disarmed; never empty."""
    return _DATE_FUNCTION.sub("{" + WORD_JOINER, seen(text).strip("\n"))


def line(text: str) -> str:
    """The same on one line, for titles and labels."""
    return " ".join(clean(text).split())


def paragraph(text: str, **looks: Any) -> dict[str, Any]:
    """Text as it was typed. ``looks`` are of the run, but for ``spacing``, which is of the block."""
    block: dict[str, Any] = {"type": "RichTextBlock"}
    if "spacing" in looks:
        block["spacing"] = looks.pop("spacing")
    block["inlines"] = [{"type": "TextRun", "text": clean(text), **looks}]
    return block


def words_only(text: str) -> bool:
    """Whether every client shows a line as it was typed, even one that reads markdown in it."""
    return _WORDS_ONLY.fullmatch(text) is not None


def heading(text: str, size: str, **looks: Any) -> dict[str, Any]:
    """A heading that screen readers know as one, where no client can read markdown into its words; else a bold line."""
    words = line(text)
    if words_only(words):
        block = {"type": "TextBlock", "text": words, "size": size, "weight": "Bolder", "wrap": True}
        return {**block, "style": "heading", **looks}
    return paragraph(words, size=size, weight="Bolder", **looks)
