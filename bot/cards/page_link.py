"""The way from a card to the page of a policy, for whoever reads the card."""

from __future__ import annotations

from bot.blocks import Link, Links, PageKind
from bot.policies.whose import Owned


def open_page(owned: Owned) -> Links:
    """To all of a policy on one page."""
    to = Link(label="Open the policy’s page", page=PageKind.POLICY, subject=owned.policy.id, person_id=owned.me.id or 0)
    return Links(links=(to,))
