"""Text that people wrote, made harmless: no mention, link, channel, emoji code or bold comes alive."""

from __future__ import annotations

import re
from typing import Any

MAX_SECTION = 3_000  # characters of a section's text; slack_sdk.models.blocks.SectionBlock
NOTHING = "–"  # Slack refuses an empty text, and one of spaces only

MAX_GROWTH = 60  # characters that escaping may add to one text: a whole message stays under what Slack takes

# Slack has no escape for its formatting, so the characters give way to ones that look alike.
_LOOK_ALIKE = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ", "&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ITALIC = re.compile(r"(?<!\w)_|_(?!\w)|(?<=_)_")  # inside a word, as in an email address, it is no markup
_QUOTE = re.compile(r"^>")
_EMOJI_CODE = re.compile(r":(?=[\w+'-]+:)")
# Characters that draw nothing, or that turn the direction of whatever text follows them.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean(text: str) -> str:
    """Without control characters, and never empty."""
    text = _UNSEEN.sub("", text)
    return text if text.strip() else NOTHING


def escaped(text: str) -> str:
    """For the top-level text of a message, where Slack reads & < > as its own."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def harmless(text: str) -> str:
    """For mrkdwn: one line, in which nothing is markup."""
    line = " ".join(clean(text).split())
    return _EMOJI_CODE.sub("꞉", _QUOTE.sub("›", _ITALIC.sub("ˍ", line))).translate(_LOOK_ALIKE)


def plain_text(text: str) -> dict[str, Any]:
    """Text that Slack shows as it is."""
    return {"type": "plain_text", "text": clean(text), "emoji": False}


def led_by(bold: str, *lines: str) -> dict[str, Any]:
    """A bold line and lines under it; all plain where the text is so full of markup that escaping would swell it."""
    kept = [line for line in lines if line.strip()]
    text = "\n".join([f"*{harmless(bold)}*", *map(harmless, kept)])
    raw = "\n".join([bold, *kept])
    if len(text) > min(len(raw) + MAX_GROWTH, MAX_SECTION):
        return plain_text(raw)
    return _mrkdwn(text)


def _mrkdwn(text: str) -> dict[str, Any]:
    """Text in which Slack reads markup, ours only; ``verbatim`` keeps it from making links and mentions of the rest."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}
