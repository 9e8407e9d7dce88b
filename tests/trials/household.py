"""People in every state in which something of theirs is sealed, and what reads it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from i18n import ENGLISH
from store import (
    Confirmation,
    ContactDetails,
    Problem,
    Refusal,
    Removable,
    Secret,
    Session,
    ToRemove,
    open_store,
)
from store.accounts.identity import naming
from store.accounts.profile import personal_keys
from store.database.alone import EVERYTHING
from store.database.sealed_columns import (
    CANDIDATE_VERIFIER,
    KEY_VERIFIER,
    KEY_WRAP,
    ONE_TIME_PIN,
    PASSWORD_WRAP,
    SEALED_COLUMNS,
    VERIFIER,
)
from store.database.tables.identity import Identifier
from store.messages.letters.identity import address_has_account
from store.rules.crockford import forgiven
from store.vault.keyring import KeyRing
from store.vault.profile import ProfileKey
from store.vault.sealing import Place, SealBroken
from tests.mailbox import opened
from tests.messages.other_routes import Broken, outbox_with
from tests.registered import registered
from tests.sealed import unsealed
from tests.signing import at_level, opened_certificate
from tests.theft import ANSWERS
from tests.town import (
    CONTRAST,
    IDENTITY,
    NEW_PASSWORD,
    PASSWORD,
    TERMINAL,
    KeyHolder,
    Person,
    Town,
    notice_code,
)

_NOTICE_CODE = re.compile(r"^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$", re.MULTILINE)
_ERROR = "ConnectionRefusedError: the same for all"
_OPERATOR = Person("odile-desk", "odile-desk@example.org")
BY_THE_PROFILES_KEY = (
    ("profile", "identity"),
    ("profile", "personal_key"),
    ("key_candidate", "personal_key"),
    ("certificate", "certificate"),
    ("certificate", "private_key"),
)
"""What is sealed besides the columns that the server's keys seal."""
_NUMBER = "87654321X"
_NEWCOMER = Person("zoe-waits", "zoe@example.org")


@dataclass(frozen=True)
class Cell:
    """One sealed value: where it is kept, what its row is called, and the place it was sealed for."""

    table: str
    column: str
    number: int
    row: str
    place: Place


class Household:
    """People in every state in which something of theirs is sealed; all their keys are in hand."""

    def __init__(self, town: Town) -> None:
        self._town = town
        signs = town.verify(at_level(town, town.person("dominique")))
        self._active = [signs, town.verified_person("camille-b")]
        self._deactivated = town.reset(town.verified_person("sacha-roy"))
        town.asks(self._deactivated, replace(IDENTITY, address="3, quai Neuf"))
        refused_one = town.person("alexandre")
        town.asks(refused_one)
        operator = town.operator()
        town.store.decisions.refuse(operator, town.request_of(refused_one), "The document has expired.")
        self._operator, self._refused = operator, town.sign_in(refused_one)
        self._someone = refused_one
        self._set_up_second_step()
        town.store.recovery_questions.set(self._refused, ANSWERS, PASSWORD)
        town.store.contact_details.update(self._refused, ContactDetails("Alexandre"), 0)
        self._begin_with_a_pin()
        town.new_mail()
        ticket = town.store.sign_up.begin(_NEWCOMER.username, _NEWCOMER.email, PASSWORD, PASSWORD, "en")
        self._sign_up = ticket, town.code()
        self._sessions = [town.sign_in(holder) for holder in (*self._active, self._deactivated)]
        self._tokens = [town.reset_token(holder) for holder in self._active]
        self.keys = [*_server_keys(town), *self._keys_in_hand()]
        self._propose_keys()
        self._notice_codes = dict(self._codes_of_notices())
        self._write_letters()
        self.cells = list(self._cells())
        self._copy = town.copy()

    def _set_up_second_step(self) -> None:
        """Give one person an app and a phone, with another phone and another address that wait for a code."""
        town, session = self._town, self._refused
        self._secret = town.add_app(session)
        town.add_phone(session)
        self._remove_a_phone_for_good(session)
        phone = town.store.phones.begin(session, "+1 514 555 0188", ENGLISH)
        self._phone, self._phone_code = phone, town.sms_code()
        town.new_mail()
        email = town.store.email_address.begin(session, "other@example.org", PASSWORD)
        self._email, self._email_code = email, town.code()

    def _begin_with_a_pin(self) -> None:
        """Leave a PIN to be typed by someone who was registered, and make the keys of the authority."""
        store = self._town.store
        inez = registered(self._town, _NUMBER)
        other = ToRemove(Removable.REGISTERED_PHONE, phone="+34655555555")
        store.removals.ask(self._operator, inez.username, other, "Lost it.")
        self._at_the_pin = store.one_time_pin.begin(_NUMBER, Secret(CONTRAST), TERMINAL, "user 1000")
        store.one_time_pin.obtain(self._at_the_pin)
        [pin] = unsealed(self._town, ONE_TIME_PIN)
        self._pin = Secret(pin.decode())
        store.services.keys()
        store.certificates.certificate()

    def _remove_a_phone_for_good(self, session: Session) -> None:
        """Confirm a removal with the app, so that its notice keeps what came of it."""
        town, gone = self._town, "+15145550177"
        phone = town.add_phone(session, gone)
        ways = town.store.account.overview(session).ways
        [app] = [method.id for method in ways.methods if method.kind == "app"]
        by_app = Confirmation(app, Secret(town.app_code(self._secret)))
        town.store.phones.delete(session, phone, gone, PASSWORD, by_app)
        town.new_texts()

    def value(self, cell: Cell) -> bytes:
        [(value,)] = self._town.rows(f'SELECT {cell.column} FROM "{cell.table}" WHERE rowid = ?', cell.number)
        assert isinstance(value, bytes)
        return value

    def swap(self, one: Cell, other: Cell) -> None:
        values = self.value(one), self.value(other)
        for cell, value in zip((other, one), values, strict=True):
            self._town.rows(
                f'UPDATE "{cell.table}" SET {cell.column} = ? WHERE rowid = ?', value, cell.number
            )

    def put_back(self) -> None:
        self._town.put_back(self._copy)

    def reads(self, cell: Cell) -> Iterator[bool]:
        """Read the cell by each use case that does; tell of each whether it opened what it found."""
        if cell.column == "last_error":
            letters = self._town.store.waiting.messages()
            yield from (one.last_error == _ERROR for one in letters if one.id == cell.row)
        elif cell.table == "outbox":
            self._town.store.outbox.deliver()
            yield self._town.rows("SELECT 1 FROM outbox WHERE id = ?", cell.row) == []
        elif cell.column == "for_operator":
            yield self._town.store.decisions.open(self._operator, cell.row) is not None
        elif cell.table == "removal":
            yield bool(self._town.store.removals.open(self._operator, cell.row).other_phone)
        elif cell.column == "reason":
            yield _opens(self._town.store.profile.status, self._refused)
        elif cell.table == "profile":
            yield from self._reads_of_a_profile(cell)
        elif cell.table == "method":
            yield self._opens_method(cell.row)
        elif cell.table == "registration":
            yield self._opens_registration(cell.row)
        elif cell.table == "certificate":
            yield _opens(opened_certificate, self._town, self._sessions[0], PASSWORD)
        elif cell.table == "one_time_pin":
            yield _opens(self._town.store.one_time_pin.enter, self._at_the_pin, self._pin)
        elif cell.table == "authority_key":
            of_certificates = cell.row == "certificates"
            store = self._town.store
            yield _opens(store.certificates.certificate if of_certificates else store.services.keys)
        elif cell.table == "contact_details":
            yield _opens(self._town.store.contact_details.read, self._refused)
        elif cell.table == "sent_code":
            yield self._opens_sent_code(cell.row)
        elif cell.table == "account":
            [(username, email)] = self._town.rows(
                "SELECT username, email FROM account WHERE id = ?", cell.row
            )
            password = NEW_PASSWORD if username == self._deactivated.username else PASSWORD
            yield _opens(self._town.sign_in, Person(username, email, password))
        elif cell.table == "sign_up":
            yield _opens(self._town.store.sign_up.confirm, *self._sign_up, TERMINAL)
        elif cell.table == "recovery_answer":
            # A notice remembers all answers.
            yield _opens(self._town.store.recovery_codes.make, self._refused, PASSWORD)
        elif cell.table == "identifier":
            yield _opens(self._mark_anew, cell.row)
        elif cell.table == "mark_key":
            yield self._opens_again()
        elif cell.table == "notice":
            yield _opens(self._town.store.disowning.disown, self._notice_codes[cell.row], TERMINAL)

    def _opens_registration(self, account_id: str) -> bool:
        """Tell whether either of those who were registered gets on."""
        store = self._town.store
        [(username,)] = self._town.rows("SELECT username FROM account WHERE id = ?", account_id)
        if username is None:
            return _opens(store.one_time_pin.standing, self._at_the_pin)
        return _opens(store.account.overview, self._sessions[0])

    def _mark_anew(self, lookup: str) -> None:
        context = self._town.store.context
        with context.database.read() as db:
            naming.mark_anew(context, db.get_one(Identifier, lookup))

    def _opens_again(self) -> bool:
        """Return whether another program opens the store."""
        try:
            open_store(self._town.settings).close()
        except Problem:
            return False
        return True

    def _opens_method(self, method: str) -> bool:
        store = self._town.store
        [(kind, owner)] = self._town.rows(
            "SELECT kind, username FROM method JOIN account ON account.id = account_id WHERE method.id = ?",
            method,
        )
        if kind == "phone":
            return _opens(store.account.overview, self._refused)
        someone, secret = self._someone, self._secret
        if owner == _OPERATOR.username:
            someone, secret = _OPERATOR, self._town.app_of(owner)
        # The codes of now and of before are used up.
        code = Secret(self._town.app_code(secret, 1))
        return _opens(lambda: store.second_step.enter(self._town.sign_in(someone), method, code))

    def _opens_sent_code(self, mark: str) -> bool:
        store = self._town.store
        [(purpose,)] = self._town.rows("SELECT purpose FROM sent_code WHERE mark = ?", mark)
        if purpose == "add-phone":
            return _opens(store.phones.confirm, self._refused, self._phone, self._phone_code)
        return _opens(store.email_address.confirm, self._refused, self._email, self._email_code)

    def _codes_of_notices(self) -> Iterator[tuple[str, Secret]]:
        """Read every notice that was sent; yield what is stored of its code, and the code."""
        self._town.store.outbox.deliver()
        mark_keys = self._town.store.context.mark_keys
        for file in self._town.locations.mail.glob("*.eml"):
            letter = opened(file.read_bytes())
            if _NOTICE_CODE.search(letter.get_content()):
                code = notice_code(letter)
                yield mark_keys.mark("notice", forgiven(code.reveal())), code

    def _reads_of_a_profile(self, cell: Cell) -> Iterator[bool]:
        [(username, state)] = self._town.rows(
            "SELECT username, state FROM profile JOIN account a ON a.id = account_id WHERE profile.id = ?",
            cell.row,
        )
        for holder, session, token in zip(self._active, self._sessions, self._tokens, strict=False):
            if username == holder.username and cell.column == "key_wrap":
                yield _opens(self._town.store.reset.test_key, token, holder.key, TERMINAL)
            elif username == holder.username:
                yield _opens(self._town.store.profile.open, session, PASSWORD)
        if state == "deactivated" and cell.column in {"identity", "key_wrap"}:
            holder = self._deactivated
            reactivate = self._town.store.reactivation.reactivate
            yield _opens(reactivate, self._sessions[-1], holder.key, holder.password)

    def _keys_in_hand(self) -> Iterator[bytes]:
        """What every password and every personal key yields, and the profile keys they open."""
        hasher = self._town.store.profile.context.hasher
        columns = "profile.id, key_id, account_id"
        rows = [
            (
                *names,
                *(next(iter(unsealed(self._town, VERIFIER, "id = ?", names[2])), None),),
                *(
                    next(iter(unsealed(self._town, column, "id = ?", names[0])), None)
                    for column in (PASSWORD_WRAP, KEY_VERIFIER, KEY_WRAP)
                ),
            )
            for names in self._town.rows(f"SELECT {columns} FROM profile")
        ]
        secrets = [one.key for one in self._people] + [one.password for one in self._people]
        for profile, key_id, account, verifier, password_wrap, key_verifier, key_wrap in rows:
            ways = (
                (verifier, password_wrap, "password_wrap", None),
                (key_verifier, key_wrap, "key_wrap", key_id),
            )
            for secret, (proven, wrap, column, row) in itertools.product(secrets, ways):
                wrapping_key = None if proven is None else hasher.open(proven.decode(), secret)
                if wrapping_key is None:
                    continue
                yield wrapping_key
                if wrap is not None:
                    yield ProfileKey.unwrap(wrapping_key, wrap, column, profile, str(account), row).octets

    @property
    def _people(self) -> list[KeyHolder]:
        return [*self._active, self._deactivated]

    def _propose_keys(self) -> None:
        """Leave, beside each active profile, a key that was made for it and never shown."""
        context = self._town.store.profile.context
        for profile, account in self._town.rows("SELECT id, account_id FROM profile WHERE state = 'active'"):
            for octets in self.keys:
                profile_key = ProfileKey(octets, profile, str(account))
                if self._is_key_of(profile_key):
                    proposal = personal_keys.propose(context, profile_key)
                    [verifier] = unsealed(self._town, CANDIDATE_VERIFIER, "id = ?", proposal.candidate)
                    wrapping_key = context.hasher.open(verifier.decode(), proposal.key)
                    assert wrapping_key is not None
                    self.keys.append(wrapping_key)
                    break

    def _is_key_of(self, profile_key: ProfileKey) -> bool:
        [(identity,)] = self._town.rows("SELECT identity FROM profile WHERE id = ?", profile_key.profile)
        try:
            profile_key.unseal("identity", identity)
        except SealBroken:
            return False
        return True

    def _write_letters(self) -> None:
        """Leave letters in the outbox: two to one person, and one to nobody's account, all tried in vain."""
        with self._town.store.database.write(alone_with=EVERYTHING) as db:
            for account_id in (1, 1, 2, None):
                letter = address_has_account()
                self._town.store.outbox.queue(db, letter, "dominique@example.org", ENGLISH, account_id)
        outbox_with(self._town, Broken(error="the same for all")).deliver()
        self._town.rows("UPDATE outbox SET next_try_at = 0")

    def _cells(self) -> Iterator[Cell]:
        for column in SEALED_COLUMNS:
            owner = "NULL" if column.owner is None else column.owner
            for number, row, whose in self._rows(column.table, column.column, f"{column.row}, {owner}"):
                yield Cell(column.table, column.column, number, str(row), column.place(row, whose))
        for table, column_name in BY_THE_PROFILES_KEY:
            account = "(SELECT account_id FROM profile WHERE profile.id = profile_id)"
            names = {
                ("profile", "identity"): "id, id, account_id",
                ("profile", "personal_key"): "id, key_id, account_id",
                ("key_candidate", "personal_key"): f"id, id, {account}",
            }.get((table, column_name), "serial, serial, account_id")
            for number, row, key, whose in self._rows(table, column_name, names):
                yield Cell(table, column_name, number, row, Place("profile", column_name, key, str(whose)))

    def _rows(self, table: str, column: str, names: str) -> list[tuple[Any, ...]]:
        return self._town.rows(f'SELECT rowid, {names} FROM "{table}" WHERE {column} IS NOT NULL')


def _server_keys(town: Town) -> list[bytes]:
    return list(KeyRing.load(town.locations.server_key)._sealing.values())


def _opens(use_case: Callable[..., object], *arguments: object) -> bool:
    """Return whether the use case goes through; it may fail as damaged, and in no other way."""
    try:
        use_case(*arguments)
    except Problem as problem:
        if problem.refusal is not Refusal.CORRUPT:
            raise
        return False
    return True
