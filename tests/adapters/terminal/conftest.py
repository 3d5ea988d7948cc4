"""The command as somebody at a terminal runs it, but without a process of its own each time."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.cli import run
from adapters.terminal.consoles import err, out
from config.settings import Settings, environment_name
from tests.clients.bot import SECRET_KEY, TUESDAY_MORNING


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended: its exit status, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Terminal = Callable[..., Done]

WIDTH = 240  # columns: no sentence is broken, however long the path of a temporary folder is


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """``serve`` starts logging for the whole process: a test ends it again."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both consoles, and what is printed about wrong usage, are ``WIDTH`` wide, whatever runs the tests."""
    before = out.width, err.width
    out.width = err.width = WIDTH
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    yield
    out.width, err.width = before


@pytest.fixture
def terminal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    logging_as_before: None,
    wide_terminal: None,
) -> Terminal:
    """``find-expert`` in an empty folder with no setting but those given."""
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: object, **settings: str) -> Done:
        for field in Settings.model_fields:
            monkeypatch.delenv(environment_name(field), raising=False)
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        status: object = 0
        try:
            run([str(argument) for argument in arguments])
        except SystemExit as end:
            status = end.code
        written = capsys.readouterr()
        return Done(int(str(status)), written.out, written.err)

    return ran


@pytest.fixture
def at_home(terminal: Terminal, database_url: str) -> Terminal:
    """``find-expert`` with a database of the newest schema, on a Tuesday morning. Runs on SQLite and PostgreSQL."""

    def ran(*arguments: object, **settings: str) -> Done:
        usual = {"DATABASE_URL": database_url, "FIND_EXPERT_SECRET_KEY": SECRET_KEY, "FIND_EXPERT_NOW": TUESDAY_MORNING}
        return terminal(*arguments, **usual | settings)

    return ran


def expect_one_sentence(done: Done, *parts: str) -> None:
    """Trouble is told in one line on standard error, with exit status 1, and without a traceback."""
    assert done.status == 1, done
    assert done.out == ""
    assert len(done.err.strip().splitlines()) == 1, done.err
    assert "Traceback" not in done.err
    assert done.err.strip().endswith((".", "find-expert db upgrade"))
    for part in parts:
        assert part in done.err
