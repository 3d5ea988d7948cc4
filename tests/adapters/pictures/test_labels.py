"""Labels never stand on each other, and stay as near to their lines as they can."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from adapters.pictures.labels import apart

HEIGHTS = some.lists(some.floats(0, 400), min_size=1, max_size=5)


def test_labels_that_do_not_meet_stay_where_they_are() -> None:
    assert apart([300, 100, 200], 40, 0, 400) == [300, 100, 200]


def test_labels_that_meet_move_apart_alike() -> None:
    assert apart([100, 110], 40, 0, 400) == [85, 125]


def test_labels_at_an_end_stay_inside() -> None:
    assert apart([0, 0, 400], 40, 0, 400) == [0, 40, 400]
    assert apart([395, 400], 40, 0, 400) == [360, 400]


@given(HEIGHTS)
def test_labels_are_apart_inside_and_in_order(wanted: list[float]) -> None:
    stands = apart(wanted, 40, 0, 400)
    placed = sorted(zip(wanted, stands, strict=True), key=lambda each: (each[0], each[1]))
    heights = [stand for _, stand in placed]
    assert all(after - before >= 40 - 1e-6 for before, after in pairwise(heights))
    assert all(-1e-6 <= height <= 400 + 1e-6 for height in heights)


def test_where_there_is_no_room_for_all_they_share_what_there_is() -> None:
    assert apart([50, 50, 50], 40, 0, 60) == [0, 30, 60]
