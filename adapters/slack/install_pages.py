"""What people read when they install the bot in a workspace."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import assert_never

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from adapters.slack.install_states import Outcome
from adapters.slack.scopes import SCOPES

TEMPLATES = Path(__file__).parent / "templates"
STYLE = (TEMPLATES / "install.css").read_text(encoding="utf-8")
STYLE_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The address of the page holds a code.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_templates = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_templates.globals["style"] = Markup(STYLE)  # noqa: S704 - our own file

AGAIN = "Start again"


def explanation(start: str) -> str:
    """What the bot does, what it asks for and why; ``start`` is where its button leads."""
    return _templates.get_template("install.html").render(scopes=list(SCOPES.items()), start=start)


def installed(name: str, *, everywhere: bool) -> str:
    where = f"in {name}" if name else "in your workspace"
    if everywhere:
        sentences = [
            "Nobody sees it yet: choose the workspaces that get it in Slack’s administration pages, under Apps."
        ]
        return _told(f"Find an expert is installed for {name or 'your organisation'}", sentences, again="")
    sentences = [
        f"People {where} can now type /find-expert and what they need.",
        "You can close this page.",
    ]
    return _told(f"Find an expert is installed {where}", sentences, again="")


def denied() -> str:
    return _told("Find an expert was not installed", ["You, or Slack, said no. Nothing was changed."])


def not_allowed(workspace: str, *, revoked: bool) -> str:
    back = "what you allowed was taken back" if revoked else "you can remove it in the app settings of your workspace"
    sentences = [
        "This Find an expert is for workspaces that its owners have listed, and yours is not one of them. "
        f"Nothing was kept, and {back}.",
        f"If your workspace should have it, ask the people who run Find an expert to add {workspace} to their list. "
        "Then start again.",
    ]
    return _told("Your workspace is not on the list", sentences)


def not_confirmed() -> str:
    sentences = ["Slack did not confirm the installation. Nothing was changed."]
    return _told("Find an expert was not installed", sentences)


def not_now() -> str:
    sentences = ["Something we need did not answer. Nothing was changed. Wait a minute, then start again."]
    return _told("Find an expert cannot be installed at the moment", sentences)


def unreadable() -> str:
    sentences = ["The address of this page is not complete. Nothing was changed."]
    return _told("We could not read what Slack sent", sentences)


def not_good(outcome: Outcome) -> str:
    """Why an installation cannot be finished."""
    match outcome:
        case Outcome.USED:
            sentences = [
                "This link works once. If you came back to a page that said Find an expert is installed, it is: there "
                "is nothing more to do.",
            ]
            return _told("This link has been used", sentences)
        case Outcome.EXPIRED:
            return _told("This took too long", ["For safety, an installation has to be finished in ten minutes."])
        case Outcome.OTHER_BROWSER:
            sentences = [
                "For safety, an installation has to be finished in the browser in which it began, and that browser "
                "has to accept cookies from this site.",
            ]
            return _told("This began in another browser", sentences)
        case Outcome.UNKNOWN:
            return _told("This did not begin here", ["For safety, an installation has to begin on our own page."])
        case Outcome.GOOD:
            raise ValueError("nothing is wrong with it")
    assert_never(outcome)


def _told(title: str, sentences: list[str], again: str = AGAIN) -> str:
    return _templates.get_template("told.html").render(title=title, sentences=sentences, again=again)
