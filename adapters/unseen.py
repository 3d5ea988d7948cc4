"""What cannot be seen in a text that somebody typed: left out wherever it is shown."""

from __future__ import annotations

import re

NOTHING = "–"  # platforms refuse an empty text, or do not draw it

# Characters that draw nothing, or that turn the direction of whatever text follows them.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")


def seen(text: str) -> str:
    """The text without control characters, its line ends as ``\\n``, and never empty."""
    text = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
    return text if text.strip() else NOTHING
