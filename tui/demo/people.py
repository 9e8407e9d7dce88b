"""The people of the demo, who come to their accounts, profiles and keys as everybody does (PRODUCT §10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from i18n import Language, Message, _
from store import PersonalKey, Role, Secret, Settings, open_store
from store.locations import Locations
from tui.demo.clock import DemoClock
from tui.demo.desk import OPERATOR, Desk
from tui.demo.messages import received
from tui.demo.papers import Papers
from tui.journeys.personal_key import SHEET_TITLE, key_sheet

if TYPE_CHECKING:
    from store.accounts.store import Store

PASSWORD = "Lanterne-2026!"
_FORGOTTEN = "Marronnier-2025!"


@dataclass(frozen=True)
class Document:
    """What someone shows to have their identity verified."""

    legal_name: str
    birth_date: str
    kind: str
    number: str
    address: str


@dataclass(frozen=True)
class Inhabitant:
    """Someone who has an account in the demo, with their `state` in words.

    The account was opened so many `days` ago. Who has a `document` was verified that day, and may have the
    personal key `on_paper`; the password may have been reset so many days ago.
    """

    username: str
    state: Message
    days: int = 0
    role: Role = Role.PERSON
    document: Document | None = None
    on_paper: bool = False
    reset_days: int | None = None

    @property
    def email(self) -> str:
        return f"{self.username}@example.org"


PEOPLE = (
    Inhabitant("alexandre", _("password only")),
    Inhabitant(
        "dominique",
        _("active profile"),
        days=60,
        document=Document(
            "Dominique Tremblay", "17/05/1990", "dni", "12345678Z", "12, rue de la Clé, Québec"
        ),
    ),
    Inhabitant(
        "camille-b",
        _("profile deactivated by a reset; her key is among the papers"),
        days=45,
        document=Document("Camille Bernard", "21/04/1993", "nir", "293047510812310", "3, quai Bleu, Nantes"),
        on_paper=True,
        reset_days=2,
    ),
    Inhabitant(
        "sacha-roy",
        _("profile deactivated by a reset; the key is lost"),
        days=30,
        document=Document("Sacha Roy", "02/11/1985", "passport", "GA302922", "48, côte du Moulin, Lévis"),
        reset_days=1,
    ),
    Inhabitant("noel-expire", _("password past its year"), days=380),
    Inhabitant(OPERATOR, _("operator; accepts every request at once"), days=90, role=Role.OPERATOR),
)


def move_in(settings: Settings, language: Language, papers: Papers) -> None:
    """Lead each of `PEOPLE` to their state, in a store that must be new, with the codes from their mail.

    That mail is thrown away, so that the mailbox of the demo is empty at first. Raises `Problem`.
    """
    clock = DemoClock()
    store = open_store(replace(settings, clock=clock, deliver_at_once=False))
    moving = _Moving(store, clock, Locations(settings.home), language, papers, Desk(PASSWORD))
    try:
        for person in sorted(PEOPLE, key=lambda person: person.role is Role.PERSON):
            moving.settle(person)
    finally:
        store.close()


@dataclass(frozen=True)
class _Moving:
    store: Store
    clock: DemoClock
    locations: Locations
    language: Language
    papers: Papers
    desk: Desk

    def settle(self, person: Inhabitant) -> None:
        self.clock.ahead = -timedelta(days=person.days)
        password = Secret(PASSWORD if person.reset_days is None else _FORGOTTEN)
        self._open_account(person, password)
        if person.document is not None:
            key = self._verify(person, person.document, password)
            if person.on_paper:
                sheet = key_sheet(self.language, key)
                self.papers.lay(person.username, self.language.say(SHEET_TITLE), sheet, key.made_at)
        if person.reset_days is not None:
            self.clock.ahead = -timedelta(days=person.reset_days)
            self._reset(person)

    def _open_account(self, person: Inhabitant, password: Secret) -> None:
        names, code = (person.username, person.email), self.language.code
        if person.role is not Role.PERSON:
            self.store.operators.add(*names, password, password, code, person.role)
            return
        ticket = self.store.sign_up.begin(*names, password, password, code)
        self.store.sign_up.confirm(ticket, self._code_from_mail(), "")

    def _verify(self, person: Inhabitant, document: Document, password: Secret) -> PersonalKey:
        store, stated = self.store, document
        session = store.sign_in.with_password(person.username, password, "")
        identity = store.verification.check(
            stated.legal_name, stated.birth_date, stated.kind, stated.number, stated.address
        )
        store.verification.request(session, identity, password)
        self.desk.accept_all(store)
        key = store.profile.activate(session)
        store.profile.note_kept(session, key)
        store.sessions.end(session)
        self._mail()
        return key

    def _reset(self, person: Inhabitant) -> None:
        self.store.reset.request(person.email, self.language, "")
        password = Secret(PASSWORD)
        self.store.reset.set_password(self._code_from_mail(), password, password, "")
        self._mail()

    def _code_from_mail(self) -> Secret:
        [code] = self._mail()
        return Secret(code)

    def _mail(self) -> list[str]:
        """Take the mail that has come out of the mailbox, and return the codes in it."""
        self.store.outbox.deliver()
        messages = received(self.locations.mail)
        for message in messages:
            message.path.unlink()
        return [message.code for message in messages if message.code is not None]
