"""Settings: what an expert and everybody else can set for themselves, and who leaves it alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from bot.blocks import Buttons
from bot.events import Introduction, Pressed, Sender, Submitted
from bot.fields import ChoicesField
from bot.messages import Answer, Card, Form, FormErrors, OpenForm, Replace, Reply, plain
from bot.model import Preferences
from bot.times.quiet_hours import is_quiet, parse
from directory.database import reading, unit_of_work
from directory.model import AuditEntry, Expert, Person, Status
from tests.people import NOW, RILEY, Policymaker, add_expert
from tests.requests import add_person

ADA = Sender(platform="slack", workspace="T01ACME", user="U02ADA")
ADA_SAYS = Introduction(name="Ada Quillan", email="ada.quillan@example.gov.uk")
OF_CONSULTATIONS = "consultation.day_before,consultation.soon,consultation.questions,consultation.difference"
FOR_EVERYBODY = OF_CONSULTATIONS
OF_POLICIES = "check_in.nudge,policy.news,reading.news"
ALL = f"request.news,request.reminder,offer.news,offer.reminder,{FOR_EVERYBODY}"
UNCHANGED = {
    "requests": "taking",
    "working_hours": "Mon-Fri 09:00-17:00",
    "daily_cap": "",
    "weekly_cap": "2",
    "monthly_cap": "",
    "quiet_hours": "",
    "nation": "England",
    "told": ALL,
    "told_of_policies": OF_POLICIES,
}


@pytest.fixture
def ada(database: Engine) -> Policymaker:
    with unit_of_work(database) as session:
        add_expert(session, "Ada Quillan", ["history"], role="Historian", working_hours="Mon-Fri 09:00-17:00")
    return Policymaker(database, sender=ADA, introduction=ADA_SAYS)


def expert(engine: Engine) -> Expert:
    with reading(engine) as session:
        return session.exec(select(Expert)).one()


def told_fields(of: Policymaker) -> list[ChoicesField]:
    """Of requests and consultations, and of policies."""
    return [field for field in form_of(of.presses("settings.open")).fields if isinstance(field, ChoicesField)]


def preferences(engine: Engine, name: str) -> Preferences | None:
    with reading(engine) as session:
        query = select(Preferences).join(Person, col(Person.id) == col(Preferences.person_id))
        return session.exec(query.where(Person.name == name)).first()


def audited(engine: Engine) -> list[tuple[str, object]]:
    with reading(engine) as session:
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
        return [(entry.action, entry.detail.get("what")) for entry in entries if entry.action != "account.join"]


def card_of(answer: Answer) -> Card:
    assert isinstance(answer, Reply | Replace), answer
    return answer.card


def form_of(answer: Answer) -> Form:
    assert isinstance(answer, OpenForm), answer
    return answer.form


def labels(card: Card) -> Sequence[str]:
    return [one.label for block in card.blocks if isinstance(block, Buttons) for one in block.buttons]


def saved(who: Policymaker, **changed: str) -> Card:
    answer = who.submits("settings.save", "", **UNCHANGED | changed)
    assert isinstance(answer, Replace), answer
    return answer.card


def test_an_expert_sees_all_their_settings(ada: Policymaker) -> None:
    shown = plain(card_of(ada.presses("settings.show", "0")))
    for line in (
        "Requests: You take requests",
        "Working hours: Monday to Friday 09:00 to 17:00 (UK time)",
        "Consultations: At most 2 a week",
        "Cover: Nobody",
        "Quiet hours: None. You are told things at once",
        "Bank holidays: Those of England",
        "What you are told: Everything",
        "Your absences\nNone to come.",
    ):
        assert line in shown
    assert "Where you are told things" not in shown


def test_the_form_holds_everything_as_it_is(ada: Policymaker) -> None:
    form = form_of(ada.presses("settings.open"))
    assert {field.name: field.value for field in form.fields} == UNCHANGED
    assert form.name == "settings.save"


def test_saving_what_is_unchanged_changes_nothing(ada: Policymaker) -> None:
    before = expert(ada.engine)
    saved(ada)
    assert expert(ada.engine) == before
    assert preferences(ada.engine, "Ada Quillan") is None
    assert audited(ada.engine) == []


def test_hours_and_limits_are_kept_as_the_experts_own(ada: Policymaker) -> None:
    before = expert(ada.engine)
    typed = {"working_hours": "mon-thu 9-17; fri 9-12.30", "daily_cap": " 1 ", "weekly_cap": "3", "monthly_cap": "8"}
    shown = plain(saved(ada, **typed))
    after = expert(ada.engine)
    assert (after.working_hours, after.daily_cap, after.weekly_cap, after.monthly_cap) == (
        "Mon-Thu 09:00-17:00; Fri 09:00-12:30",
        1,
        3,
        8,
    )
    assert after.own_fields == ["weekly_cap", "working_hours"]
    assert after.revision > before.revision
    assert "At most 1 a day, 3 a week and 8 a month" in shown
    assert audited(ada.engine) == [
        ("profile.change", "working_hours"),
        ("profile.change", "daily_cap"),
        ("profile.change", "weekly_cap"),
        ("profile.change", "monthly_cap"),
    ]
    saved(ada, working_hours=after.working_hours, weekly_cap="3", daily_cap="", monthly_cap="")
    assert (expert(ada.engine).daily_cap, expert(ada.engine).monthly_cap) == (None, None)


def test_whoever_pauses_is_no_longer_found_and_is_again_when_they_come_back(ada: Policymaker) -> None:
    riley = Policymaker(ada.engine)
    assert "Ada Quillan" in plain(card_of(riley.says("historian")))
    assert "Paused. Nobody can ask you" in plain(saved(ada, requests="paused"))
    assert "Ada Quillan" not in plain(card_of(riley.says("historian")))
    assert expert(ada.engine).own_fields == ["status"]
    saved(ada, requests="taking")
    assert "Ada Quillan" in plain(card_of(riley.says("historian")))


def test_whoever_their_source_paused_comes_back_by_their_own_choice(ada: Policymaker) -> None:
    with unit_of_work(ada.engine) as session:
        row = session.exec(select(Expert)).one()
        row.status, row.missing_from_source = Status.PAUSED, True
    saved(ada, requests="taking")
    assert (expert(ada.engine).status, expert(ada.engine).missing_from_source) == (Status.ACTIVE, False)
    assert audited(ada.engine) == [("profile.change", "status")]


def test_somebody_hidden_cannot_bring_themselves_back(ada: Policymaker) -> None:
    with unit_of_work(ada.engine) as session:
        session.exec(select(Expert)).one().status = Status.HIDDEN
    assert "requests" not in {field.name for field in form_of(ada.presses("settings.open")).fields}
    assert "You are hidden by the people who look after the directory" in plain(saved(ada, requests="taking"))
    assert expert(ada.engine).status is Status.HIDDEN


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("working_hours", "whenever", "“whenever” is not understood as working hours: write them like"),
        ("working_hours", "", "Working hours are empty: write them like"),
        ("working_hours", "Mon 17:00-09:00", "ends before it starts: use the 24-hour clock"),
        ("weekly_cap", "", "Enter a whole number from 0 to 50"),
        ("weekly_cap", "51", "Enter a whole number from 0 to 50"),
        ("weekly_cap", "two", "Enter a whole number from 0 to 50"),
        ("weekly_cap", "٢", "Enter a whole number from 0 to 50"),
        ("daily_cap", "0", "Enter a whole number from 1 to 20, or leave this empty"),
        ("monthly_cap", "-1", "Enter a whole number from 1 to 200, or leave this empty"),
        ("quiet_hours", "nights", "We do not understand “nights”. Enter hours like 18:00-08:00"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field_and_nothing_is_lost(
    ada: Policymaker, field: str, typed: str, said: str
) -> None:
    before = expert(ada.engine)
    answer = ada.submits("settings.save", "", **UNCHANGED | {"requests": "paused", field: typed})
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == [field]
    assert said in answer.errors[field]
    kept = {each.name: each.value for each in answer.form.fields}
    assert (kept[field], kept["requests"]) == (typed, "paused")
    assert expert(ada.engine) == before
    assert audited(ada.engine) == []


def test_everything_that_is_wrong_is_said_at_once(ada: Policymaker) -> None:
    wrong = {"weekly_cap": "x", "working_hours": "x", "quiet_hours": "x"}
    answer = ada.submits("settings.save", "", **UNCHANGED | wrong)
    assert isinstance(answer, FormErrors)
    assert set(answer.errors) == set(wrong)


def test_hours_that_fill_a_week_with_breaks_are_kept_or_refused_never_cut(ada: Policymaker) -> None:
    parts = [f"{day} " + ", ".join(f"{h}-{h}.30" for h in range(24)) for day in ("Mon", "Tue")]
    answer = ada.submits("settings.save", "", **UNCHANGED | {"working_hours": "; ".join(parts)})
    assert isinstance(answer, FormErrors)
    assert "at most 300 characters" in answer.errors["working_hours"]


@pytest.mark.parametrize("typed", ["18:00-08:00", "6pm to 8am"])
def test_quiet_hours_are_kept_as_the_sending_reads_them(ada: Policymaker, typed: str) -> None:
    assert "Quiet hours: 18:00 to 08:00 UK time" in plain(saved(ada, quiet_hours=typed))
    kept = preferences(ada.engine, "Ada Quillan")
    assert kept is not None
    assert kept.quiet_hours == "18:00-08:00"
    assert is_quiet(parse(kept.quiet_hours), ZoneInfo("Europe/London"), NOW + timedelta(hours=12))
    assert audited(ada.engine) == [("preferences.change", "quiet_hours")]
    saved(ada, quiet_hours=" ")
    assert preferences(ada.engine, "Ada Quillan") == Preferences(person_id=kept.person_id, quiet_hours="", muted=[])


def test_bank_holidays_are_those_of_the_region_until_somebody_chooses(ada: Policymaker) -> None:
    with unit_of_work(ada.engine) as session:
        session.exec(select(Expert)).one().region = "Scotland"
    assert "Bank holidays: Those of Scotland" in plain(saved(ada, nation="Scotland"))
    assert preferences(ada.engine, "Ada Quillan") is None
    assert "Bank holidays: Those of Wales" in plain(saved(ada, nation="Wales"))
    kept = preferences(ada.engine, "Ada Quillan")
    assert kept is not None
    assert kept.nation == "Wales"
    assert audited(ada.engine) == [("preferences.change", "nation")]
    saved(ada, nation="Atlantis")
    assert preferences(ada.engine, "Ada Quillan") == kept
    saved(ada, nation="Scotland")
    kept = preferences(ada.engine, "Ada Quillan")
    assert kept is not None
    assert not kept.nation


def test_news_and_reminders_can_be_done_without(ada: Policymaker) -> None:
    shown = saved(ada, told=f"offer.news,{FOR_EVERYBODY}")
    without = "news of your requests, reminders to choose a time and reminders of requests to you"
    assert f"What you are told: Everything but {without}" in plain(shown)
    kept = preferences(ada.engine, "Ada Quillan")
    assert kept is not None
    assert kept.muted == ["offer.reminder", "request.news", "request.reminder"]
    assert audited(ada.engine) == [("preferences.change", "muted")]
    told, of_policies = told_fields(ada)
    assert (told.value, of_policies.value) == (f"offer.news,{FOR_EVERYBODY}", OF_POLICIES)


def test_news_of_policies_is_chosen_apart_from_news_of_requests(ada: Policymaker) -> None:
    saved(ada, told_of_policies="policy.news")
    kept = preferences(ada.engine, "Ada Quillan")
    assert kept is not None
    assert kept.muted == ["check_in.nudge", "reading.news"]
    told, of_policies = told_fields(ada)
    assert (told.value, of_policies.value) == (ALL, "policy.news")


def test_cards_and_messages_cannot_be_turned_off(ada: Policymaker) -> None:
    options = {option.value for field in told_fields(ada) for option in field.options}
    assert options == set(f"{ALL},{OF_POLICIES}".split(","))
    saved(ada, told="", told_of_policies="")
    kept = preferences(ada.engine, "Ada Quillan")
    assert kept is not None
    assert set(kept.muted) == options


def test_somebody_who_is_no_expert_sets_what_concerns_them_and_keeps_the_rest(database: Engine) -> None:
    riley = Policymaker(database)
    with unit_of_work(database) as session:
        person = add_person(session, "Riley Requester")
        session.add(Preferences(person_id=person.id or 0, muted=["offer.reminder"]))
    form = form_of(riley.presses("settings.open"))
    assert [field.name for field in form.fields] == ["quiet_hours", "nation", "told", "told_of_policies"]
    shown = plain(card_of(riley.submits("settings.save", "", quiet_hours="18-8", told=FOR_EVERYBODY, weekly_cap="9")))
    assert "Your absences" not in shown
    assert "Working hours" not in shown
    kept = preferences(database, "Riley Requester")
    assert kept is not None
    assert kept.quiet_hours == "18:00-08:00"
    assert kept.muted == ["offer.reminder", "request.news", "request.reminder"]


def test_the_same_form_delivered_twice_is_saved_once(ada: Policymaker) -> None:
    values = UNCHANGED | {"weekly_cap": "5"}
    event = Submitted(key="k", sender=ADA, form="settings.save", values=values)
    first = ada.conversation.handle(event)
    saved(ada, weekly_cap="4")
    assert ada.conversation.handle(event) == first
    assert expert(ada.engine).weekly_cap == 4


def test_settings_are_not_shown_where_others_see_them(database: Engine) -> None:
    riley = Policymaker(database)
    pressed = [("settings.show", "0"), ("settings.open", ""), ("absence.open", ""), ("block.list", "0")]
    for action, value in pressed:
        press = Pressed(key=action, sender=RILEY, is_shared=True, action=action, value=value)
        assert "Others see the answers here" in plain(card_of(riley.conversation.handle(press)))
    event = Submitted(key="k", sender=RILEY, is_shared=True, form="settings.save", values={"quiet_hours": "18-8"})
    assert "Others see the answers here" in plain(card_of(riley.conversation.handle(event)))
    assert preferences(database, "Riley Requester") is None


@pytest.mark.parametrize("value", ["", "x", "-1", "1" * 30, "²"])
def test_a_tampered_number_is_answered_in_words(ada: Policymaker, value: str) -> None:
    for action in ("settings.show", "mine.offers", "mine.requests", "mine.consultations", "block.list"):
        assert "This button no longer works" in plain(card_of(ada.presses(action, value)))
