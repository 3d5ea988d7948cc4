"""The people of the directory as rows of its CSV: what is known of somebody, column by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL as LABELS
from sqlalchemy import Row, Table, or_, select
from sqlmodel import Session, SQLModel, col

from directory.model import (
    Absence,
    Account,
    Expert,
    ExpertProfession,
    ExpertSkill,
    ExpertTopic,
    Person,
    Pool,
    Status,
)
from directory.roster.columns import COLUMNS, Values

PERSON_COLUMNS = ("staff_id", "email", "name", "pronouns", "time_zone")
EXPERT_COLUMNS = (
    "role",
    "ask_me_about",
    "experience",
    "organisation",
    "team",
    "location",
    "region",
    "working_hours",
    "weekly_cap",
    "terms",
    "commissioning",
    "join_link",
)
PLATFORMS = {"slack_user": "slack", "teams_user": "teams"}
BATCH = 500


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model: rows are written by the thousand without making an object of each."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


PERSON, EXPERT, POOL = table_of(Person), table_of(Expert), table_of(Pool)
COVER, COVER_PERSON = EXPERT.alias("cover"), PERSON.alias("cover_person")


@dataclass(slots=True)
class Known:
    """Somebody in the database. ``expert_id`` is 0 for a person without a profile."""

    person_id: int = 0
    expert_id: int = 0
    values: Values = field(default_factory=dict)
    """Every column but the secret ones. An unknown cover, pool or account is an empty string."""
    own_fields: frozenset[str] = frozenset()
    source: str = ""
    missing_from_source: bool = False
    sealed: bytes | None = None
    cover_names: frozenset[str] = frozenset()
    """The staff number and the email address of the cover."""


def newcomer() -> Known:
    """Nobody yet: every column has the value it has before anything is given."""
    return Known(values={column.name: column.empty for column in COLUMNS.values() if not column.secret})


def known_by_keys(session: Session, staff_ids: Sequence[str], emails: Sequence[str]) -> list[Known]:
    """Everyone who has one of these staff numbers or email addresses."""
    matches = or_(col(Person.staff_id).in_(staff_ids), col(Person.email).in_(emails))
    ids = session.execute(select(PERSON.c.id).where(matches)).scalars().all()
    return list(known_by_ids(session, ids))


def everyone(session: Session) -> Iterator[Known]:
    """Every expert who has not left, in the order they came."""
    present = select(EXPERT.c.person_id).where(EXPERT.c.status != Status.LEFT).order_by(EXPERT.c.id)
    ids = session.execute(present).scalars().all()
    for start in range(0, len(ids), BATCH):
        yield from known_by_ids(session, ids[start : start + BATCH])


def known_by_ids(session: Session, person_ids: Sequence[int]) -> Iterator[Known]:
    """These people, in the order of their profiles; people without one come first."""
    if not person_ids:
        return
    rows = session.execute(
        select(
            PERSON,
            EXPERT,
            POOL.c.name.label("pool_name"),
            COVER_PERSON.c.staff_id.label("cover_staff_id"),
            COVER_PERSON.c.email.label("cover_email"),
        )
        .join(EXPERT, EXPERT.c.person_id == PERSON.c.id, isouter=True)
        .join(POOL, POOL.c.id == EXPERT.c.pool_id, isouter=True)
        .join(COVER, COVER.c.id == EXPERT.c.cover_id, isouter=True)
        .join(COVER_PERSON, COVER_PERSON.c.id == COVER.c.person_id, isouter=True)
        .where(PERSON.c.id.in_(person_ids))
        .order_by(EXPERT.c.id)
        .set_label_style(LABELS)
    ).all()
    lists = _lists(session, [row.expert_id for row in rows if row.expert_id])
    accounts = _accounts(session, person_ids)
    for row in rows:
        yield _known(row, lists.get(row.expert_id or 0, {}), accounts.get(row.person_id, {}))


def _known(row: Row[tuple[object, ...]], lists: Values, accounts: dict[str, str]) -> Known:
    known = newcomer()
    values = known.values
    known.person_id = row.person_id
    values |= {name: getattr(row, f"person_{name}") or "" for name in PERSON_COLUMNS}
    values |= accounts
    if row.expert_id is None:
        return known
    known.expert_id = row.expert_id
    values |= {name: getattr(row, f"expert_{name}") for name in EXPERT_COLUMNS}
    values |= lists
    values["pool"] = row.pool_name or ""
    values["cover"] = row.cover_staff_id or row.cover_email or ""
    values["status"] = row.expert_status.value
    values["confirmed_on"] = row.expert_confirmed_on.isoformat() if row.expert_confirmed_on else ""
    known.own_fields = frozenset(row.expert_own_fields)
    known.source = row.expert_source
    known.missing_from_source = row.expert_missing_from_source
    known.sealed = row.expert_calendar_url_sealed
    known.cover_names = frozenset(name for name in (row.cover_staff_id, row.cover_email) if name)
    return known


def _lists(session: Session, expert_ids: Sequence[int]) -> dict[int, Values]:
    lists: dict[int, Values] = defaultdict(lambda: defaultdict(list))
    for name, model in (("professions", ExpertProfession), ("topics", ExpertTopic)):
        table = table_of(model)
        for row in _of(session, table, expert_ids, "position"):
            lists[row.expert_id][name].append(row.name)
    for row in _of(session, table_of(ExpertSkill), expert_ids, "position"):
        lists[row.expert_id]["skills"].append([row.name, row.level.value if row.level else ""])
    for row in _of(session, table_of(Absence), expert_ids, "starts_on", "ends_on"):
        lists[row.expert_id]["absence"].append([row.starts_on.isoformat(), row.ends_on.isoformat()])
    return lists


def _of(session: Session, table: Table, expert_ids: Sequence[int], *order: str) -> Iterable[Row[tuple[object, ...]]]:
    chosen = select(table).where(table.c.expert_id.in_(expert_ids)).order_by(*(table.c[name] for name in order))
    return session.execute(chosen)


def _accounts(session: Session, person_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """What the directory itself said of where somebody is reached; a workspace's own report is not its business."""
    table = table_of(Account)
    columns = {platform: name for name, platform in PLATFORMS.items()}
    accounts: dict[int, dict[str, str]] = defaultdict(dict)
    for row in session.execute(select(table).where(table.c.person_id.in_(person_ids), table.c.workspace == "")):
        if row.platform in columns:
            accounts[row.person_id][columns[row.platform]] = row.user_id
    return accounts
