"""Whoever waits longest is next."""

from __future__ import annotations

import threading
import time

from directory.turns import Turns
from tests.sizes import examples

LONG = 30.0  # seconds
THREADS = 8
TURNS_EACH = examples(20)


def waiting(turns: Turns, order: list[int], number: int) -> threading.Thread:
    """A thread that waits for its turn by now."""

    def wait() -> None:
        assert turns.take(LONG)
        order.append(number)
        turns.give_back()

    thread = threading.Thread(target=wait)
    before = len(turns._waiting)
    thread.start()
    while len(turns._waiting) == before:
        time.sleep(0.001)
    return thread


def test_turns_come_in_the_order_in_which_they_were_asked_for() -> None:
    turns, order = Turns(), list[int]()
    assert turns.take(0)
    threads = [waiting(turns, order, number) for number in range(5)]
    turns.give_back()
    # Whoever had it last asks again at once, and is last in the queue.
    assert turns.take(LONG)
    order.append(5)
    turns.give_back()
    for thread in threads:
        thread.join()
    assert order == list(range(6))


def test_whoever_waited_too_long_is_passed_over() -> None:
    turns, order = Turns(), list[int]()
    assert turns.take(0)
    assert not turns.take(0.01)
    thread = waiting(turns, order, 1)
    turns.give_back()
    thread.join()
    assert order == [1]
    assert turns.take(0)


def test_nobody_has_a_turn_beside_somebody_else() -> None:
    turns = Turns()
    count = [0]

    def work() -> None:
        for _ in range(TURNS_EACH):
            assert turns.take(LONG)
            before = count[0]
            time.sleep(0)
            count[0] = before + 1
            turns.give_back()

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count == [THREADS * TURNS_EACH]
