"""Setting the permanent password with an activation code, and renewing that code (PRODUCT §8, seed 002).

What a code of the phone then opens is a token of a reset (`Reset`), which was never sent.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Transaction

from i18n import ENGLISH, language_of
from store.accounts import events, guesses, quotas, sent_codes, tries
from store.accounts.access import FRESH_ANYHOW
from store.accounts.alike import kept, nobody
from store.accounts.change import changing
from store.accounts.context import Context
from store.accounts.desk import due_removals
from store.accounts.identity import naming, registered
from store.accounts.password import activation_codes, reset_tokens
from store.accounts.registered_phone import RegisteredPhone
from store.accounts.sent_codes import Purpose
from store.database.tables.identity import Account, RegistrationRow
from store.database.tables.sent_codes import SentCode
from store.events import Happening
from store.messages.letters.password import activation_blocked, activation_renewed, renewed_code
from store.problems import Problem, Refusal, Refusals
from store.rules import codes, documents, identifiers
from store.rules.identifiers import Email
from store.rules.limits import ACTIVATION_RENEWALS_AN_HOUR
from store.rules.paper_codes import ACTIVATION_CODE
from store.rules.secret import Secret
from store.values.methods import CodeTicket
from store.values.signing_in import Session

_RENEWALS = "renewed activation code"
_NO_PHONE = ""


@dataclass(frozen=True, repr=False)
class _Typed:
    """What was typed to activate a password, in the forms in which it is compared."""

    lookup: str
    email: Email
    code: Secret

    @property
    def pair(self) -> str:
        """What tries count for: the number and the address."""
        return f"{self.lookup} {self.email.lookup}"


@dataclass(frozen=True)
class Activation:
    context: Context

    @property
    def _phone(self) -> RegisteredPhone:
        return RegisteredPhone(self.context, Purpose.ACTIVATION, tries.REGISTERED_PHONE, _still_in_use)

    def begin(self, document: str, email: str, code: Secret, terminal: str, place: str = "") -> CodeTicket:
        """Send a code to the phone that someone was registered with, for what they have on paper.

        Tries count for a number and an address together, so that whoever knows the number alone blocks
        nobody's code. An unknown document, a wrong address, a wrong code and one that has expired or is
        blocked have one answer: `Problem` WRONG_ACTIVATION (tries_left) up to the fourth time,
        ACTIVATION_BLOCKED from the fifth on, until there is another code; CODE_LOCKED (until) after too many
        at the `place`, or in all. Raises before, all at once and without counting a try, DOCUMENT_NUMBER
        (fault), EMAIL_FORM, ACTIVATION_CHARACTER and ACTIVATION_LENGTH; CODES_TOO_MANY past the quota of the
        phone.
        """
        due_removals.carry_out_approved(self.context)
        with guesses.limited(self.context, guesses.ACTIVATION_CODE, place):
            return self._begin(_read(document, email, code), terminal)

    def _begin(self, typed: _Typed, terminal: str) -> CodeTicket:
        context = self.context
        with context.database.read() as db:
            account, row = self._named(db, typed)
            # Of a wrong code nothing is opened: that takes longer than for nobody.
            is_live = self._is_live(db, account, typed)
            number = registered.phone_of(context, row).reveal() if is_live and row else _NO_PHONE
        name_quotas = sent_codes.quotas_of(context, number)
        names = naming.identifier(context, typed.lookup, typed.pair)
        with context.database.write(alone_with=names + name_quotas) as db:
            account, row = self._named(db, typed)
            if row is None:
                claimed = tries.claim_of_nobody(db, context, typed.pair, tries.ACTIVATION, names)
            else:
                claimed = tries.claim_of_account(db, context, row.account_id, tries.ACTIVATION)
            right = self._is_live(db, account, typed) and bool(number) and not claimed.was_blocked
            if right:
                assert account.id is not None
                tries.succeed(db, account.id, tries.ACTIVATION)
                about = activation_codes.mark_in_use(db, account.id)
                ticket = self._phone.send_first(db, account, number, about)
            else:
                with kept(db, row is not None):
                    self._fail(db, account, claimed, terminal)
        if right:
            return ticket
        if claimed.blocks or claimed.was_blocked:
            raise Problem(Refusal.ACTIVATION_BLOCKED, "code")
        raise tries.wrong(Refusal.WRONG_ACTIVATION, "code", claimed)

    def send_again(self, ticket: CodeTicket) -> CodeTicket:
        """Send another code; see `RegisteredPhone.send_again`, also for what it raises."""
        return self._phone.send_again(ticket)

    def confirm(self, ticket: CodeTicket, code: Secret, terminal: str) -> Secret:
        """Return the token that `Reset` opens and sets the password with, for the code that was sent.

        Raises `Problem` CODE_FORM; WRONG_CODE (tries_left, until), CODE_TRIES_SPENT; CODE_EXPIRED, also where
        another activation code came meanwhile; CODE_LOCKED (until) while a wait runs.
        """
        context, typed = self.context, codes.read_code(code)
        names = self._phone.name_account(ticket)
        with context.database.write(alone_with=names, destroys=True) as db:
            row, account = self._phone.waiting(db, ticket)
            refusal = self._phone.try_code(db, account, row, typed, terminal)
            if refusal is None:
                return reset_tokens.make_activating(db, context, account)
        raise refusal

    def cancel(self, ticket: CodeTicket) -> None:
        """Wait for the code no longer."""
        self._phone.cancel(ticket)

    def renew(self, session: Session) -> None:
        """Send the next activation code to the email address of the account; the one before is dead.

        A block of it is lifted. Raises what `access.require` raises; `Problem` NOT_REGISTERED for whoever was
        not registered in person; RENEWED_TOO_OFTEN (until).
        """
        context = self.context
        with changing(context, session, FRESH_ANYHOW, destroys=True) as change:
            db, account_id = change.db, change.account_id
            if registered.find(db, account_id) is None:
                raise Problem(Refusal.NOT_REGISTERED)
            asker, an_hour = tries.of_account(account_id), ACTIVATION_RENEWALS_AN_HOUR
            if not quotas.allowed(db, _RENEWALS, asker, change.now, an_hour):
                until = quotas.allowed_at(db, _RENEWALS, asker, an_hour)
                raise Problem(Refusal.RENEWED_TOO_OFTEN, until=until)
            code = activation_codes.replace(db, context, account_id)
            change.write(renewed_code(code, naming.shown_name(change.account)))
            change.tell(activation_renewed(change.now))

    def _named(self, db: Transaction, typed: _Typed) -> tuple[Account, RegistrationRow | None]:
        """Return whoever was registered, and has that address; else nobody, who takes as many queries."""
        found = naming.account_named(db, self.context, typed.lookup)
        stranger = nobody(db, typed.email.address, ENGLISH)
        account = found or stranger
        assert account.id is not None
        row, email = registered.find(db, account.id), naming.current_email(db, account)
        if row is None or email is None or email.lookup != typed.email.lookup:
            return stranger, None
        return account, row

    def _is_live(self, db: Transaction, account: Account, typed: _Typed) -> bool:
        assert account.id is not None
        return activation_codes.is_live(db, self.context, account.id, typed.code)

    def _fail(self, db: Transaction, account: Account, claimed: tries.Claim, terminal: str) -> None:
        """Note that something was wrong, and tell the owner once the code is blocked."""
        assert account.id is not None
        context, now = self.context, self.context.now()
        noted = [Happening.ACTIVATION_FAILED, *([Happening.ACTIVATION_BLOCKED] if claimed.blocks else ())]
        for happening in noted:
            events.record(db, context, account.id, happening, happened_at=now, terminal=terminal)
        if claimed.blocks:
            letter, language = activation_blocked(naming.shown_name(account), now), account.language
            context.outbox.queue(db, letter, account.email, language_of(language), account.id)


def _still_in_use(db: Transaction, row: SentCode, account: Account) -> bool:
    """Tell whether the activation code that a code was sent for is still the account's."""
    assert account.id is not None
    return row.about == activation_codes.mark_in_use(db, account.id)


def _read(document: str, email: str, code: Secret) -> _Typed:
    refusals = Refusals()
    with refusals:
        number = documents.spanish_document(document)
    with refusals:
        address = identifiers.email(email)
    with refusals:
        typed = ACTIVATION_CODE.read(code.reveal(), "code")
    refusals.end()
    return _Typed(identifiers.lookup(number), address, Secret(typed))
