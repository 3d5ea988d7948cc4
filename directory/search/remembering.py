"""Answers that are kept, since the same is asked again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_Key = TypeVar("_Key")
_Answer = TypeVar("_Answer")


def remembered(kept: dict[_Key, _Answer], most: int, work_out: Callable[[_Key], _Answer], key: _Key) -> _Answer:
    """The answer kept under ``key``, worked out when there is none; once there are ``most``, all are forgotten.

    Threads may share what is kept: at worst two work out the same. An answer must not be None, nor changed by anybody.
    """
    answer = kept.get(key)
    if answer is None:
        if len(kept) >= most:
            kept.clear()
        answer = kept[key] = work_out(key)
    return answer
