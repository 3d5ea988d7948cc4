"""How soon a head of profession sees 2,000 policies with ten check-ins each, beside pandas on the same rows.

Run it with ``python -m tests.benchmarks.portfolio_speed``. Ours is the whole page, from a request on its signed link to
its last byte: whether they may see it, every row read, all numbers, the share over 24 months, a hundred rows drawn,
each with a link of its own. The card is what chat shows. pandas reads the same rows of both tables with
``read_sql_query`` and works out the numbers by state, confidence and the live share of today alone with ``groupby``:
no words, no months, no page. One query for each policy and its check-ins is what it takes without either.
"""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pandas as pd
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, insert, text
from sqlmodel import Session, col, select

from adapters.page_addresses import PageAddresses
from adapters.pages.portfolio import portfolio_routes
from adapters.schema import upgrade
from bot.blocks import PageKind
from bot.cards.portfolio import portfolio_card
from bot.model import CheckIn, CheckInStatus, Policy, PolicyStatus
from bot.portfolio.picture import picture_of
from bot.portfolio.standing import State, portfolio_of
from bot.portfolio.whose import key_of
from directory.database import connected, reading, unit_of_work
from directory.model import Person, Role, RoleGrant
from tests.benchmarks.promises import at_least, at_most, machine
from tests.benchmarks.timing import seconds
from tests.clients import postgresql

POLICIES, CHECK_INS, OTHERS = 2_000, 10, 2_000
"""Of the organisation, of each of them, and of other organisations beside it."""
ROUNDS = 9
PAGE_MS = 1_000
AIMED_RATIO = 1
"""Of the time that pandas takes, which does less."""
HEAD = 1
HMRC, UK = "HM Revenue and Customs", ZoneInfo("Europe/London")
NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)
SECRET = "a key of the benchmark that is long enough to be one"


def add_policies(engine: Engine) -> None:
    """Launched over four years, a tenth paused or closed; two check-ins of each still wait to be done."""
    with unit_of_work(engine) as session:
        people = (Person(id=n, name=f"Sample Person{n}", email=f"p{n}@example.gov.uk") for n in range(1, 501))
        session.execute(insert(Person), [each.model_dump() for each in people])
        session.add(RoleGrant(person_id=HEAD, role=Role.HEAD_OF_PROFESSION, organisation=HMRC, profession="policy"))
        policies = [_policy(n) for n in range(POLICIES + OTHERS)]
        session.execute(insert(Policy), [each.model_dump() for each in policies])
        check_ins = [_check_in(n, number) for n in range(POLICIES + OTHERS) for number in range(CHECK_INS)]
        session.execute(insert(CheckIn), [each.model_dump() for each in check_ins])


def _policy(n: int) -> Policy:
    status = {0: PolicyStatus.PAUSED, 1: PolicyStatus.CLOSED}.get(n % 20, PolicyStatus.ACTIVE)
    return Policy(
        id=f"policy{n}",
        title=f"Plain letters about tax debt, part {n}",
        organisation=HMRC if n < POLICIES else f"Department {n % 40}",
        launch_on=NOW.date() - timedelta(days=n * 37 % 1_400),
        status=status,
        status_at=NOW - timedelta(days=n % 700) if status is not PolicyStatus.ACTIVE else None,
        owner_id=1 + n % 500,
        registered_at=NOW - timedelta(days=1_500),
        plan_at=NOW + timedelta(days=28),
    )


def _check_in(n: int, number: int) -> CheckIn:
    is_open = number < 2
    day = NOW.date() + timedelta(days=n % 90 - 30 + 180 * number if is_open else -(n % 180) - 120 * number)
    return CheckIn(
        id=f"check-in{n}-{number}",
        policy_id=f"policy{n}",
        rule=f"rule{number}",
        occurs_on=day,
        name=f"{number} months after launch",
        due_on=day,
        status=CheckInStatus.PLANNED if is_open else CheckInStatus.RECORDED,
        confidence=None if is_open else (n + number) % 11,
        answered_at=None if is_open else datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
    )


# ---------------------------------------------------------------------------------------------- ours, and others'


async def look_at_page(engine: Engine) -> list[float]:
    """Seconds from the request to its last byte, for each round."""
    app, pages = web.Application(), PageAddresses(SECRET, "", lambda: NOW)
    app.add_routes(portfolio_routes(engine, pages, lambda: NOW))
    path = pages.path_of_page(PageKind.PORTFOLIO, key_of(HMRC), HEAD)
    taken = []
    async with TestClient(TestServer(app)) as http:
        for _ in range(ROUNDS):
            started = asyncio.get_running_loop().time()
            page = await (await http.get(path)).text()
            taken.append(asyncio.get_running_loop().time() - started)
            assert "1 to 100 of 2,000 policies" in page
    return taken


def draw_card(engine: Engine) -> None:
    with reading(engine) as session:
        portfolio = portfolio_of(session, HMRC, NOW, UK)
        assert portfolio_card(portfolio, picture_of(portfolio), HEAD).buttons


def by_pandas(engine: Engine) -> tuple[int, int]:
    """How many are overdue, and how many have a live check-in; the other numbers are worked out the same way."""
    with reading(engine) as session:
        connection = session.connection()
        policies = pd.read_sql_query(select(Policy).where(Policy.organisation == HMRC), connection)
        of_it = select(CheckIn).join(Policy, col(Policy.id) == col(CheckIn.policy_id))
        check_ins = pd.read_sql_query(of_it.where(Policy.organisation == HMRC), connection)
    today, since = pd.Timestamp(NOW.date()), pd.Timestamp(datetime(2025, 10, 11, 23, tzinfo=UTC))
    waiting = check_ins[check_ins.status == CheckInStatus.PLANNED].groupby("policy_id").due_on.min()
    recorded = check_ins[check_ins.status == CheckInStatus.RECORDED].sort_values("answered_at")
    newest = pd.to_datetime(recorded.groupby("policy_id").answered_at.max(), utc=True)
    recorded.groupby("policy_id").confidence.apply(lambda values: tuple(values[-3:]))
    active = policies[policies.status == PolicyStatus.ACTIVE].set_index("id")
    overdue = (pd.to_datetime(waiting.reindex(active.index)) < today).sum()
    launched = active[pd.to_datetime(active.launch_on) <= today]
    return int(overdue), int((newest.reindex(launched.index) >= since).sum())


def one_by_one(engine: Engine) -> None:
    """A query for each policy, and no numbers at all."""
    with reading(engine) as session:
        for policy in session.exec(select(Policy).where(Policy.organisation == HMRC)).all():
            assert session.exec(select(CheckIn).where(CheckIn.policy_id == policy.id)).all()


def check_alike(session: Session, engine: Engine) -> None:
    """Both counted the same."""
    portfolio = portfolio_of(session, HMRC, NOW, UK)
    assert (portfolio.count(State.OVERDUE), portfolio.share.live) == by_pandas(engine)


def median_ms(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    return statistics.median(seconds(act) for _ in range(rounds)) * 1e3


def measure(engine: Engine) -> dict[str, float]:
    """Medians in milliseconds."""
    with reading(engine) as session:
        check_alike(session, engine)
    return {
        "page": statistics.median(asyncio.run(look_at_page(engine))) * 1e3,
        "card": median_ms(lambda: draw_card(engine)),
        "pandas": median_ms(lambda: by_pandas(engine)),
        "one by one": median_ms(lambda: one_by_one(engine), 3),
    }


def show(found: dict[str, dict[str, float]]) -> None:
    """With what was promised."""
    table = Table(title=f"{POLICIES:,} policies with {CHECK_INS} check-ins each")
    for heading in ("", "page, ms", "card, ms", "pandas, ms", "one by one, ms", "times as fast as pandas"):
        table.add_column(heading, justify="right")
    for where, ms in found.items():
        ratio = round(ms["pandas"] / ms["page"], 2)
        page = f"{ms['page']:.0f} ({at_most(ms['page'], PAGE_MS, 'ms')})"
        others = (f"{ms[name]:.0f}" for name in ("card", "pandas", "one by one"))
        table.add_row(where, page, *others, f"{ratio:g} ({at_least(ratio, AIMED_RATIO)})")
    Console(width=140).print(table, machine())


def main() -> None:
    found = {}
    with TemporaryDirectory() as folder, postgresql.cluster() as server:
        for where, address in (("on PostgreSQL", server), ("on SQLite", f"sqlite:///{folder}/bench.db")):
            with connected(address) as engine:
                upgrade(engine)
                add_policies(engine)
                with unit_of_work(engine) as session:
                    session.execute(text("ANALYZE"))
                found[where] = measure(engine)
    show(found)


if __name__ == "__main__":
    main()
