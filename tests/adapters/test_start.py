"""How the command begins: quickly, and like any other process from then on."""

from __future__ import annotations

import subprocess
import sys

from tests.clients.bot import ROOT, kept_environment

BEGUN = """
import gc, sys
from adapters.start import run
sys.argv = ["find-expert", "--help"]
try:
    run()
except SystemExit:
    print(gc.isenabled(), gc.get_freeze_count() > 100_000)
"""


def test_what_was_imported_is_not_looked_through_again_and_garbage_is_collected_once_a_command_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BEGUN], cwd=ROOT, env=kept_environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("True True\n")
