"""What was worked out once is kept, and no more of it than there is room for."""

from __future__ import annotations

from directory.search.remembering import remembered


def test_the_same_is_worked_out_once() -> None:
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    kept: dict[str, int] = {}
    assert [remembered(kept, 10, length, word) for word in ("a", "bc", "a")] == [1, 2, 1]
    assert asked == ["a", "bc"]


def test_no_more_is_kept_than_there_is_room_for() -> None:
    kept: dict[int, int] = {}
    sizes = [remembered(kept, 3, lambda number: number * 2, number) and len(kept) for number in range(1, 12)]
    assert max(sizes) == 3
    assert remembered(kept, 3, lambda number: number * 2, 1) == 2
