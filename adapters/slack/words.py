"""What people wrote in Slack, as the plain words they meant: docs.slack.dev/messaging/formatting-message-text."""

from __future__ import annotations

import re

_ANGLED = re.compile(r"<([^<>]*)>")  # Slack escapes < and > that people type, so these are its own
_EMOJI = re.compile(r"(?<!\w):[a-z][\w+'-]*:(?!\w)")
_EMPHASIS = re.compile(r"(?<!\w)[*_~`]+|[*_~`]+(?!\w)")
_QUOTE = re.compile(r"^&gt;\s?", re.MULTILINE)
_SPACES = re.compile(r"[^\S\n]+")
_OUR_NAME = re.compile(r"^/?find-expert\b[\s:,]*", re.IGNORECASE)
_PEOPLE_AND_GROUPS = "@!"


def plain_words(text: str) -> str:
    """A message without mentions, link addresses that have a label, emoji codes and formatting."""
    text = _QUOTE.sub("", text)
    text = _ANGLED.sub(_meant, text)
    text = _EMPHASIS.sub("", _EMOJI.sub("", text))
    lines = (_SPACES.sub(" ", line).strip() for line in unescaped(text).splitlines())
    return "\n".join(lines).strip()


def request_in(text: str) -> str:
    """What was asked of the bot in a message to it: people also write the command there."""
    return _OUR_NAME.sub("", plain_words(text))


def names_command(text: str) -> bool:
    """Whether a message begins with the command, so that it is a search whatever follows."""
    return _OUR_NAME.match(plain_words(text)) is not None


def unescaped(text: str) -> str:
    """Slack writes & < > as entities in what it delivers."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _meant(angled: re.Match[str]) -> str:
    what, _, label = angled[1].partition("|")
    if what.startswith("!date^"):
        return label
    if what[:1] in _PEOPLE_AND_GROUPS:
        return ""
    if what.startswith("#"):
        return label
    return label or what.removeprefix("mailto:").removeprefix("tel:")
