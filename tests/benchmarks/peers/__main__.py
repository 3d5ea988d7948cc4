"""find-expert beside every peer, in one table.

Run with ``python -m tests.benchmarks.peers [PEOPLE ...]``: 25,000 people where no number is given, of the project's own
collection, and its requests that nothing is tuned on. ``--people``, ``--requests``, ``--misspelt`` and ``--qrels`` put
files of your own in their place: a directory as CSV, requests as ``id<TAB>text``, judgements as TREC qrels by
``staff_id``, all of them gzipped or not.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.benchmarks.peers import goals, table
from tests.benchmarks.peers.engines import Engine, engines, why_not_here
from tests.benchmarks.peers.run import Question, Task, side_by_side
from tests.benchmarks.peers.table import Section
from tests.benchmarks.peers.trial import Files, Trial, collected
from tests.benchmarks.promises import machine
from tests.collection.requests import Half

USUAL = 25_000
MANY = 100_000
"""From this many people on, an engine that reads everybody is given fewer requests: it takes seconds for each."""
FEWER = 24
WIDTH = 140  # of what is written into a file
README = Path(__file__).parents[3] / "README.md"


def main(given: argparse.Namespace) -> None:
    """Try everybody on everything that was asked for, and print it."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    chosen = [engine for engine in engines(given.vocabulary) if not given.only or engine.name in given.only]
    missing = [sentence for engine in chosen if (sentence := why_not_here(engine))]
    here = [engine for engine in chosen if not why_not_here(engine)]
    sections = []
    with TemporaryDirectory() as folder, _progress(console) as progress:
        for trial in _trials(given, Path(folder), progress):
            sections.append(_section(trial, here, progress))
            trial.people.unlink()
    halves = [table.halves(section) for section in sections if given.people]
    console.print(table.screen(sections), *halves, goals.screen(sections), *missing, machine(), sep="\n")
    if given.readme:
        page = README.read_text(encoding="utf-8")
        README.write_text(table.replaced(page, table.markdown(sections)), encoding="utf-8")


def _trials(given: argparse.Namespace, folder: Path, progress: Progress) -> Iterator[Trial]:
    """Each is made when its turn comes: half a million people take room."""
    if given.people:
        yield Files(given.people, given.requests, given.misspelt, given.qrels).trial(folder)
    else:
        for count in given.sizes:
            watched = partial(progress.track, total=count, description="making people and their judgements")
            yield collected(count, given.half, folder, watched)


def _section(trial: Trial, chosen: Sequence[Engine], progress: Progress) -> Section:
    """Every engine, one beside the other."""
    tasks = [_task(engine, trial, progress) for engine in chosen]
    return Section(trial, dict(zip(chosen, side_by_side(tasks), strict=True)))


def _task(engine: Engine, trial: Trial, progress: Progress) -> Task:
    """What an engine has to do, with a line that shows how far it is."""
    line = progress.add_task(f"{engine.name}: waiting", total=None)
    questions = _fewer(trial) if engine.reads_everybody else list(trial.questions)
    totals = {"indexing": trial.count, "answering": len(questions)}

    def tell(what: str, done: int) -> None:
        progress.update(line, description=f"{engine.name}: {what}", completed=done, total=totals[what])

    return Task(engine.opening, trial.people, questions, tell)


def _fewer(trial: Trial) -> list[Question]:
    """All of them, or some from beginning to end of the list where there are many people."""
    questions = list(trial.questions)
    return questions[:: max(1, len(questions) // FEWER)][:FEWER] if trial.count >= MANY else questions


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.peers", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[USUAL], metavar="PEOPLE")
    parser.add_argument("--half", type=Half, choices=list(Half), default=Half.TEST, help="of the requests")
    parser.add_argument("--only", action="append", choices=[engine.name for engine in engines()])
    parser.add_argument("--readme", action="store_true", help="write the table into README.md")
    files = parser.add_argument_group("files of your own, all four of them")
    own = [files.add_argument(f"--{name}", type=Path) for name in ("people", "requests", "misspelt", "qrels")]
    parser.add_argument("--vocabulary", type=Path, action="append", default=[], help="more words for find-expert")
    given = parser.parse_args()
    missing = [each.option_strings[0] for each in own if getattr(given, each.dest) is None]
    if 0 < len(missing) < len(own):
        parser.error(f"files of your own need {' and '.join(missing)} too")
    return given


if __name__ == "__main__":
    main(_arguments())
