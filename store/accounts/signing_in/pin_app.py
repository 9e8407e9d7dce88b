"""The terminal that shows an account's PINs, `macle pin` (PRODUCT §8, seed 002)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Transaction
from sqlmodel import col, select

from store.accounts import sent_codes, tries
from store.accounts.access import FRESH
from store.accounts.change import Change, changing, changing_account
from store.accounts.context import Context
from store.accounts.identity import registered
from store.accounts.identity.naming import shown_name
from store.accounts.registered_phone import RegisteredPhone
from store.accounts.sent_codes import Purpose
from store.accounts.signing_in import by_phone, one_time_pin, sessions
from store.accounts.signing_in.presenting import Presented, present
from store.database import alone
from store.database.alone import Names
from store.database.sealed_columns import ONE_TIME_PIN
from store.database.tables.identity import Account
from store.database.tables.sent_codes import SentCode
from store.database.tables.signing_in import PinApp
from store.messages.letters.letter import Notice
from store.messages.letters.signing_in import pin_app_added, pin_app_ended, pin_app_removed
from store.problems import Problem, Refusal
from store.rules import codes
from store.rules.limits import PIN_TRIES
from store.rules.secret import Secret
from store.values.methods import CodeTicket
from store.values.signing_in import OwnTerminal, PinsShown, PinTerminal, Session, ShownPin


@dataclass(frozen=True)
class PinApps:
    """An account has one at most, and a terminal shows the PINs of one account.

    A terminal is known by a secret that its person's system user alone can read; the store keeps its mark.
    """

    context: Context

    @property
    def _phone(self) -> RegisteredPhone:
        return RegisteredPhone(self.context, Purpose.PIN_APP, tries.PIN_APP, _can_sign_in)

    def begin(self, document: str, contrast: Secret, here: OwnTerminal) -> CodeTicket:
        """Send a code to the phone that was registered, which is to prove whose terminal this is.

        Raises `Problem` PIN_APP_SHARED where the terminal stands for no one in particular; what `present`
        raises; PIN_APP_TAKEN where it shows another account's PINs; CODES_TOO_MANY (asked_for).
        """
        context = self.context
        self.refuse_shared(here)

        def whose(db: Transaction, presented: Presented) -> tuple[int, str]:
            self._refuse_taken(db, presented.account_id, here.secret)
            return presented.account_id, registered.number_of(db, context, presented.account_id)

        account_id, number = present(context, document, contrast, here.name, here.place, whose)
        alone_with = alone.account(account_id) + sent_codes.quotas_of(context, number)
        with context.database.write(alone_with=alone_with) as db:
            return self._phone.send_first(db, db.get_one(Account, account_id), number)

    def send_again(self, ticket: CodeTicket) -> CodeTicket:
        """Send another code; see `RegisteredPhone.send_again`, also for what it raises."""
        return self._phone.send_again(ticket)

    def confirm(self, ticket: CodeTicket, code: Secret, here: OwnTerminal) -> None:
        """Have this terminal show the account's PINs, in place of any other, by the code that was sent.

        Where there was one, its PIN and the sessions that a PIN opened end. Every address of the account is
        told. Raises `Problem` PIN_APP_SHARED; CODE_FORM; WRONG_CODE (tries_left, until), CODE_EXPIRED,
        CODE_TRIES_SPENT; CODE_LOCKED (until) while a wait runs; PIN_APP_TAKEN, the code not used up.
        """
        context, typed = self.context, codes.read_code(code)
        self.refuse_shared(here)
        mark = context.mark_keys.mark(*_marked(here.secret))
        alone_with = self._phone.name_account(ticket) + alone.identifier(mark) + self._name_shown(here.secret)
        with context.database.write(alone_with=alone_with) as db:
            row, account = self._phone.waiting(db, ticket)
            problem = self._phone.try_code(db, account, row, typed, here.name)
            if problem is None:
                assert account.id is not None
                self._refuse_taken(db, account.id, here.secret)
                if db.get(PinApp, account.id) is not None:
                    sessions.end_by_pin(db, account.id)
                with changing_account(db, context, account, here.name) as change:
                    shows = PinApp(account_id=account.id, mark=mark, terminal=here.name, added_at=change.now)
                    db.merge(shows)
                    change.tell(pin_app_added(change.now))
        if problem is not None:
            raise problem

    def cancel(self, ticket: CodeTicket) -> None:
        """Forget that a terminal waits for its code."""
        self._phone.cancel(ticket)

    def shown(self, secret: Secret) -> PinsShown:
        """Return what the terminal with this secret shows now. Raises `Problem` PIN_APP_GONE."""
        context = self.context
        with context.database.read() as db:
            app = self._find(db, secret)
            if app is None:
                raise Problem(Refusal.PIN_APP_GONE)
            account = db.get_one(Account, app.account_id)
            row = one_time_pin.find_live(db, context, app.account_id)
            pin = None
            if row is not None and row.tries < PIN_TRIES:
                opened = Secret(ONE_TIME_PIN.open_text(context.keys, row))
                pin = ShownPin(row.code, opened, row.expires_at)
            phone_alone = by_phone.leaves_no_way(db, context, app.account_id)
            return PinsShown(shown_name(account), pin, phone_alone)

    def forget(self, secret: Secret, terminal: str) -> None:
        """Have the terminal with this secret show no PINs any more; every address of the account is told.

        Raises `Problem` PIN_APP_GONE.
        """
        context = self.context
        with context.database.write(alone_with=self._name_shown(secret), destroys=True) as db:
            app = self._find(db, secret)
            if app is None:
                raise Problem(Refusal.PIN_APP_GONE)
            with changing_account(db, context, db.get_one(Account, app.account_id), terminal) as change:
                _remove(change, pin_app_removed(change.now))

    def remove(self, session: Session) -> None:
        """Have no terminal show the PINs of whoever holds `session`, wherever it is.

        Every address is told. Raises `Problem` SESSION_ENDED, PASSWORD_NEEDED.
        """
        with changing(self.context, session, FRESH, destroys=True) as change:
            if not _remove(change, pin_app_removed(change.now)):
                change.leave()  # it has gone meanwhile

    def refuse_shared(self, here: OwnTerminal) -> None:
        """Raise `Problem` PIN_APP_SHARED where the terminal stands for no one in particular."""
        if not here.place or here.user in self.context.settings.shared_users:
            raise Problem(Refusal.PIN_APP_SHARED)

    def _refuse_taken(self, db: Transaction, account_id: int, secret: Secret) -> None:
        app = self._find(db, secret)
        if app is not None and app.account_id != account_id:
            raise Problem(Refusal.PIN_APP_TAKEN)

    def _find(self, db: Transaction, secret: Secret) -> PinApp | None:
        marks = self.context.mark_keys.marks(*_marked(secret))
        return db.exec(select(PinApp).where(col(PinApp.mark).in_(marks))).first()

    def _name_shown(self, secret: Secret) -> Names:
        return alone.account_by_row(PinApp.mark, *self.context.mark_keys.marks(*_marked(secret)))


def terminal(db: Transaction, account_id: int) -> PinTerminal | None:
    """Return where an account's PINs are shown, None for nowhere."""
    app = db.get(PinApp, account_id)
    return None if app is None else PinTerminal(app.terminal, app.added_at)


def end(change: Change) -> None:
    """Have no terminal show the account's PINs any more, as part of a change of which a notice tells."""
    _remove(change, pin_app_ended(change.now))


def _remove(change: Change, notice: Notice) -> bool:
    """Have no terminal show the account's PINs any more, and tell of it; return whether one did.

    The PIN that it may show ends, and so do sessions that a PIN opened: one that was sent was shown as well.
    """
    app = change.db.get(PinApp, change.account_id)
    if app is None:
        return False
    change.db.delete(app)
    sessions.end_by_pin(change.db, change.account_id)
    change.tell(notice)
    return True


def _can_sign_in(_db: Transaction, _row: SentCode, account: Account) -> bool:
    return not account.reset_due


def _marked(secret: Secret) -> tuple[str, str]:
    return "pin app", secret.reveal()
