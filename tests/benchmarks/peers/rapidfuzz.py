"""rapidfuzz over whole profiles, what a search box without an index does: https://github.com/rapidfuzz/RapidFuzz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from directory.profiles import Profile
from tests.benchmarks.peers.texts import whole


class Fuzzy:
    """token_set_ratio over every profile, cut and folded once beforehand.

    Partial ratios saturate on long texts and ranked worse; ``cdist`` on one processor took as long as ``extract``.
    """

    disk = 0

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}

    def build(self, profiles: Iterable[Profile]) -> None:
        self._texts = {profile.id: utils.default_process(whole(profile)) for profile in profiles}

    def search(self, text: str, limit: int) -> list[int]:
        request = utils.default_process(text)
        return [id_ for _, _, id_ in process.extract(request, self._texts, scorer=fuzz.token_set_ratio, limit=limit)]


@contextmanager
def opened(folder: Path) -> Iterator[Fuzzy]:
    yield Fuzzy()
