"""What every page of ours looks like around what it says: its head, its foot, its look, and a page of one problem."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
STATIC = {path.name: path.read_bytes() for path in sorted((HERE / "static").iterdir())}
VERSION = hashlib.sha256(b"".join(STATIC.values())).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Frame:
    """What is around a page. ``static`` is where its files are, ``home`` where its name leads; empty: nowhere."""

    small_print: str
    static: str
    home: str = ""
    back: str = ""
    """The words of a link back home."""
    is_demonstration: bool = False
    is_only_read: bool = False
    """Nothing is pressed or sent on it, so that it needs no script."""


def templates_in(folder: Path) -> Environment:
    """The templates of a room, beside those of every page. Text is escaped; nothing of it becomes a tag."""
    templates = Environment(
        loader=FileSystemLoader([folder, HERE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["version"] = VERSION
    return templates


def problem_page(title: str, sentence: str, frame: Frame) -> str:
    """What went wrong, and what to do instead."""
    return _templates.get_template("problem.html").render(title=title, sentence=sentence, frame=frame)


_templates = templates_in(HERE / "templates")
