"""What a person narrowed a search to in the Refine form, kept as short strings beside the search."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from directory.search import Understood, Window

LENGTHS = (15, 30, 45, 60)
"""Minutes a consultation may last."""

When = Literal["", "this_week", "next_week", "fortnight", "month"]
WHENS: dict[When, str] = {
    "this_week": "this week",
    "next_week": "next week",
    "fortnight": "in the next two weeks",
    "month": "in the next 30 days",
}

LONGEST_NAME = 200
"""Characters of the longest name that the vocabulary and the directory's columns let in."""
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NAME)]


class Refinement(BaseModel):
    """What results are limited to. Empty strings and 0 limit nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    profession: Name = ""
    place: Name = ""
    organisation: Name = ""
    minutes: Literal[0, 15, 30, 45, 60] = 0
    when: When = ""
    widened: bool = False
    """Places, organisations and times of the request itself are left aside."""

    def applied_to(self, understood: Understood) -> Understood:
        """The request as understood, limited to this."""
        if self.widened:
            understood = understood.widened()
        return understood.refined(
            profession=self.profession or None, place=self.place or None, organisation=self.organisation or None
        )

    def window(self, understood: Understood, today: date) -> Window | None:
        """The days asked for: the form's, else the request's own."""
        if not self.when:
            return understood.when
        monday = today - timedelta(days=today.weekday())
        first, last = {
            "this_week": (today, monday + timedelta(days=6)),
            "next_week": (monday + timedelta(days=7), monday + timedelta(days=13)),
            "fortnight": (today, today + timedelta(days=14)),
            "month": (today, today + timedelta(days=30)),
        }[self.when]
        return Window(first, last, WHENS[self.when])
