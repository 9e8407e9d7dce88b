"""How the people of the demo get their accounts, profiles and keys: by the use cases, as everybody does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from i18n import Language, _
from store import ContactDetails, Method, PersonalKey, Role, Secret, Session, Settings, ToRegister, open_store
from store.accounts.store import Store
from store.files import write_whole
from store.locations import Locations
from store.rules.paper_codes import ACTIVATION_CODE
from tui.demo.authenticator import Authenticator
from tui.demo.clock import DemoClock
from tui.demo.desk import REGISTERS, TRUSTED, Desk, trusted
from tui.demo.messages import received
from tui.demo.papers import Papers
from tui.demo.people import PASSWORD, PEOPLE, SAMPLES, Card, Document, Inhabitant
from tui.demo.pin_device import PinDevice
from tui.journeys.password.activation import SHEET_TITLE as CODE_TITLE
from tui.journeys.password.recovery_questions import question_words
from tui.journeys.profile.personal_key import SHEET_TITLE, key_sheet
from tui.reading import labelled
from tui.wording.profile import document as of_document

_SERVICES = Path(__file__).with_name("services.toml")
_CODE_ON_SLIP = re.compile(r"\w{4}(-\w{4}){2}")
_FORGOTTEN = "Marronnier-2025!"
_ANSWERS_TITLE = _("My recovery questions")
_NUMBERS_TITLE = _("My phone numbers")
_CARD_TITLE = _("My identity card")
_SAMPLES_TITLE = _("Sample documents, for “Verify your identity”")
_SAMPLES_DAYS = 100
_DESKS_DAYS = 90
_TRUSTED_DAYS = 4  # ago: a list of revoked certificates is good for a week
_FILE_NAME, _FILE_TEXT = _("letter.txt"), _("I give up my lease on the last day of the month. Lucía Vera")


def move_in(
    settings: Settings,
    language: Language,
    papers: Papers,
    authenticator: Authenticator,
    pin_device: PinDevice,
    desk: Desk,
) -> None:
    """Lead each of `PEOPLE` to their state, in a store that must be new, with the codes they are sent.

    What is sent is thrown away, so that mailbox and phone of the demo are empty at first. Raises `Problem`.
    """
    clock, slips = DemoClock(), list[tuple[str, str]]()
    settings = replace(
        settings,
        clock=clock,
        uptime=clock.uptime,
        works_in_background=False,
        prints_slips=lambda title, text: slips.append((title, text)),
    )
    store = open_store(settings)
    locations = Locations(settings.home)
    write_whole(locations.services_file, _SERVICES.read_bytes())
    registrar = Desk(REGISTERS, PASSWORD)
    moving = _Moving(
        store, clock, locations, language, papers, authenticator, pin_device, desk, registrar, slips
    )
    try:
        for days, step in sorted(moving.steps(), key=lambda dated: dated[0], reverse=True):
            clock.ahead = -timedelta(days=days)
            step()
    finally:
        store.close()


@dataclass(frozen=True)
class _Moving:
    store: Store
    clock: DemoClock
    locations: Locations
    language: Language
    papers: Papers
    authenticator: Authenticator
    pin_device: PinDevice
    desk: Desk
    registrar: Desk
    """Of another operator, as nobody accepts the verification of someone whom they registered."""
    slips: list[tuple[str, str]]

    def steps(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """Return what leads people to their states, each with how many days ago it was."""
        for desk in (self.desk, self.registrar):
            yield _DESKS_DAYS, partial(self._open_desk, desk)
        yield _SAMPLES_DAYS, self._lay_samples
        for person in PEOPLE:
            yield person.days, partial(self._settle, person)
            if person.reset_days is not None:
                yield person.reset_days, partial(self._reset, person)
        yield _TRUSTED_DAYS, self._lay_trusted

    def _open_desk(self, desk: Desk) -> None:
        """Give an operator an account, and a second step that the demo alone does."""
        store, password, names = self.store, Secret(PASSWORD), (desk.username, f"{desk.username}@example.org")
        store.operators.add(*names, password, password, self.language.code, Role.OPERATOR)
        session = store.sign_in.with_password(desk.username, password, "")
        desk.method = self._add_app(session, "Mobile", desk.app).id
        store.sessions.end(session)
        self._take_messages()

    def _settle(self, person: Inhabitant) -> None:
        password = Secret(PASSWORD if person.reset_days is None else _FORGOTTEN)
        if person.card is None:
            self._open_account(person, password)
        else:
            self._register(person, person.card)
        if not person.has_password:
            return
        if person.document is not None:
            key = self._verify(person, person.document, password)
            if person.on_paper:
                sheet = key_sheet(self.language, key)
                self.papers.lay(person.username, SHEET_TITLE, sheet, key.made_at)
        if person.details is not None:
            self._introduce(person.username, person.details, password)
        if person.app or person.phones or person.answers:
            self._set_up(person, password)

    def _register(self, person: Inhabitant, card: Card) -> None:
        """Have the desk register someone, who has their card at hand, and the slip or what came of it."""
        owner, now, say = person.username, self.clock(), self.language.say
        to_register = ToRegister(card.number, card.contrast, person.email, card.phone, card.advanced)
        self.registrar.register(self.store, now, to_register, self.language)
        self._take_messages()
        _title, text = self.slips.pop()
        if card.activated:
            code = self._activate(person, card, Secret(text), Secret(PASSWORD))
            self.papers.lay(owner, CODE_TITLE, ACTIVATION_CODE.grouped(code.reveal()), now)
        else:
            self.papers.lay(owner, CODE_TITLE, text, now, by=REGISTERS)
        # Afterwards: with a password that is set by a code, no terminal shows the PINs any more.
        account_id = self.pin_device.register(self.store, card.number, card.contrast, self._sent_code)
        self.papers.know(owner, account_id, card.number)
        self._take_messages()
        lines = (
            say(labelled(_("Document number"), card.number)),
            say(labelled(_("Good until (contrast datum)"), card.contrast)),
            say(labelled(_("Email address"), person.email)),
            say(labelled(_("Phone number"), card.phone)),
            say(_("“macle pin” on a terminal shows my PINs.")),
        )
        self.papers.lay(owner, _CARD_TITLE, "\n".join(lines), now)
        if card.advanced:
            self.papers.file(owner, say(_FILE_NAME), [say(_FILE_TEXT), "\n"], now)

    def _activate(self, person: Inhabitant, card: Card, slip: Secret, password: Secret) -> Secret:
        """Set the first password with the code on the slip, and return the next code."""
        code = Secret(
            next(line for line in slip.reveal().splitlines() if _CODE_ON_SLIP.fullmatch(line.strip()))
        )
        ticket = self.store.activation.begin(card.number, person.email, code, "")
        token = self.store.activation.confirm(ticket, self._sent_code(), "")
        following = self.store.reset.set_password(token, password, password, "")
        assert following is not None
        self._take_messages()
        return following

    def _open_account(self, person: Inhabitant, password: Secret) -> None:
        names, code = (person.username, person.email), self.language.code
        if person.role is not Role.PERSON:
            self.store.operators.add(*names, password, password, code, person.role)
            return
        ticket = self.store.sign_up.begin(*names, password, password, code)
        self.store.sign_up.confirm(ticket, self._sent_code(), "")

    def _lay_samples(self) -> None:
        """Lay out documents of nobody, with which whoever has no profile yet can have one."""
        say = self.language.say
        lines = (f"{say(of_document(kind))} {number}" for kind, number in SAMPLES)
        self.papers.lay(PEOPLE[0].username, _SAMPLES_TITLE, "\n".join(lines), self.clock())

    def _lay_trusted(self) -> None:
        """Lay out what signatures are checked by."""
        text = trusted(self.store)
        for person in PEOPLE:
            if person.card is not None and person.card.advanced:
                self.papers.file(person.username, TRUSTED, [text], self.clock())

    def _verify(self, person: Inhabitant, document: Document, password: Secret) -> PersonalKey:
        store, stated = self.store, document
        session = store.sign_in.with_password(person.identifier, password, "")
        identity = store.verification.check(
            stated.legal_name, stated.birth_date, stated.kind, stated.number, stated.address
        )
        store.verification.request(session, identity, password)
        self.desk.accept_all(store, self.clock(), self.language)
        key = store.profile.activate(session, password)
        store.profile.note_kept(session, key)
        store.sessions.end(session)
        self._take_messages()
        return key

    def _set_up(self, person: Inhabitant, password: Secret) -> None:
        """The second step and the recovery questions, from the sign-in settings."""
        store = self.store
        session = store.sign_in.with_password(person.identifier, password, "")
        if person.app:
            self._add_app(session, person.app, self.authenticator)
        for number in person.phones:
            self._take_messages()
            ticket = store.phones.begin(session, number, self.language)
            store.phones.confirm(session, ticket, self._sent_code())
        if len(person.phones) > 1:
            # Pages show only their ends, and ask for the whole of one that is to be deleted.
            numbers = "\n".join(person.phones)
            self.papers.lay(person.username, _NUMBERS_TITLE, numbers, self.clock())
        if person.answers:
            answers = tuple((question, Secret(text)) for question, text in person.answers.items())
            store.recovery_questions.set(session, answers, password)
            self._write_down(person)
        store.sessions.end(session)
        self._take_messages()

    def _introduce(self, username: str, details: ContactDetails, password: Secret) -> None:
        session = self.store.sign_in.with_password(username, password, "")
        self.store.contact_details.update(session, details, 0)
        self.store.sessions.end(session)
        self._take_messages()

    def _add_app(self, session: Session, name: str, app: Authenticator) -> Method:
        enrolment = self.store.authenticator.begin(session, name)
        app.scan(enrolment.address)
        newest = app.codes(self.clock())[0]
        return self.store.authenticator.confirm(session, enrolment, Secret(newest.code))

    def _write_down(self, person: Inhabitant) -> None:
        """Put the answers among the papers, as people do, and as who shows the demo needs."""
        say = self.language.say
        lines = (f"{say(question_words(question))} {text}" for question, text in person.answers.items())
        self.papers.lay(person.username, _ANSWERS_TITLE, "\n".join(lines), self.clock())

    def _reset(self, person: Inhabitant) -> None:
        self.store.reset.request(person.email, self.language, "")
        password = Secret(PASSWORD)
        self.store.reset.set_password(self._sent_code(), password, password, "")
        self._take_messages()

    def _sent_code(self) -> Secret:
        [code] = self._take_messages()
        return Secret(code)

    def _take_messages(self) -> list[str]:
        """Take what has come out of mailbox and phone, and return the codes in it."""
        self.store.outbox.deliver()
        messages = [*received(self.locations.mail), *received(self.locations.sms)]
        for message in messages:
            message.path.unlink()
        return [message.code for message in messages if message.code is not None]
