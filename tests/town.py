"""A small town for tests: one store, the people who have an account there, and the mail they get."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

import pyotp
import pytest

from i18n import ENGLISH, Language
from store import (
    CodeTicket,
    Identity,
    PastEvent,
    Problem,
    Refusal,
    Role,
    Secret,
    SentTo,
    Session,
    Step,
    ToRegister,
)
from store.accounts.password import reset_tokens
from store.database import alone
from store.database.tables.identity import Account
from store.messages.letters.letter import Notice
from store.rules.limits import NOTICE_LIFE
from tests.kept_store import KeptStore
from tests.mailbox import opened

PASSWORD = Secret("Lanterne-2026!")
NEW_PASSWORD = Secret("Chouette-2027?")
WRONG = Secret("Wrong-Guess-1!")
TERMINAL = "pts/7"
TOKEN = r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}"  # as a reset token looks in its message
PHONE, OTHER_PHONE = "+15145550134", "+33612345678"
DNI, CONTRAST = "12345678Z", "17/05/2031"  # of someone's document; the second is when it expires
IDENTITY = Identity("Dominique Tremblay", date(1990, 5, 17), "dni", "12345678Z", "12, rue de la Clé, Québec")


@dataclass(frozen=True)
class Text:
    """A text that a phone got."""

    to: str
    text: str


@dataclass(frozen=True)
class Person:
    """Someone who has an account."""

    username: str
    email: str
    password: Secret = PASSWORD


@dataclass(frozen=True, kw_only=True)
class KeyHolder(Person):
    """Someone who has a profile; `key` is the last personal key they were shown."""

    key: Secret


@dataclass(frozen=True)
class Beginnings:
    """Closed towns to copy: of nobody, of the first person, of the first holder of a key and an operator."""

    of_nobody: Path
    of_the_first: Path
    of_a_holder: Town
    holder: KeyHolder


Somebody = TypeVar("Somebody", bound=Person)
THE_FIRST = Person("alexandre", "alexandre@example.org")


class Town(KeptStore):
    """A kept store with people in it, and what they are sent."""

    def __init__(self, home: Path, beginnings: Beginnings | None = None, **settings: Any) -> None:
        self._operators_apps: dict[str, str] = {}
        self._at_the_desk: dict[str, Session] = {}
        self._made_once = beginnings
        folders = None
        if beginnings is not None:
            folders = beginnings.of_nobody, beginnings.of_the_first, beginnings.of_a_holder.home
        super().__init__(home, folders, **settings)

    def new_files(self) -> list[Path]:
        """Deliver what waits, and return the files of the emails that came since one last looked."""
        self.store.outbox.deliver()
        files = sorted(set(self.locations.mail.glob("*.eml")) - self._read)
        self._read.update(files)
        return files

    def new_mail(self) -> list[EmailMessage]:
        """Deliver what waits, and return the emails that came since one last looked."""
        return [opened(file.read_bytes()) for file in self.new_files()]

    def code(self) -> Secret:
        """Return the code in the one email that came."""
        return Secret(self._in_the_new_mail(r"^\d{6}$"))

    def new_texts(self) -> list[Text]:
        """Deliver what waits, and return the texts that came since one last looked."""
        self.store.outbox.deliver()
        files = sorted(set(self.locations.sms.glob("*.txt")) - self._read)
        self._read.update(files)
        return [Text(*file.read_text().rstrip("\n").split("\n\n", 1)) for file in files]

    def sms_code(self) -> Secret:
        """Return the code at the end of the one text with a code that came."""
        ends = [text.text.rsplit(" ", 1)[-1] for text in self.new_texts()]
        [code] = [end for end in ends if re.fullmatch(r"\d{6}", end)]
        return Secret(code)

    def token(self) -> Secret:
        """Return the token at the end of a line in the one email that came."""
        return Secret(self._in_the_new_mail(f"{TOKEN}$"))

    def person(self, username: str = THE_FIRST.username, language: str = "en") -> Person:
        """Open an account, by the way that everybody takes."""
        someone = Person(username, f"{username}@example.org")
        if not self.is_open and (someone, language) == (THE_FIRST, "en") and self.clock.is_untouched:
            self._open(1)
            return someone
        self.new_mail()
        ticket = self.store.sign_up.begin(
            someone.username, someone.email, someone.password, someone.password, language
        )
        self.store.sign_up.confirm(ticket, self.code(), TERMINAL)
        return someone

    def register(
        self, document: str = DNI, email: str = "ines@example.org", by: str = "odile-desk", **others: Any
    ) -> str:
        """Have an operator register someone in person, and return the account ID."""
        usual = {"contrast": CONTRAST, "phone": PHONE, "advanced": False}
        person = ToRegister(document=document, email=email, **{**usual, **others})
        self.store.registration.register(self.operator(by), person, ENGLISH, "Came in person.")
        [(number,)] = self.rows("SELECT number FROM account WHERE email = ?", email)
        return str(number)

    def add_phone(self, session: Session, number: str = PHONE) -> str:
        """Add a phone to an account, by the way that everybody takes, and return the id of the method."""
        known = {method.id for method in self.store.account.overview(session).ways.methods}
        self.new_texts()
        ticket = self.store.phones.begin(session, number, ENGLISH)
        self.store.phones.confirm(session, ticket, self.sms_code())
        [added] = {method.id for method in self.store.account.overview(session).ways.methods} - known
        return added

    def add_app(self, session: Session, name: str = "Aegis") -> str:
        """Add an authenticator app to an account, by its code of the step before, and return its secret."""
        enrolment = self.store.authenticator.begin(session, name)
        secret = enrolment.secret.reveal()
        self.store.authenticator.confirm(session, enrolment, Secret(self.app_code(secret, -1)))
        return secret

    def app_code(self, secret: str, steps: int = 0) -> str:
        """Return the code that an app shows, now or so many steps of 30 s later."""
        return pyotp.TOTP(secret).at(self.settings.clock() + timedelta(seconds=30 * steps))

    def sign_in(self, someone: Person, password: Secret | None = None) -> Session:
        return self.store.sign_in.with_password(someone.username, password or someone.password, TERMINAL)

    def due(self, session: Session) -> Step | None:
        """Return what a sign-in still needs."""
        return self.store.sessions.due(session)

    def operator(self, username: str = "odile-desk", role: Role = Role.OPERATOR) -> Session:
        """Sign an operator in with both steps, who has an account and an app from the first time on.

        Who has just done so goes on with that session: an app gives no more than three codes at a time.
        """
        someone = Person(username, f"{username}@example.org")
        if username not in self._operators_apps:
            self.store.operators.add(username, someone.email, PASSWORD, PASSWORD, "en", role)
            self._operators_apps[username] = self.add_app(self.sign_in(someone))
            self._leave_unread(someone)
        session = self._at_the_desk.get(username)
        if session is None or not self._has_proof(session):
            session = self._at_the_desk[username] = self.operator_at(TERMINAL, username)
        return session

    def operator_at(self, terminal: str, username: str) -> Session:
        """Sign an operator who has an account in once more, at a terminal, with both steps."""
        session = self.store.sign_in.with_password(username, PASSWORD, terminal)
        return self.pass_by_app(session, self._operators_apps[username])

    def app_of(self, operator: str) -> str:
        """Return the secret of an operator's app."""
        return self._operators_apps[operator]

    def pass_by_app(self, session: Session, secret: str) -> Session:
        """Do the second step with the account's app, by the earliest of its codes that is still unused."""
        [(method_id, last_step)] = self.rows(
            "SELECT method.id, last_step FROM method JOIN account ON account.id = account_id"
            " WHERE kind = 'app' AND username = ?",
            session.username,
        )
        this_step = int(self.settings.clock().timestamp()) // 30
        later = next(steps for steps in (-1, 0, 1) if this_step + steps > last_step)
        self.store.second_step.enter(session, method_id, Secret(self.app_code(secret, later)))
        return session

    def asks(self, someone: Person, identity: Identity = IDENTITY) -> Session:
        """Sign someone in and ask for the verification of their identity."""
        session = self.sign_in(someone)
        self.store.verification.request(session, identity, someone.password)
        return session

    def request_of(self, someone: Person) -> str:
        """Return the request that waits for an operator."""
        pending = self.store.decisions.pending(self.operator())
        [request] = [one.id for one in pending if one.username == someone.username]
        return request

    def accept(self, someone: Person) -> None:
        """Let an operator accept the request that waits."""
        self.store.decisions.accept(self.operator(), self.request_of(someone), "The passport.")

    def verify(self, someone: Person, identity: Identity = IDENTITY) -> KeyHolder:
        """Lead someone to an active profile, and return them with their first key."""
        self.asks(someone, identity)
        self.accept(someone)
        session = self.sign_in(someone)
        made = self.store.profile.activate(session)
        self.store.profile.note_kept(session, made)
        return KeyHolder(someone.username, someone.email, someone.password, key=made.key)

    def verified_person(self, username: str = "dominique", language: str = "en") -> KeyHolder:
        """Open an account with an active profile."""
        once, is_new = self._made_once, not self.is_open and self.clock.is_untouched
        if once and is_new and (username, language) == (once.holder.username, "en"):
            self._open(2)
            self._operators_apps.update(once.of_a_holder._operators_apps)
            self._at_the_desk.update(once.of_a_holder._at_the_desk)
            return once.holder
        return self.verify(self.person(username, language))

    def reset(self, someone: Somebody, new: Secret = NEW_PASSWORD) -> Somebody:
        """Set someone's password with a token, and return them with the new one."""
        self.store.reset.set_password(self.reset_token(someone), new, new, TERMINAL)
        return dataclasses.replace(someone, password=new)

    def reactivate(self, someone: KeyHolder) -> KeyHolder:
        """Bring someone's profile back with their key, and return them with the new one."""
        session = self.sign_in(someone)
        key = self.store.reactivation.reactivate(session, someone.key, someone.password).key
        return dataclasses.replace(someone, key=key)

    def fails_to_sign_in(self, identifier: str, times: int = 1) -> Problem:
        """Guess wrong so many times in a row, and return the last answer."""
        return [refused(self.store.sign_in.with_password, identifier, WRONG, TERMINAL) for _ in range(times)][
            -1
        ]

    def passes_over_failures(self) -> None:
        """Have whatever has failed at least once have failed 99 times: to live through that takes days."""
        self.rows("UPDATE counter SET failures = 99, opens_at = NULL WHERE failures BETWEEN 1 AND 98")

    def reset_token(self, someone: Person) -> Secret:
        """Ask for a reset, and return the token from the message.

        Whoever was registered in person is sent none: they get one as their activation code gives it.
        """
        context = self.store.context
        for (account_id,) in self.rows(
            "SELECT account_id FROM registration JOIN account ON account.id = account_id WHERE email = ?",
            someone.email,
        ):
            with context.database.write(alone_with=alone.account(account_id)) as db:
                return reset_tokens.make_activating(db, context, db.get_one(Account, account_id))
        self.new_mail()
        self.store.reset.request(someone.email, ENGLISH, TERMINAL)
        return self.token()

    def history(self, session: Session) -> list[tuple[PastEvent, ...]]:
        """Return the history of an account, page by page, as one who goes on to its end sees it."""
        pages = [self.store.history.recent(session)]
        while pages[-1] and (earlier := pages[-1][-1].earlier) is not None:
            pages.append(self.store.history.recent(session, earlier))
        return pages

    def _has_proof(self, session: Session) -> bool:
        try:
            return not self.store.sessions.needs_proof(session)
        except Problem:
            return False

    def _leave_unread(self, someone: Person) -> None:
        """Let what someone was sent so far not be among the new mail."""
        self.store.outbox.deliver()
        for file in self.locations.mail.glob("*.eml"):
            if opened(file.read_bytes())["To"] == someone.email:
                self._read.add(file)

    def _in_the_new_mail(self, pattern: str) -> str:
        [message] = self.new_mail()
        [found] = re.findall(pattern, message.get_content(), re.MULTILINE)
        return str(found)


WHAT_A_CODE_DOES = (
    "It ends all sessions, undoes what can be undone, and lets nobody sign in before you have set a new"
    " password."
)
"""What every letter with a code says of it, whatever it tells of."""
_NOTICE_CODE = r"^[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}$"
_THEN = datetime(2026, 1, 1, tzinfo=UTC)


def ticket_of(token: Secret, address: str = "") -> CodeTicket:
    """Return a ticket that was kept, or made up: the store knows it by its token alone."""
    return CodeTicket(token, SentTo(address, _THEN, _THEN))


def notice_code(letter: EmailMessage) -> Secret:
    """Return the code with which the change that an email tells of is disowned."""
    [code] = re.findall(_NOTICE_CODE, letter.get_content(), re.MULTILINE)
    return Secret(code)


def as_told(notice: Notice, letter: EmailMessage, moment: datetime, language: Language) -> tuple[str, str]:
    """Return the subject and the body of a notice of that moment, with the code that `letter` has, if any."""
    codes = re.findall(_NOTICE_CODE, letter.get_content(), re.MULTILINE)
    code = Secret(codes[0]) if codes else None
    return notice.letter(code, moment + NOTICE_LIFE).said(language)


def refused(use_case: Callable[..., object], *arguments: object) -> Problem:
    """Return the `Problem` with which a use case refuses."""
    with pytest.raises(Problem) as caught:
        use_case(*arguments)
    return caught.value


def outcome(use_case: Callable[..., object], *arguments: object) -> Refusal | None:
    """Return the refusal with which a use case ended, or None where it did what it is for."""
    try:
        use_case(*arguments)
    except Problem as problem:
        return problem.refusal
    return None


def answer(problem: Problem) -> tuple[object, ...]:
    """Return all that a person can learn from a refusal."""
    return problem.refusal, problem.field, problem.facts
