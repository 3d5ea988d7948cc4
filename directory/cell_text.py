"""Text of a spreadsheet cell, coming in and going out: nothing hidden in it, nothing that a spreadsheet would run."""

from __future__ import annotations

import re
import unicodedata

# Control characters, and those that hide text or turn its direction (Unicode 16, "Bidi_Control" and format
# characters that show nothing). Joiners stay: Indic scripts and emoji need them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff0-\ufffc\ufffe\uffff]"
)
# What OWASP's "CSV Injection" names; a tab or a carriage return never begins a cleaned text.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r]")


def clean_line(text: str) -> str:
    """One line: hidden characters gone, every run of space one space, composed as Unicode's NFC."""
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", _HIDDEN.sub("", text))
    return " ".join(text.split())


def clean_text(text: str) -> str:
    """As clean_line, but paragraphs stay."""
    if "\n" not in text and "\r" not in text:
        return clean_line(text)
    lines = [clean_line(line) for line in re.split(r"\r\n|\r|\n", text)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def defused(text: str) -> str:
    """For a spreadsheet: what looks like a formula gets an apostrophe in front, so that it is shown and not run."""
    return f"'{text}" if _FORMULA.match(text) else text


def without_fuse(text: str) -> str:
    """The text that ``defused`` was given."""
    return text[1:] if _QUOTED_FORMULA.match(text) else text
