"""What the order of equals comes to when request follows request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.finding.ranking import ranked
from tests.bot.finding.candidates import candidate
from tests.people import NOW

EXPERTS = range(1, 21)
WEEKLY_CAP = 2


def asked_in_turn(requests: int, before: Counter[int], ids: Sequence[int] = EXPERTS, step: float = 0.0) -> Counter[int]:
    """How often each is asked when the first shown is asked every time; each fits by ``step`` less than the last."""
    asked = Counter(before)
    for _ in range(requests):
        people = [candidate(id_, 1 - id_ * step, asked=asked[id_], weekly_cap=WEEKLY_CAP) for id_ in ids]
        asked[ranked(people, NOW)[0].standing.expert_id] += 1
    return asked - before


def test_those_who_fit_equally_well_share_the_requests() -> None:
    asked = asked_in_turn(len(EXPERTS), Counter())
    assert set(asked.values()) == {1}
    assert set(asked) == set(EXPERTS)


def test_nobody_gets_two_weeks_worth_more_than_an_equal() -> None:
    asked = asked_in_turn(100, Counter())
    counts = [asked[id_] for id_ in EXPERTS]
    assert max(counts) - min(counts) <= 2 * WEEKLY_CAP


def test_somebody_new_is_found_but_not_flooded() -> None:
    """They come first once, and are level with the others until they were asked for more than a week's worth."""
    busy = Counter(dict.fromkeys(EXPERTS, WEEKLY_CAP))
    asked = asked_in_turn(20, busy, (0, *EXPERTS))
    assert 1 <= asked[0] <= WEEKLY_CAP + 1


def test_whoever_fits_clearly_better_is_asked_all_the_same() -> None:
    assert asked_in_turn(10, Counter(), EXPERTS[:2], step=0.06) == {1: 10}
