"""Who is talking to the bot: users of platforms, joined to the people of the directory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Select, bindparam, func, or_, update
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.events import Introduction, Platform, Sender
from directory.model import Account, AuditEntry, Expert, Person, RoleGrant, Unreachable

INTRODUCED_FOR = timedelta(days=1)
"""How long we believe what a platform said of somebody."""
USED_TO_THE = timedelta(hours=1)
"""How exactly we remember when somebody used the bot: one write an hour, not one an event."""
GUEST = "Guest"
"""All that is kept of the name of a guest who may not use the bot."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody whom their platform has introduced."""

    account: Account
    person: Person
    used_elsewhere_at: datetime | None = None
    """When they last used the bot with another account of theirs."""


def _who_is_asking() -> Select[Account, Person, datetime | None]:
    """Made once: to make it takes longer than to ask it, and every event asks it twice."""
    other = aliased(Account)
    elsewhere = (
        sql_select(func.max(col(other.used_at)))
        .where(col(other.person_id) == col(Account.person_id), col(other.id) != col(Account.id))
        .scalar_subquery()
    )
    return (
        sql_select(Account, Person, elsewhere)
        .join(Person, col(Person.id) == col(Account.person_id))
        .where(
            col(Account.platform) == bindparam("platform"),
            col(Account.workspace) == bindparam("workspace"),
            col(Account.user_id) == bindparam("user_id"),
        )
    )


WHO_IS_ASKING = _who_is_asking()


def asker(session: Session, sender: Sender) -> Asker | None:
    """Who this is, or nothing when nobody has introduced them yet."""
    if sender.platform == "email":
        return _by_link(session, sender)
    account = {"platform": sender.platform, "workspace": sender.home, "user_id": sender.user}
    found = session.execute(WHO_IS_ASKING, account).first()
    return Asker(*found) if found else None


def _by_link(session: Session, sender: Sender) -> Asker | None:
    """Whoever was sent the link they followed: there is no account to remember anything of."""
    person = session.get(Person, int(sender.user)) if sender.user.isdecimal() else None
    if person is None:
        return None
    return Asker(
        Account(person_id=person.id or 0, platform="email", workspace=sender.home, user_id=sender.user), person
    )


def wants_introduction(known: Asker | None, conversation: str, now: datetime) -> bool:
    """Whether the platform should be asked (again) who this is."""
    account = known.account if known else None
    if account is not None and account.platform == "email":
        return False
    if account is None or account.introduced_at is None:
        return True
    is_old = now - account.introduced_at >= INTRODUCED_FOR
    # A guest may have been made a member, and whoever writes to us can be written to again.
    return is_old or account.is_guest or account.unreachable is not None or _is_news(account, conversation)


def meet(
    session: Session, sender: Sender, said: Introduction, conversation: str, now: datetime, *, is_welcome: bool
) -> None:
    """Remember who this is, joined to the person whom the directory names, or who has this email address.

    Of somebody who is not welcome only that is remembered.
    """
    known = asker(session, sender)
    if not is_welcome:
        said = Introduction(name=GUEST, is_guest=said.is_guest, has_left=said.has_left)
    person = _person(session, sender, said, known)
    account = known.account if known else _new_account(sender)
    if account.person_id != person.id:
        session.add(_joined(sender, person, now))
    account.person_id = person.id or 0
    account.is_guest = said.is_guest
    account.introduced_at = now
    if _is_news(account, conversation):
        account.conversation = conversation
    account.unreachable = Unreachable.DEACTIVATED if said.has_left else None
    account.unreachable_since = now if said.has_left else None
    session.add(account)
    session.flush()
    if known and known.person.id != person.id:
        _forget_if_alone(session, known.person)


def used_lately(known: Asker, now: datetime) -> bool:
    """Whether it is remembered already that they used the bot here within the hour, and nowhere else since."""
    if known.account.platform == "email":
        return True  # where they are told things is a chat, if they have one
    used_at, elsewhere = known.account.used_at, known.used_elsewhere_at
    return used_at is not None and now - used_at < USED_TO_THE and (elsewhere is None or elsewhere <= used_at)


def remember_use(session: Session, account_id: int, now: datetime) -> None:
    """They used the bot here: this is where they are told things, unless they chose."""
    session.execute(update(Account).where(col(Account.id) == account_id).values(used_at=now))


def cannot_reach(session: Session, sender: Sender, why: Unreachable, now: datetime) -> None:
    """They cannot be written to there any more. Of somebody never met there is nothing to remember."""
    known = asker(session, sender)
    if known and known.account.unreachable is not why:
        known.account.unreachable = why
        known.account.unreachable_since = now
        session.add(known.account)


def cannot_reach_at(session: Session, account_id: int, why: Unreachable, now: datetime) -> None:
    """They cannot be written to at this account any more. What was known before stays as it was."""
    this_one = (col(Account.id) == account_id, col(Account.unreachable).is_(None))
    session.execute(update(Account).where(*this_one).values(unreachable=why, unreachable_since=now))


def uninstalled(session: Session, platform: Platform, workspace: str, now: datetime) -> None:
    """Nobody can be written to any more who is of this workspace, or was written to by way of it.

    People of an organisation are kept under its id, whichever of its workspaces has the bot.
    """
    by_way_of_it = or_(col(Account.workspace) == workspace, col(Account.conversation) == workspace)
    there = (col(Account.platform) == platform, by_way_of_it)
    gone = {"unreachable": Unreachable.UNINSTALLED, "unreachable_since": now}
    session.execute(update(Account).where(*there, col(Account.unreachable).is_(None)).values(gone))


def where_told(session: Session, person: Person) -> Account | None:
    """Where somebody is told things: on the platform they chose, else where they used the bot last.

    Nothing when they cannot be reached on any platform: then by email.
    """
    return chosen(person, reachable(session, [person.id or 0]))


def chosen(person: Person, accounts: Collection[Account]) -> Account | None:
    """Where they are told things, of all the accounts at which they can be."""
    preferred = [account for account in accounts if account.platform == person.told_on]
    return max(preferred or accounts, key=_last_used, default=None)


def platforms_of(session: Session, person: Person) -> list[str]:
    """The platforms on which somebody is a member and can be told things, in alphabetical order."""
    return sorted({account.platform for account in reachable(session, [person.id or 0])})


def reachable(session: Session, person_ids: Collection[int]) -> list[Account]:
    """The accounts at which these people can be told things: as a guest they are told nothing."""
    can_be_written_to = (col(Account.unreachable).is_(None), col(Account.is_guest).is_(False))
    theirs = (col(Account.person_id).in_(person_ids), Account.workspace != "")
    return list(session.exec(select(Account).where(*theirs, *can_be_written_to)))


def _new_account(sender: Sender) -> Account:
    return Account(person_id=0, platform=sender.platform, workspace=sender.home, user_id=sender.user)


def _is_news(account: Account, conversation: str) -> bool:
    return bool(conversation) and conversation != account.conversation


def _last_used(account: Account) -> tuple[datetime, int]:
    times = [when for when in (account.used_at, account.introduced_at) if when]
    return max(times), account.id or 0


def _person(session: Session, sender: Sender, said: Introduction, known: Asker | None) -> Person:
    person = (
        _named_by_directory(session, sender)
        or _of_email(session, said.email)
        or (known.person if known else None)
        or Person(name=said.name or sender.user)
    )
    if not _is_kept_by_directory(session, person):
        person.name = said.name or person.name
        # The newest: an address that somebody gave up may be somebody else's tomorrow.
        person.email = said.email.lower() or person.email
        person.time_zone = _zone(said.time_zone) or person.time_zone
    session.add(person)
    session.flush()
    return person


def _named_by_directory(session: Session, sender: Sender) -> Person | None:
    """The person whom the directory names by this user id. An id that another workspace claimed first is theirs."""
    this_user = (Account.platform == sender.platform, Account.user_id == sender.user)
    query = select(Person).join(Account, col(Account.person_id) == col(Person.id)).where(*this_user)
    person = session.exec(query.where(Account.workspace == "")).first()
    if person is None:
        return None
    elsewhere = query.where(Person.id == person.id, col(Account.workspace).not_in(["", sender.home]))
    return None if session.exec(elsewhere).first() else person


def _of_email(session: Session, email: str) -> Person | None:
    return session.exec(select(Person).where(Person.email == email.lower())).first() if email else None


def _is_kept_by_directory(session: Session, person: Person) -> bool:
    """Whether an import keeps name and address of this person."""
    if person.id is None:
        return False
    is_expert = session.exec(select(Expert.id).where(Expert.person_id == person.id)).first() is not None
    return is_expert or person.staff_id is not None


def _joined(sender: Sender, person: Person, now: datetime) -> AuditEntry:
    who = f"{sender.platform}:{sender.home}:{sender.user}"
    return AuditEntry(at=now, actor=who, action="account.join", subject=f"person:{person.id}")


def _forget_if_alone(session: Session, person: Person) -> None:
    """Delete a person who was made for an account alone, now that it is known whose account that is."""
    has_more = (
        session.exec(select(kind.person_id).where(kind.person_id == person.id)).first() is not None
        for kind in (Account, Expert, RoleGrant)
    )
    if person.staff_id is None and not any(has_more):
        session.delete(person)


def _zone(name: str) -> str:
    """The time zone, if it is one that this computer knows."""
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError):
        return ""
