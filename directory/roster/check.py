"""Checking rows against the rules, against each other and against the database, into a plan of what to change."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session

from directory.model import DEFAULT_TIME_ZONE, Account, Status
from directory.profiles import directory_revision
from directory.roster.columns import Reading, Values, read_cells
from directory.roster.file import Problem, Remark
from directory.roster.people import BATCH, EXPERT, PERSON, PLATFORMS, Known, known_by_keys, newcomer, table_of
from directory.roster.plan import WHOLE_FILE, Change, Import, Plan, Rows, Seen
from directory.vault import SETTING

MAX_REMOVED = 0.2
KEYS = ("staff_id", "email")
ACCOUNT = table_of(Account)


def plan_import(rows: Rows, session: Session, how: Import) -> Plan:
    """Check every row against the rules and the database. Nothing is changed. Close the plan."""
    with ExitStack() as closing:
        plan = closing.enter_context(Plan(directory_revision(session), how.source))
        _Planning(plan, session, how).read(rows)
        closing.pop_all()
    return plan


class _Planning:
    """One reading of one file."""

    def __init__(self, plan: Plan, session: Session, how: Import) -> None:
        self.plan = plan
        self.session = session
        self.how = how
        self.reading = Reading(how.vocabulary, how.now.astimezone(ZoneInfo(DEFAULT_TIME_ZONE)).date())
        self.seen = Seen()
        self.lines: dict[str, dict[str, int]] = {name: {} for name in (*KEYS, *PLATFORMS)}
        self.people: dict[int, int] = {}
        self.experts: set[int] = set()
        self.covers: list[tuple[int, str]] = []
        self.claims: list[tuple[int, str, int, str]] = []
        """Line, and email address, id and staff number of who has this address: they may give it up further down."""
        self.moved: set[int] = set()

    def read(self, rows: Rows) -> None:
        batch: list[tuple[int, Values]] = []
        for row in rows:
            if isinstance(row, Remark):
                self.plan.warnings.append(row)
            elif isinstance(row, Problem):
                self.plan.add_errors([row])
            elif (values := self._values(*row)) is not None:
                batch.append((row[0], values))
            if len(batch) == BATCH:
                self._compare(batch)
                batch.clear()
                self.how.on_progress("Checking", *rows.progress())
        self._compare(batch)
        self.how.on_progress("Checking", *rows.progress())
        self._check_covers()
        self._check_claims()
        self._find_missing()
        self.plan.errors.sort(key=lambda problem: problem.line)
        self.plan.warnings.extend(self.seen.warnings())

    def _wrong(self, line: int, column: str, problem: str) -> None:
        self.plan.add_errors([Problem(line, column, problem)])

    def _values(self, line: int, cells: dict[str, str]) -> Values | None:
        """What a row gives, or nothing when it is wrong by itself or beside the rows before it."""
        before = len(self.plan.errors)
        values, problems = read_cells(cells, self.reading)
        self.plan.add_errors(Problem(line, column, problem) for column, problem in problems)
        for name in self.reading.unknown_professions:
            self.seen.professions.setdefault(name, []).append(line)
        self.reading.unknown_professions.clear()
        if values.get("calendar_url") and self.how.vault is None:
            self._wrong(line, "calendar_url", f"cannot be kept safe: set {SETTING} first, or leave this column out")
        if not any(values.get(name) for name in KEYS) and not {name for name, _ in problems} & set(KEYS):
            self._wrong(line, "", "needs a staff_id or an email, to know who this is")
        for name, lines in self.lines.items():
            if value := values.get(name):
                first = lines.setdefault(value, line)
                if first != line:
                    self._wrong(line, name, f"“{value}” is on line {first} already")
        return values if len(self.plan.errors) == before else None

    def _compare(self, batch: list[tuple[int, Values]]) -> None:
        """Compare rows with the database, a few hundred at a time."""
        keys = {name: [values[name] for _, values in batch if values.get(name)] for name in KEYS}
        found = known_by_keys(self.session, keys["staff_id"], keys["email"])
        by = {name: {known.values[name]: known for known in found if known.values[name]} for name in KEYS}
        owners = self._account_owners(batch)
        for line, values in batch:
            known = self._joined(line, values, by)
            if known and self._fits(line, values, known, owners):
                self._plan_change(line, values, known)

    def _joined(self, line: int, values: Values, by: dict[str, dict[str, Known]]) -> Known | None:
        """Whom the row is about, or nothing when an earlier row is about them."""
        by_number = by["staff_id"].get(values.get("staff_id", ""))
        by_email = by["email"].get(values.get("email", ""))
        if by_email and by_email is not by_number and values.get("staff_id"):
            number = by_email.values["staff_id"]
            if by_number or number:
                self.claims.append((line, values["email"], by_email.person_id, number))
                by_email = None
        known = by_number or by_email or newcomer()
        if known.person_id:
            first = self.people.setdefault(known.person_id, line)
            if first != line:
                self._wrong(line, "", f"is about the same person as line {first}")
                return None
        return known

    def _fits(self, line: int, values: Values, known: Known, owners: dict[tuple[str, str], int]) -> bool:
        before = len(self.plan.errors)
        if not values.get("name") and not known.values["name"]:
            self._wrong(line, "name", "is missing: somebody new needs a name")
        for column in PLATFORMS:
            owner = owners.get((column, values.get(column, "")), known.person_id)
            if owner != known.person_id:
                self._wrong(line, column, "belongs to somebody else in the directory")
        if cover := values.get("cover"):
            if cover in {given.get(name) for given in (values, known.values) for name in KEYS}:
                self._wrong(line, "cover", "names the person themselves")
            elif cover not in known.cover_names:
                self.covers.append((line, cover))
        return len(self.plan.errors) == before

    def _account_owners(self, batch: list[tuple[int, Values]]) -> dict[tuple[str, str], int]:
        owners: dict[tuple[str, str], int] = {}
        for column, platform in PLATFORMS.items():
            if users := [values[column] for _, values in batch if values.get(column)]:
                held = select(ACCOUNT.c.user_id, ACCOUNT.c.person_id).where(
                    ACCOUNT.c.platform == platform, ACCOUNT.c.workspace == "", ACCOUNT.c.user_id.in_(users)
                )
                owners |= {(column, user): person for user, person in self.session.execute(held)}
        return owners

    def _plan_change(self, line: int, values: Values, known: Known) -> None:
        if known.expert_id:
            self.experts.add(known.expert_id)
        if known.values["status"] == Status.LEFT and not values.get("status"):
            self.seen.left.append(line)
            values = {name: value for name, value in values.items() if name == "email"}  # so that it can be used again
        merged = self._merged(values, known)
        changed = [name for name, value in merged.items() if value != known.values[name]]
        if known.person_id and "email" in changed:
            self.moved.add(known.person_id)
        sealed, resealed = self._sealed(values, known)
        source = known.source or self.how.source
        if self.how.source and source != self.how.source:
            self.seen.elsewhere[source] += 1
        missing = self._still_missing(known) and merged["status"] == Status.PAUSED
        if missing:
            self.seen.missing.append(line)
        same = source == known.source and missing == known.missing_from_source
        if known.expert_id and same and not (changed or resealed):
            self.plan.unchanged += 1
            return
        if known.expert_id:
            self.plan.updated += 1
        else:
            self.plan.created += 1
        if not self.plan.errors:
            self.plan.add(Change(known.person_id, known.expert_id, merged, changed, source, sealed, missing))

    def _still_missing(self, known: Known) -> bool:
        """Whether their own source paused them, and this file is not that source."""
        return known.missing_from_source and known.source != self.how.source

    def _merged(self, values: Values, known: Known) -> Values:
        """What is known, with what the row gives on top."""
        given = {name: value for name, value in values.items() if name in known.values}
        named_again = known.missing_from_source and not self._still_missing(known)
        if named_again and known.values["status"] == Status.PAUSED:
            given.setdefault("status", Status.ACTIVE.value)
        if given.get("cover") in known.cover_names:
            del given["cover"]
        if given.get("confirmed_on"):
            given["confirmed_on"] = max(given["confirmed_on"], known.values["confirmed_on"])
        own = {name for name in known.own_fields & given.keys() if given[name] != known.values[name]}
        if named_again or given.get("status") == Status.HIDDEN:
            own.discard("status")  # a pause of one's own is no reason to stay in sight, or paused by one's source
        self.seen.kept.update(own)
        merged = known.values | {name: value for name, value in given.items() if name not in own}
        if "region" not in given and "region" not in known.own_fields:
            merged["region"] = self._region(merged, moved=merged["location"] != known.values["location"])
        return merged

    def _region(self, values: Values, *, moved: bool) -> str:
        """A region that nobody gave follows the location; one that somebody gave stays until they move."""
        if moved or not values["region"]:
            return self.reading.region(values["location"])
        return str(values["region"])

    def _sealed(self, values: Values, known: Known) -> tuple[bytes | None, bool]:
        """The calendar's address as it is to be kept, and whether that is new."""
        url = values.get("calendar_url")
        if url is None or "calendar_url" in known.own_fields:
            return known.sealed, False
        if not url or self.how.vault is None:
            return None, known.sealed is not None
        if known.sealed and self.how.vault.opens_to(known.sealed, url):
            return known.sealed, False
        return self.how.vault.seal(url), True

    def _check_covers(self) -> None:
        names = {cover for _, cover in self.covers if not any(cover in self.lines[key] for key in KEYS)}
        found: set[str] = set()
        ordered = sorted(names)
        for start in range(0, len(ordered), BATCH):
            found |= _experts_named(self.session, ordered[start : start + BATCH])
        for line, cover in self.covers:
            if cover in names - found:
                self._wrong(line, "cover", f"“{cover}” is neither in the file nor an expert of the directory")

    def _check_claims(self) -> None:
        """Somebody else's address is free for the taking when the file gives them another one."""
        for line, email, holder, number in self.claims:
            if holder in self.moved:
                self.plan.given_up.append(holder)
            elif number:
                self._wrong(
                    line,
                    "email",
                    f"“{email}” belongs to the staff number {number} in the directory: if that is the same person, "
                    f"write {number} here; if not, give {number} another address in this file",
                )
            else:
                self._wrong(
                    line,
                    "email",
                    f"“{email}” belongs to somebody else in the directory, who has no staff number: "
                    "give this person another address",
                )

    def _find_missing(self) -> None:
        if not self.how.source:
            return
        offered = select(EXPERT.c.id).where(EXPERT.c.source == self.how.source, EXPERT.c.status == Status.ACTIVE)
        active = self.session.execute(offered).scalars().all()
        self.plan.missing = [id_ for id_ in active if id_ not in self.experts]
        missing = len(self.plan.missing)
        if missing > MAX_REMOVED * len(active) and not self.how.allow_removals:
            self._wrong(
                WHOLE_FILE,
                "",
                f"the file would pause {missing:,} of the {len(active):,} experts of the source “{self.how.source}”, "
                f"more than {MAX_REMOVED:.0%}: if that is right, import it with --allow-removals",
            )


def _experts_named(session: Session, names: Sequence[str]) -> set[str]:
    chosen = select(PERSON.c.staff_id, PERSON.c.email).join(EXPERT, EXPERT.c.person_id == PERSON.c.id)
    rows = session.execute(chosen.where(PERSON.c.staff_id.in_(names) | PERSON.c.email.in_(names)))
    return {name for row in rows for name in row if name}
