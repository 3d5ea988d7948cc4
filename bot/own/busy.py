"""An expert connects their own calendar, or takes it back. It is read later: nothing here touches a network."""

from __future__ import annotations

from bot.admission import NotAllowedError
from bot.cards import busy as cards
from bot.events import Submitted
from bot.messages import FormErrors, OpenForm, Replace
from bot.own.record import change_expert
from bot.own.settings import own, settings_card
from bot.times.calendars import forget, read_soon
from bot.turn import Turn
from directory.calendar_address import checked_calendar_address
from directory.errors import WrongValueError
from directory.model import Expert
from directory.roster.columns import MAX_URL
from directory.vault import Vault


def open_busy(turn: Turn, _value: str) -> OpenForm:
    """The form, empty."""
    _expert(turn)
    _vault(turn)
    return OpenForm(form=cards.connect_form())


def save(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Keep the address sealed, and have it read at once. What was typed is not repeated: answers are kept for a day."""
    expert, vault = _expert(turn), _vault(turn)
    address = event.values.get("address", "").strip()
    try:
        sealed = vault.seal(checked_calendar_address(address[:MAX_URL]))
    except WrongValueError as wrong:
        sentence = cards.wrong_address(str(wrong)) if address else cards.enter_an_address()
        return FormErrors(form=cards.connect_form(), errors={"address": sentence})
    change_expert(turn, expert, {"calendar_url_sealed": sealed})
    read_soon(turn.session, expert.id or 0, sealed, turn.now)
    return Replace(card=settings_card(turn))


def remove(turn: Turn, _value: str) -> Replace:
    """Forget the address and all that was read there; once is enough."""
    expert = _expert(turn)
    if expert.calendar_url_sealed is not None:
        change_expert(turn, expert, {"calendar_url_sealed": None})
    forget(turn.session, expert.id or 0)
    return Replace(card=settings_card(turn))


def _expert(turn: Turn) -> Expert:
    expert = own(turn).expert
    if expert is None:
        raise NotAllowedError(cards.only_for_experts())
    return expert


def _vault(turn: Turn) -> Vault:
    if turn.here.vault is None:
        raise NotAllowedError(cards.cannot_be_kept())
    return turn.here.vault
