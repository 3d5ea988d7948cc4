"""Cards and dialogs as people meet them, to look at and to measure."""

from __future__ import annotations

from typing import Any

from adapters.teams import dialogs, render
from bot.blocks import Button, Buttons, Fact, Facts, Heading, People, PersonLine, Small, Text
from bot.cards import help as help_cards
from bot.cards import home
from bot.cards.refine import refine
from bot.fields import ChoicesField, Option, TextField
from bot.finding.refinement import Refinement
from bot.messages import Card, Form


def person(name: str, about: str, why: str, place: str) -> PersonLine:
    return PersonLine(
        name=name,
        about=about,
        why=why,
        notes=f"{place} · Next free Wednesday 13 May 2026, 14:00 UK time · Free of charge · Confirmed 2 March 2026",
        buttons=(
            Button(label="Details", action="expert.details", value="12", says=f"Details of {name}", opens_form=True),
        ),
    )


RESULTS = Card(
    title="Experts for “user research near Leeds”",
    blocks=(
        Small(text="Understood: user research, near Leeds"),
        People(
            people=(
                person(
                    "Ada Quillan",
                    "Senior user researcher, Department for Examples",
                    "Why: is listed under user research, has skills in depth interviews (expert) and is based in Leeds",
                    "Leeds, Yorkshire and the Humber",
                ),
                person(
                    "Bertram Oake",
                    "Head of user_centred *design*, Sample Borough Council",
                    "Why: has a job title that fits “user research”",
                    "Bradford, Yorkshire and the Humber",
                ),
                person("Cerys Placeholder", "User researcher, Test Agency", "Why: is based in Leeds", "Leeds"),
            )
        ),
        Text(text="This group can help too:"),
        People(people=(PersonLine(name="Northern Policy Lab", about="6 experts answer together"),)),
        Small(text="Showing 1 to 3 of 17. Free times come from working hours and booked consultations."),
        Buttons(
            buttons=(
                Button(label="Show more", action="search.more", value="s.5", says="Show more: 14 more people"),
                Button(label="Refine", action="search.refine", value="s", says="Refine this search", opens_form=True),
            )
        ),
    ),
)
TOLD = (
    Text(text=home.where_told("teams", "", ("slack", "teams"))),
    Buttons(buttons=tuple(home.told_buttons("", ("slack", "teams")))),
)
HOME = home.home(None, (), TOLD, 3)
PROFILE = Form(
    title="Expert profile",
    name="expert.profile",
    blocks=(
        Heading(text="Ada Quillan (she/her)"),
        Text(text="Senior user researcher, Department for Examples"),
        Facts(facts=(Fact(label="Ask me about", value="Recruiting people who never answer letters"),)),
        Facts(
            facts=(
                Fact(label="Profession", value="User research"),
                Fact(label="Skills", value="Depth interviews (expert)\nAccessibility (proficient)\nDiary studies"),
                Fact(
                    label="Has worked on", value="1. Pensions letters\n2. A _form_ for carers: https://example.gov.uk"
                ),
            )
        ),
        Facts(
            facts=(
                Fact(label="Availability", value="Next free Wednesday 13 May 2026, 14:00 UK time"),
                Fact(label="Working hours", value="Monday to Thursday 09:00 to 17:00\nFriday 09:00 to 12:30 (UK time)"),
                Fact(label="Location", value="Leeds, Yorkshire and the Humber"),
            )
        ),
        Small(text="This profile was confirmed on 2 March 2026."),
    ),
)
REFINE = refine(
    "s", Refinement(place="Ledes", organisation="Ministry of Nothing"), ("user research", "statistics", "economics")
)
WRONG = {
    "place": "We do not know a place called “Ledes”. Did you mean Leeds?",
    "organisation": "We do not know an organisation called “Ministry of Nothing”. Enter its name or abbreviation.",
}
QUESTION = Form(
    title="Ask Ada Quillan",
    name="request.ask",
    fields=(
        TextField(name="question", label="Your question", required=True, long=True, max_length=1_000),
        TextField(name="by", label="When you need an answer", hint="For example, 15 May 2026"),
    ),
    submit="Ask",
)
TIMES = Form(
    title="Suggest other times",
    name="offer.suggest",
    fields=(
        ChoicesField(
            name="times",
            label="Times that suit you",
            hint="Tick all that do",
            options=(
                Option(label="Tuesday 12 May 2026, 10:00 UK time", value="1"),
                Option(label="Wednesday 13 May 2026, 14:00 UK time", value="2"),
                Option(label="Thursday 14 May 2026, 9:30 UK time, or at any time in the week", value="3"),
            ),
            value="2",
        ),
        ChoicesField(
            name="notes",
            label="What to bring",
            options=(
                Option(label="The plan: https://example.gov.uk/plan", value="plan"),
                Option(label="*Figures*", value="figures"),
            ),
        ),
    ),
    submit="Suggest",
)

DRAWN: dict[str, dict[str, Any]] = {
    "results": render.message(RESULTS),
    "home": render.message(HOME),
    "welcome": render.message(help_cards.welcome("teams")),
    "help": render.message(help_cards.help_card("teams")),
    "problem": render.message(help_cards.problem(help_cards.too_old())),
    "profile": dialogs.dialog(PROFILE, "carried"),
    "refine": dialogs.dialog(REFINE, "carried"),
    "refine-wrong": dialogs.dialog(REFINE, "carried", WRONG),
    "question": dialogs.dialog(QUESTION, "carried"),
    "times": dialogs.dialog(TIMES, "carried"),
    "results-in-dialog": dialogs.card_in_dialog(RESULTS)["card"]["content"],
}
