"""What the bot can do, and what it says when it does not understand or something went wrong."""

from __future__ import annotations

from bot.blocks import MAX_TEXT, Button, Buttons, Fact, Facts, Small, Text
from bot.cards.words import fit, sentence_case
from bot.events import Platform
from bot.messages import Card

EXAMPLES = (
    "user research in Leeds",
    "historian on pensions",
    "20 minutes on evaluation next week",
)
"""Requests to try with one press; their numbers are on buttons for ever, so add at the end only."""


HOW_TO_ASK: dict[Platform, str] = {
    "slack": "Anywhere in Slack, type /find-expert and then what you need.",
    "teams": "In the chat with the bot, type what you need. In a channel or group chat, mention the bot first.",
    "web": "Type what you need into the box.",
    "email": "In Slack or Teams, tell Find an expert what you need.",
}


def welcome(platform: Platform) -> Card:
    """The answer to no words at all."""
    return Card(
        title="Find an expert in government",
        blocks=(
            Text(text="Say what you need in plain words, for example:"),
            _examples(),
            Small(text=f"{HOW_TO_ASK[platform]} Say help for more ways to search."),
        ),
    )


def help_card(platform: Platform) -> Card:
    """How to search, in a minute."""
    return Card(
        title="How to find an expert",
        blocks=(
            Text(text="Say what you need in plain words. You can name any of these:"),
            Facts(
                facts=(
                    Fact(label="A profession or skill", value="service design, statistician, depth interviews"),
                    Fact(label="A policy topic", value="Universal Credit, housing, social care"),
                    Fact(label="A place or an organisation", value="near Leeds, in Wales, at HMRC"),
                    Fact(label="How long and when", value="20 minutes, next week"),
                    Fact(label="Where you are in making policy", value="we are testing a solution"),
                    Fact(label="A person", value="a name you have heard"),
                )
            ),
            Text(text="Spelling does not have to be perfect. You see why each person fits, and can refine the search."),
            _examples(),
            Small(
                text=f"{HOW_TO_ASK[platform]} Searches are kept without your name. "
                "Do not put anything above OFFICIAL in a search."
            ),
        ),
    )


def _examples() -> Buttons:
    return Buttons(
        buttons=tuple(
            Button(label=sentence_case(text), action="search.example", value=str(number))
            for number, text in enumerate(EXAMPLES)
        )
    )


def problem(sentence: str) -> Card:
    """Something that the person can understand and act on."""
    return Card(
        title="That did not work",
        blocks=(Text(text=fit(sentence, MAX_TEXT)), _how_to_search()),
    )


def broken(reference: str) -> Card:
    """Our own mistake."""
    return Card(
        title="Sorry, there is a problem with the service",
        blocks=(
            Text(text="Nothing was changed. Try again in a few minutes."),
            Small(text=f"If it happens again, give this reference to the people who run Find an expert: {reference}"),
        ),
    )


def too_old() -> str:
    """A button of a search that is kept no longer."""
    return "We no longer have this search. Search again."


def nobody_of_that_id() -> str:
    """A Details button of somebody who has left or is hidden now."""
    return "This person is no longer in the directory. Search again."


def unknown_action() -> str:
    """A button or form this version does not know."""
    return "This button no longer works. Search again."


def not_opened() -> str:
    """A form that the platform did not show."""
    return "That took too long to open. Press the button again."


def answered_below() -> str:
    """Said on the card whose button was pressed, where the answer is a message of its own."""
    return "Answered below."


def opens_in_a_window() -> str:
    """Above a button that opens a form, where the button pressed could not."""
    return "This opens in a window of its own."


def what_to_type() -> str:
    """Before anything was typed into a platform's own search."""
    return "Type what you need, for example: " + EXAMPLES[0]


def _how_to_search() -> Buttons:
    return Buttons(buttons=(Button(label="How to search", action="help.show"),))
