"""`make run`, as README says it: a page with people to be and people to find, and again when it is run again.

`make test` from a fresh clone is proved by every run of .ci/run, which is just that.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest

from tests.adapters.web.visitor import PageForm, forms_of
from tests.clients.bot import READY_WITHIN, ROOT, kept_environment
from tests.clients.have import need
from tests.clients.ports import free_port

STAMP = ".venv/bin/.run"


@pytest.fixture
def environment_is_made() -> None:
    """The test runs what `make` would run, and never installs anything itself."""
    need("make", shutil.which("make"), "apt-get install make")
    asked = subprocess.run(["make", "--question", STAMP], cwd=ROOT, env=kept_environment(), check=False)
    need("An environment made by `make`", asked.returncode == 0, "make test")


@pytest.mark.usefixtures("environment_is_made")
def test_make_run_answers_on_its_page_and_again_when_it_is_run_again(tmp_path: Path) -> None:
    said = []
    for stop in (signal.SIGINT, signal.SIGTERM):
        with make_run(tmp_path, free_port(), stop) as (address, log):
            check_that_somebody_finds_people(address)
        said.append(log.read_text())
        assert "Traceback" not in said[-1]
        with pytest.raises(URLError, match="refused"):
            urlopen(address, timeout=5)
    assert "300 fictional experts added" in said[0]
    assert "nothing was added" in said[1]


def check_that_somebody_finds_people(address: str) -> None:
    """Choose who to be, type a request, see people: with a browser's cookies and forms, and nothing else."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))

    def show(path: str, fields: dict[str, str] | None = None) -> str:
        with browser.open(address + path, urlencode(fields).encode() if fields else None, timeout=30) as answer:
            return str(answer.read().decode())

    chooser = show("/")
    assert "Who do you want to be?" in chooser
    persona = form_to(chooser, "/persona")
    assert len(persona.buttons) > 1
    page = show(persona.action, persona.fields | dict([persona.buttons[0]]))
    ask = form_to(page, "/say")
    found = show(ask.action, ask.fields | {"text": "user research in Leeds"})
    assert "Experts for “user research in Leeds”" in found
    assert "Why: " in found
    assert any(value.startswith("expert.details") for form in forms_of(found) for _, value in form.buttons)


def form_to(page: str, action: str) -> PageForm:
    return next(form for form in forms_of(page) if form.action == action)


@contextmanager
def make_run(folder: Path, port: int, stop: signal.Signals) -> Iterator[tuple[str, Path]]:
    """The address and the log of ``make run`` on a database in ``folder``; ended by a signal to it and its children."""
    log = folder / f"make-run-{port}.log"
    settings = {"PORT": str(port), "DATABASE_URL": f"sqlite:///{folder / 'find-expert.db'}"}
    with log.open("w") as output:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=ROOT,
            env=kept_environment() | settings,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until(lambda: answers(f"{address}/readyz"), process, log)
            yield address, log
        finally:
            os.killpg(process.pid, stop)
            process.wait(READY_WITHIN)


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        if ready():
            return
        time.sleep(0.1)
    raise AssertionError(f"`make run` did not get ready:\n{log.read_text()}")


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
