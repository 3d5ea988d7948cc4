"""What is kept of installations, and how it changes: every step says what it read, and loses to whoever was first.

All of it blocks: call it in a thread.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from sqlalchemy import ColumnElement, Engine, Update, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from adapters.slack.calls import TIMEOUT
from adapters.slack.model import SlackInstallation
from adapters.slack.oauth import Grant
from directory.database import UtcDateTime, reading, unit_of_work
from directory.model import AuditEntry
from directory.vault import Vault

LEASE = timedelta(seconds=6 * TIMEOUT)
"""How long one attempt to renew a token keeps others away: one call to Slack, and some tries to save its answer."""
NO_TOKENS: dict[str, Any] = {"refresh_token_sealed": None, "renewing": "", "renew_after": None}

Row = SlackInstallation


class Claim(Enum):
    """Whether an attempt may ask Slack for a new token."""

    MINE = auto()
    ELSEWHERE = auto()
    """Somebody else asks at this moment, or has just asked."""
    LATER = auto()
    """It was asked a moment ago, in vain."""


class KeptTokens:
    """The installations in the database."""

    def __init__(self, engine: Engine, vault: Vault, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._vault = vault
        self._now = now

    def find(self, enterprise_id: str, team_id: str) -> Row | None:
        """The workspace's own installation, else that of its organisation; neither when its token can be no use."""
        wanted = [workspace for workspace in (team_id, enterprise_id) if workspace]
        with reading(self._engine) as session:
            rows = session.exec(
                select_rows(Row).where(
                    col(Row.workspace).in_(wanted),
                    col(Row.removed_at).is_(None),
                    col(Row.bot_token_sealed).is_not(None),
                    or_(
                        col(Row.expires_at).is_(None),
                        col(Row.expires_at) > self._now(),
                        col(Row.refresh_token_sealed).is_not(None),
                    ),
                )
            )
            found = {row.workspace: row for row in rows}
        return next((found[workspace] for workspace in wanted if workspace in found), None)

    def everywhere(self) -> list[tuple[str, str]]:
        """Organisation and workspace of every installation whose token may be of use."""
        with reading(self._engine) as session:
            rows = session.exec(select_rows(Row).where(col(Row.removed_at).is_(None)).order_by(col(Row.workspace)))
            return [(row.enterprise_id, row.team_id) for row in rows]

    def keep(self, grant: Grant) -> None:
        """Remember a new installation, in the place of an older one of the same workspace."""
        now = self._now()
        kept = {
            **self._sealed(grant, now),
            "team_id": grant.team_id,
            "enterprise_id": grant.enterprise_id,
            "is_enterprise_install": grant.is_enterprise_install,
            "name": grant.name,
            "app_id": grant.app_id,
            "bot_user_id": grant.bot_user_id,
            "scopes": grant.scopes,
            "installed_by": grant.installed_by,
            "installed_at": now,
            "removed_at": None,
        }
        try:
            self._put(grant, kept)
        except IntegrityError:  # two people installed it in the same moment: the second now finds a row to change
            self._put(grant, kept)

    def _put(self, grant: Grant, kept: dict[str, Any]) -> None:
        with unit_of_work(self._engine) as session:
            if not _changed(session, _at(grant.workspace).values(**kept, version=col(Row.version) + 1)):
                session.execute(insert(Row).values(workspace=grant.workspace, version=0, **kept))
            session.add(_audit(kept["installed_at"], "slack.installed", grant.workspace, grant.installed_by))

    def look(self, workspace: str) -> Row | None:
        """What is kept of exactly this workspace or organisation."""
        with reading(self._engine) as session:
            return session.exec(
                select_rows(Row).where(col(Row.workspace) == workspace, col(Row.removed_at).is_(None))
            ).first()

    def forget(self, row: Row) -> bool:
        """Delete its tokens; no when they are no longer the ones that are kept."""
        now = self._now()
        ended = {**NO_TOKENS, "bot_token_sealed": None, "expires_at": None, "refused_at": None}
        with unit_of_work(self._engine) as session:
            changed = _changed(session, _as_read(row).values(**ended, removed_at=now, version=row.version + 1))
            if changed:
                session.add(_audit(now, "slack.removed", row.workspace))
        return changed

    def claim(self, row: Row, attempt: str) -> Claim:
        """Let one attempt at a time renew the tokens of ``row``. No lock of the database is held meanwhile."""
        with unit_of_work(self._engine) as session:
            now = _database_clock(session)
            free = or_(col(Row.renew_after).is_(None), col(Row.renew_after) <= now)
            if _changed(session, _as_read(row).where(free).values(renewing=attempt, renew_after=now + LEASE)):
                return Claim.MINE
            present = session.get(Row, row.workspace)
            if present is None or present.version != row.version or present.renewing:
                return Claim.ELSEWHERE
            return Claim.LATER

    def save(self, row: Row, grant: Grant, asked_at: datetime) -> bool:
        """Put the new tokens in the place of those of ``row``; no when these are no longer the ones that are kept.

        An attempt whose lease ran out may still save: its answer is the newest that Slack gave for these tokens.
        """
        kept = {**self._sealed(grant, asked_at), "version": row.version + 1}
        with unit_of_work(self._engine) as session:
            return _changed(session, _as_read(row).values(**kept))

    def pause(self, workspace: str, attempt: str, seconds: float) -> None:
        """End an attempt that failed in passing; nobody tries again for ``seconds``."""
        mine = _at(workspace).where(col(Row.renewing) == attempt)
        with unit_of_work(self._engine) as session:
            after = _database_clock(session) + timedelta(seconds=seconds)
            _changed(session, mine.values(renewing="", renew_after=after))

    def refuse(self, row: Row) -> bool:
        """Slack renews these tokens no more: the bot token is used up to its end, and then the bot is gone there."""
        now = self._now()
        with unit_of_work(self._engine) as session:
            changed = _changed(session, _as_read(row).values(**NO_TOKENS, refused_at=now))
            if changed:
                session.add(_audit(now, "slack.refused", row.workspace))
        return changed

    def _sealed(self, grant: Grant, given_at: datetime) -> dict[str, Any]:
        refresh, lifetime = grant.refresh_token, grant.expires_in
        return {
            **NO_TOKENS,
            "bot_token_sealed": self._vault.seal(grant.bot_token),
            "refresh_token_sealed": self._vault.seal(refresh) if refresh else None,
            "expires_at": given_at + timedelta(seconds=lifetime) if lifetime else None,
            "refused_at": None,
        }


def _at(workspace: str) -> Update:
    return update(Row).where(col(Row.workspace) == workspace)


def _as_read(row: Row) -> Update:
    """The same tokens, still kept."""
    return _at(row.workspace).where(col(Row.version) == row.version, col(Row.removed_at).is_(None))


def _changed(session: Session, change: Update) -> bool:
    return session.connection().execute(change).rowcount == 1


def _database_clock(session: Session) -> datetime:
    """The time that all replicas share."""
    clock: ColumnElement[datetime] = func.current_timestamp(type_=UtcDateTime())
    now: datetime = session.execute(select(clock)).scalar_one()
    return now


def _audit(now: datetime, action: str, workspace: str, actor: str = "") -> AuditEntry:
    return AuditEntry(at=now, actor=f"slack:{actor}" if actor else "slack", action=action, subject=workspace)
