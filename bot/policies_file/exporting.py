"""Write policies as the CSV that an import reads."""

from __future__ import annotations

import csv
from typing import TextIO

from sqlmodel import Session, col, select

from bot.policies_file.cells import COLUMNS, write_row
from bot.policies_file.known import Policies
from directory.model import Person


def export_policies(session: Session, file: TextIO) -> int:
    """Write every policy; gives how many. Open ``file`` with ``newline=""`` and UTF-8.

    What looks like a formula is written so that none runs it.
    """
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    people = session.exec(select(col(Person.id), col(Person.email)).where(col(Person.email) != ""))
    emails = {id_ or 0: str(email) for id_, email in people}
    count = 0
    for known in Policies(session):
        writer.writerow(write_row(known.policy, emails, sorted(known.co_owner_ids), known.measures, known.milestones))
        count += 1
    return count
