"""The people of the demo, who open their accounts as everybody does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from i18n import Language, Message, _
from store import Secret, Settings, open_store
from store.locations import Locations
from tui.demo.clock import DemoClock
from tui.demo.messages import received

PASSWORD = "Lanterne-2026!"


@dataclass(frozen=True)
class Inhabitant:
    """Someone who has an account in the demo, opened `ago`, with their `state` in words."""

    username: str
    state: Message
    ago: timedelta = timedelta()

    @property
    def email(self) -> str:
        return f"{self.username}@example.org"


PEOPLE = (
    Inhabitant("alexandre", _("password only")),
    Inhabitant("noel-expire", _("password past its year"), ago=timedelta(days=380)),
)


def move_in(settings: Settings, language: Language) -> None:
    """Open an account for each of `PEOPLE`, in a store that must be new, with the code from their mail.

    That mail is thrown away, so that the mailbox of the demo is empty at first. Raises `Problem`.
    """
    mailbox, password = Locations(settings.home).mail, Secret(PASSWORD)
    clock = DemoClock()
    store = open_store(replace(settings, clock=clock, deliver_at_once=False))
    try:
        for person in PEOPLE:
            clock.ahead = -person.ago
            ticket = store.sign_up.begin(person.username, person.email, password, password, language.code)
            store.outbox.deliver()
            [message] = received(mailbox)
            assert message.code is not None
            store.sign_up.confirm(ticket, Secret(message.code), "")
            message.path.unlink()
    finally:
        store.close()
