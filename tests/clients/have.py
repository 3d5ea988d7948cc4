"""What a test needs that may not be here: it skips loudly, or fails where nothing may be skipped."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

NODE_MODULES = Path(__file__).parent / "node_modules"
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser")


def need(what: str, found: object, how: str) -> None:
    """Skip the test when ``found`` is false, saying how to get it; with FIND_EXPERT_TESTS_REQUIRE_ALL=1, fail it."""
    if found:
        return
    sentence = f"{what} is not here. To get it: {how}"
    if os.environ.get("FIND_EXPERT_TESTS_REQUIRE_ALL") == "1":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def chromium() -> str:
    """The path of a Chromium, or an empty string. One without windows does the same with less work."""
    found = (shutil.which(name) for name in CHROMIUMS)
    return os.environ.get("CHROMIUM") or next(filter(None, found), "")


def need_chromium() -> str:
    path = chromium()
    need("Chromium", path, "apt-get install chromium-headless-shell (or chromium), or set CHROMIUM to its path")
    return path


def need_npm(package: str) -> Path:
    """The folder of an npm package of tests/clients/package.json."""
    folder = NODE_MODULES / package
    need(f"The npm package {package}", folder.exists(), "install Node.js 20 with npm, then `make test` installs it")
    return folder


def pictures() -> Path | None:
    """Where to keep pictures of what is on the screen, when the run was asked to (FIND_EXPERT_TESTS_PICTURES)."""
    folder = os.environ.get("FIND_EXPERT_TESTS_PICTURES")
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)
