"""Where commands write, and what they have in common."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

TERMINAL = "terminal"
"""Who changed something, in the audit, when it was done with a command."""

# What people typed, and the names of files, are never read as colours or emoji.
out = Console(highlight=False, markup=False, emoji=False)
err = Console(stderr=True, highlight=False, markup=False, emoji=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
