"""House rules that a reader would otherwise have to police."""

from __future__ import annotations

import ast
import re
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


@pytest.mark.parametrize("path", modules(*ROOMS), ids=name_of)
def test_a_module_opens_with_a_line_saying_its_job(path: Path) -> None:
    if name_of(path).startswith("config/migrations/"):
        return
    docstring = ast.get_docstring(parsed(path))
    assert docstring or not path.read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("path", modules(*ROOMS), ids=name_of)
def test_rooms_are_small(path: Path) -> None:
    if name_of(path).startswith("config/migrations/"):
        return
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MOST_FUNCTION_LINES, f"{node.name} is too long"


@pytest.mark.parametrize("path", modules(*ROOMS), ids=name_of)
def test_only_the_outermost_edge_catches_everything(path: Path) -> None:
    if name_of(path) in OUTERMOST_EDGES:
        return
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = getattr(node.type, "id", None)
            assert caught not in {None, "Exception", "BaseException"} or (node.type is not None and caught is None)


@pytest.mark.parametrize("path", modules(*ROOMS), ids=name_of)
def test_names_are_words_a_policymaker_would_know(path: Path) -> None:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ClassDef):
            assert not VAGUE_NAMES.search(node.name), node.name


@pytest.mark.parametrize("path", modules("tests"), ids=name_of)
def test_tests_use_the_real_thing(path: Path) -> None:
    if path == Path(__file__):
        return
    patches = re.compile(r"unittest\.mock|\bmocker\b|monkeypatch\.setattr|MagicMock")
    assert not patches.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", modules("tests"), ids=name_of)
def test_every_test_asserts_something(path: Path) -> None:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            checks = any(isinstance(inner, ast.Assert) or _is_a_check(inner) for inner in ast.walk(node))
            assert checks, f"{node.name} asserts nothing"


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
