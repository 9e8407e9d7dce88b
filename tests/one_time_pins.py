"""Someone who was registered in person, and signs in with one-time PINs."""

from __future__ import annotations

from store import OwnTerminal, Secret, Session, ShownPin
from store.rules.limits import PIN_BY_SMS_AFTER
from store.rules.pins import ALPHABET
from tests.town import CONTRAST, DNI, TERMINAL, Town

HERE = OwnTerminal(TERMINAL, "user 1000", "ines", Secret("A" * 43))
"""A terminal of theirs."""


def begin(town: Town, document: str = DNI, contrast: str = CONTRAST, place: str = HERE.place) -> Session:
    """Present a document, which is theirs unless it is said otherwise."""
    return town.store.one_time_pin.begin(document, Secret(contrast), TERMINAL, place)


def register_app(town: Town, here: OwnTerminal = HERE, document: str = DNI, contrast: str = CONTRAST) -> None:
    """Have a terminal show the PINs from now on."""
    town.new_texts()
    ticket = town.store.pin_app.begin(document, Secret(contrast), here)
    town.store.pin_app.confirm(ticket, town.sms_code(), here)


def shown(town: Town, here: OwnTerminal = HERE) -> ShownPin:
    """Return the PIN that their terminal shows."""
    pin = town.store.pin_app.shown(here.secret).pin
    assert pin is not None
    return pin


def by_sms(town: Town, session: Session) -> Secret:
    """Wait for as long as it takes, have the PIN sent, and return it from the text."""
    town.clock.now += PIN_BY_SMS_AFTER
    town.new_texts()
    town.store.one_time_pin.send_by_sms(session)
    [text] = town.new_texts()
    return Secret(text.text[-3:])


def signed_in(town: Town) -> Session:
    """Sign in with a PIN by SMS, whose account has no second step."""
    session = begin(town)
    town.store.one_time_pin.obtain(session)
    town.store.one_time_pin.enter(session, by_sms(town, session))
    return session


def wrong(pin: Secret) -> Secret:
    """Return another PIN."""
    first, rest = pin.reveal()[0], pin.reveal()[1:]
    return Secret(ALPHABET[(ALPHABET.index(first) + 1) % len(ALPHABET)] + rest)
