"""Importing the directory from a CSV: everything is checked first, then all of it is saved, or nothing.

People are joined by staff number, else by email address. An import adds and updates; one with a ``source`` is the
whole truth of that source: experts of it whom the file no longer names are paused, and come back when it names them
again. Somebody who came from another source is updated and stays part of that one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from directory.database import reading, unit_of_work
from directory.revision import lock_directory
from directory.roster.check import plan_import
from directory.roster.file import RosterFile
from directory.roster.plan import Import, Plan, Rows
from directory.roster.save import save


def import_file(path: Path, engine: Engine, how: Import) -> Plan:
    """Import a CSV file, plain or gzipped. The plan says what was done, or what is wrong: then nothing was.

    Raises WrongFileError when the file cannot be opened at all.
    """
    return import_rows(lambda: RosterFile(path), engine, how)


def import_rows(open_rows: Callable[[], AbstractContextManager[Rows]], engine: Engine, how: Import) -> Plan:
    """Import rows from anywhere. They are read a second time when the directory changes in the meantime.

    Checking happens before the lock, so that nobody waits for it.
    """
    with reading(engine) as session, open_rows() as rows:
        plan = plan_import(rows, session, how)
    with plan:
        if how.dry_run or plan.errors or _saved_unless_overtaken(plan, engine, how):
            return plan
    with unit_of_work(engine) as session, open_rows() as rows:
        lock_directory(session)
        with plan_import(rows, session, how) as plan:
            if not plan.errors:
                save(plan, session, now=how.now, actor=how.actor, on_progress=how.on_progress)
            return plan


def _saved_unless_overtaken(plan: Plan, engine: Engine, how: Import) -> bool:
    try:
        with unit_of_work(engine) as session:
            if lock_directory(session) != plan.revision:
                return False
            save(plan, session, now=how.now, actor=how.actor, on_progress=how.on_progress)
            return True
    except IntegrityError:  # somebody new met the bot while the file was checked: they are no profile, so no revision
        return False
