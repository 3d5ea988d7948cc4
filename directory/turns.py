"""Turns in the order in which they were asked for."""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """One thread at a time, first come, first served.

    A threading.Lock goes to whoever is awake, mostly to the thread that just gave it back: with many writers there is
    always somebody who waits until they have to give up.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_taken = False

    def take(self, within: float) -> bool:
        """Whether it became our turn within so many seconds; then ``give_back`` has to follow."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            ours = threading.Event()
            self._waiting.append(ours)
        if ours.wait(within):
            return True
        with self._lock:
            if ours.is_set():
                return True
            self._waiting.remove(ours)
            return False

    def give_back(self) -> None:
        """Whoever has waited longest is next."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False
