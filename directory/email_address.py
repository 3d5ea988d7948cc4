"""Whether something is an email address."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")


def is_email(text: str) -> bool:
    """Whether this has the form of an email address: whether there is such a mailbox, only mail to it can tell."""
    return bool(_EMAIL.fullmatch(text))
