"""The address of one's own consultations: shown once, kept nowhere, and stopped when somebody wants."""

from __future__ import annotations

from sqlalchemy import Engine, text
from sqlmodel import SQLModel

from bot.events import Pressed
from bot.here import Here
from bot.messages import OpenForm, plain
from bot.model import CalendarLink
from directory.database import reading
from tests.bot.consultations.booked import ADA, Addresses
from tests.bot.town import Town, card_of, said
from tests.people import RILEY


def town_of(database: Engine) -> Town:
    return Town(database, [ADA], Here(addresses=Addresses()))


def actions(town: Town) -> list[str]:
    return [button.action for button in card_of(town.riley.presses("calendar.link")).buttons]


def shown(town: Town, key: str = "") -> str:
    answer = town.riley.presses("calendar.new", key=key)
    assert isinstance(answer, OpenForm)
    return said(answer)


def everything_kept(database: Engine) -> str:
    """Every row of every table, as text."""
    with reading(database) as session:
        tables = SQLModel.metadata.sorted_tables
        return "\n".join(str(tuple(row)) for table in tables for row in session.execute(table.select()))


def test_it_leads_there_from_settings_and_from_consultations(database: Engine) -> None:
    town = town_of(database)
    for action in ("settings.show", "mine.consultations"):
        card = card_of(town.riley.presses(action, "0"))
        if action == "settings.show":
            assert "calendar.link" in {button.action for button in card.buttons}
        else:
            assert card.title == "Your consultations"


def test_the_address_is_shown_once_and_kept_nowhere(database: Engine) -> None:
    town = town_of(database)
    assert actions(town) == ["calendar.new"]
    assert "https://calendar.example/secret1.ics" in shown(town)
    assert actions(town) == ["calendar.new", "calendar.revoke"]
    assert "secret1" not in everything_kept(database)
    assert [link.digest for link in town.every(CalendarLink)] == ["digest1"]


def test_the_same_press_delivered_again_makes_no_other_and_does_not_show_it(database: Engine) -> None:
    town = town_of(database)
    assert "secret1" in shown(town, key="press")
    again = shown(town, key="press")
    assert "secret" not in again
    assert "was made and shown" in again
    event = Pressed(key="press", sender=RILEY, action="calendar.new")
    assert town.riley.conversation.handle_once(event) is None
    assert [link.digest for link in town.every(CalendarLink)] == ["digest1"]


def test_a_new_one_stops_the_one_before(database: Engine) -> None:
    town = town_of(database)
    shown(town)
    assert "secret2" in shown(town)
    assert [link.digest for link in town.every(CalendarLink)] == ["digest2"]


def test_it_is_stopped(database: Engine) -> None:
    town = town_of(database)
    shown(town)
    assert card_of(town.riley.presses("calendar.revoke")).title == "Your calendar link no longer works"
    assert town.every(CalendarLink) == []
    assert actions(town) == ["calendar.new"]
    assert "no longer works" in said(town.riley.presses("calendar.revoke"))


def test_who_made_and_stopped_one_is_written_down_without_it(database: Engine) -> None:
    town = town_of(database)
    shown(town)
    town.riley.presses("calendar.revoke")
    with reading(database) as session:
        done = list(
            session.execute(text("SELECT action FROM audit_entry WHERE action LIKE 'calendar%' ORDER BY id")).scalars()
        )
    assert done == ["calendar.new", "calendar.revoke"]


def test_where_nobody_can_reach_us_there_is_none_and_it_is_said(database: Engine) -> None:
    town = Town(database, [ADA])
    for action in ("calendar.link", "calendar.new"):
        assert "no public address" in said(town.riley.presses(action))
    assert "calendar.link" not in plain(card_of(town.riley.presses("settings.show", "0")))
    assert town.every(CalendarLink) == []
