"""The console script: reads everything that a process needs, then runs its command."""

from __future__ import annotations

import gc


def run() -> None:
    """As adapters.cli.run. What is imported stays: to look through it for garbage took a third of the time to start."""
    gc.disable()
    from adapters.cli import run as run_command

    gc.freeze()
    gc.enable()
    run_command()


if __name__ == "__main__":
    run()
