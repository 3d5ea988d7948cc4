"""House rules that a reader would otherwise have to police."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOMS, modules, name_of, parsed, tracked_files

MOST_LINES = 320
MOST_FUNCTION_LINES = 45
OUTERMOST_EDGES = {
    "bot/conversation.py",
    "bot/sending/decisions.py",  # one card that cannot be drawn holds up nobody else's
    "bot/deadlines.py",  # one deadline that cannot be passed holds up no other
    "adapters/calendars/reading.py",  # one calendar that breaks its reading holds up no other
    "adapters/layout/answers.py",
    "adapters/outgoing.py",
    "adapters/slack/gateway.py",
}
# npm writes where a package itself comes from under "resolved".
A_FUNDING_PAGE = re.compile(r'^\s*"url": "https://(?!registry\.)[^"]*"$')
VAGUE_NAMES = re.compile(r"(Manager|Service|Helper|Util|Utils|Base|Impl)$")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def written() -> list[Path]:
    """The modules of the rooms that somebody wrote: the framework of migrations writes theirs."""
    return [path for path in modules(*ROOMS) if not name_of(path).startswith("config/migrations/")]


def test_a_module_opens_with_a_line_saying_its_job() -> None:
    empty = [path for path in written() if not path.read_text(encoding="utf-8").strip()]
    assert [name_of(path) for path in written() if path not in empty and not ast.get_docstring(parsed(path))] == []


def test_rooms_are_small() -> None:
    long = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in written()}
    assert [name for name, lines in long.items() if lines > MOST_LINES] == []
    assert [
        (name_of(path), each.name)
        for path in written()
        for each in functions(path)
        if (each.end_lineno or 0) - each.lineno >= MOST_FUNCTION_LINES
    ] == []


def test_only_the_outermost_edge_catches_everything() -> None:
    catching = {name_of(path) for path in modules(*ROOMS) if any(map(_catches_everything, ast.walk(parsed(path))))}
    assert catching <= OUTERMOST_EDGES


def _catches_everything(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    caught = getattr(node.type, "id", None)
    return caught in {"Exception", "BaseException"} or node.type is None


def test_names_are_words_a_policymaker_would_know() -> None:
    classes = (
        (name_of(path), node.name)
        for path in modules(*ROOMS)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
    )
    assert [(path, name) for path, name in classes if VAGUE_NAMES.search(name)] == []


def test_tests_use_the_real_thing() -> None:
    patches = re.compile(r"unittest\.mock|\bmocker\b|monkeypatch\.setattr|MagicMock")
    tests = [path for path in modules("tests") if path != Path(__file__)]
    assert [name_of(path) for path in tests if patches.search(path.read_text(encoding="utf-8"))] == []


def test_every_test_asserts_something() -> None:
    tests = [(path, each) for path in modules("tests") for each in functions(path) if each.name.startswith("test_")]
    assert len(tests) > 2_000
    assert [(name_of(path), each.name) for path, each in tests if not any(map(_checks, ast.walk(each)))] == []


def _checks(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert) or _is_a_check(node)


def _is_a_check(node: ast.AST) -> bool:
    """A call of pytest.raises, or of one of the test's own checks."""
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return name == "raises" or name.lstrip("_").startswith(("check", "assert", "expect"))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "tests/clients/package-lock.json"])
def test_a_lock_names_no_registry(lock: str) -> None:
    [path] = [path for path in tracked_files() if name_of(path) == lock]
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not A_FUNDING_PAGE.search(line)]
    assert not re.search(r"https?://|--index-url|--find-links", "\n".join(lines).replace("\\/", "/"))


def test_every_pinned_package_of_the_lock_has_a_hash() -> None:
    [path] = [path for path in tracked_files() if name_of(path) == "requirements.lock"]
    entries = re.split(r"\n(?=[a-z0-9])", path.read_text(encoding="utf-8").strip())
    assert len(entries) > 20
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
