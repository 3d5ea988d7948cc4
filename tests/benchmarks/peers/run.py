"""Engines in processes of their own: what it takes to index people and to answer requests, and whom they find.

They index one after the other. Then they answer in turns, a few requests at a time: where a machine is slower for a
minute, it is so for all of them.
"""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

from directory.profiles import Profile
from directory.search.leftovers import give_back
from tests.benchmarks.peers import Opening, Peer
from tests.benchmarks.peers.find_expert import FindExpert
from tests.benchmarks.timing import seconds

DEPTH = 10
BATCH = 500
TURNS = 10
"""Turns in which an engine answers all of its requests."""

WARMING = ("user research", "an economist in Leeds who knows about pensions")
"""What is asked in each turn before the clock counts, since what the others did is in the processor's cache. It is none
of the requests that are timed."""

NEW_WORD = "quillanology"
Progress = Callable[[str, int], None]
"""Told what an engine does and how many people or requests are done."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request as written, and with a slip or two."""

    id: str
    text: str
    misspelt: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What one engine did. Memory is resident, in bytes, beyond what the engine took before it had seen anybody."""

    people: int
    index_seconds: float
    peak: int
    """The most while indexing."""
    kept: int
    """After indexing and after answering every request."""
    disk: int
    seconds: tuple[float, ...]
    """Of each request as it was asked first: of every other one as written, of the others misspelt. Who asks for the
    same again may be answered from memory."""
    clean: dict[str, list[int]]
    """Ids of people by the id of the request, best first."""
    misspelt: dict[str, list[int]]
    change_seconds: float | None = None
    """Until a changed profile was found; None where that was not tried."""


def save_people(profiles: Iterable[Profile], file: Path) -> None:
    """Write people where ``people_of`` reads them."""
    waiting = iter(profiles)
    with file.open("wb") as out:
        while batch := list(islice(waiting, BATCH)):
            pickle.dump(batch, out, pickle.HIGHEST_PROTOCOL)


def people_of(file: Path) -> Iterator[Profile]:
    """The people of a file, a few at a time, so that no more of them are in memory than their reader keeps."""
    with file.open("rb") as read:
        while read.peek(1):
            yield from pickle.load(read)


class _Reading:
    """People as they are read. ``seconds`` is what the reading took: it is no part of indexing."""

    def __init__(self, profiles: Iterator[Profile], tell: Progress) -> None:
        self._profiles = profiles
        self._tell = tell
        self.seconds = 0.0
        self.count = 0

    def __iter__(self) -> _Reading:
        return self

    def __next__(self) -> Profile:
        start = time.perf_counter()
        try:
            profile = next(self._profiles)
            self.count += 1
            if self.count % BATCH == 0:
                self._tell("indexing", self.count)
            return profile
        finally:
            self.seconds += time.perf_counter() - start


def measure(
    opening: Opening, people: Path, questions: Sequence[Question], tell: Progress, wait: Callable[[], None]
) -> Figures:
    """Index the people of a file with one engine, put every request to it, and tell how that went. ``wait`` returns
    when it is this engine's turn to answer."""
    with tempfile.TemporaryDirectory() as folder, opening(Path(folder)) as peer:
        before = _begin()
        reading = _Reading(people_of(people), tell)
        whole = seconds(lambda: peer.build(reading))
        peak = _resident("VmHWM") - before
        taken: list[float] = []
        clean: dict[str, list[int]] = {}
        misspelt: dict[str, list[int]] = {}
        for turn in range(TURNS):
            wait()
            for text in WARMING:
                peer.search(text, DEPTH)
            for question in questions[turn * len(questions) // TURNS : (turn + 1) * len(questions) // TURNS]:
                first, again = (question.text, clean), (question.misspelt, misspelt)
                if len(taken) % 2:
                    first, again = again, first
                taken.append(_ask(peer, question.id, *first))
                _ask(peer, question.id, *again)
                tell("answering", len(misspelt))
        _tidy()
        kept = _resident("VmRSS") - before
        figures = Figures(reading.count, whole - reading.seconds, peak, kept, peer.disk, tuple(taken), clean, misspelt)
        return replace(figures, change_seconds=_change(peer, people))


def _ask(peer: Peer, question: str, text: str, found: dict[str, list[int]]) -> float:
    """Keep whom an engine finds for a text as the answer to a question; how long that took."""
    start = time.perf_counter()
    found[question] = peer.search(text, DEPTH)
    return time.perf_counter() - start


def _change(peer: Peer, people: Path) -> float | None:
    """How long until the first of the people is found by a word that nobody used before."""
    if not isinstance(peer, FindExpert):
        return None
    changed = replace(next(people_of(people)), ask_me_about=NEW_WORD)
    start = time.perf_counter()
    peer.index.update([changed])
    found = peer.search(NEW_WORD, 1)
    taken = time.perf_counter() - start
    return taken if found == [changed.id] else float("inf")


def _begin() -> int:
    """Bytes that this process holds now. The kernel counts its most from here on (see clear_refs in proc(5))."""
    _tidy()
    Path("/proc/self/clear_refs").write_text("5")
    return _resident("VmRSS")


def _tidy() -> None:
    """Give back what is free: what is kept for later is held by no index."""
    gc.collect()
    give_back()


def _resident(line: str) -> int:
    """VmRSS (now) or VmHWM (at most) of this process, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(each.split()[1]) * 1024 for each in status.splitlines() if each.startswith(line + ":"))


@dataclass(frozen=True, slots=True)
class Task:
    """What one engine has to do, and who is told how it goes."""

    opening: Opening
    people: Path
    questions: Sequence[Question]
    tell: Progress


def side_by_side(tasks: Sequence[Task]) -> list[Figures]:
    """As ``measure`` for each, in their order. Raises RuntimeError when the process of one ends without figures; it has
    said why."""
    with ExitStack() as stack:
        waiting = [stack.enter_context(_at_work(task)) for task in tasks]
        told: list[Figures | None] = []
        for _ in range(TURNS):
            told = [go_on() for go_on in waiting]
        return [figures for figures in told if figures]


@contextmanager
def _at_work(task: Task) -> Iterator[Callable[[], Figures | None]]:
    """A process that has indexed. What is given lets it go on until it waits again or has figures."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_child, args=(there, task.opening, task.people, task.questions))
    process.start()
    there.close()

    def until_it_waits() -> Figures | None:
        try:
            while isinstance(told := here.recv(), tuple):
                task.tell(*told)
        except EOFError:
            process.join()
            raise RuntimeError(f"the engine's process ended with {process.exitcode}") from None
        return cast("Figures | None", told)

    def go_on() -> Figures | None:
        here.send(None)
        return until_it_waits()

    try:
        until_it_waits()
        yield go_on
    finally:
        here.close()
        process.join()


def _child(there: Connection, opening: Opening, people: Path, questions: Sequence[Question]) -> None:
    def wait() -> None:
        there.send(None)
        there.recv()

    there.send(measure(opening, people, questions, lambda what, done: there.send((what, done)), wait))
    there.close()
