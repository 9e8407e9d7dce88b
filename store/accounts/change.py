"""A change of an account: it is noted in the history, and notices are sent, within one transaction.

Every use case that changes an account uses this, so that no part is forgotten: a change that ends without an
event, or without a notice that its owner must get, raises an error whenever it is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session as Transaction

from i18n import language_of
from store.accounts import access, events, needless_removals
from store.accounts.access import SIGNED_IN, Holder, Need
from store.accounts.context import Context
from store.accounts.events import About
from store.accounts.notices import sending
from store.accounts.notices.before import Before
from store.database.alone import NOTHING, Names
from store.database.sealed_columns import VERIFIER
from store.database.tables.identity import Account
from store.events import Happening
from store.messages.letters.letter import Letter, Notice
from store.problems import Problem, Refusal
from store.values.signing_in import Session
from store.vault.opened_passwords import OpenedPassword

NOTIFIED = frozenset(
    {
        Happening.PASSWORD_CHANGED,
        Happening.FIRST_PASSWORD_SET,
        Happening.PASSWORD_RESET,
        Happening.PASSWORD_ACTIVATED,
        Happening.ACTIVATION_RENEWED,
        Happening.ACTIVATION_HANDED_OVER,
        Happening.PROFILE_ACTIVATED,
        Happening.PROFILE_REACTIVATED,
        Happening.KEY_REPLACED,
        Happening.METHOD_ADDED,
        Happening.METHOD_REMOVED,
        Happening.METHOD_REPLACED,
        Happening.RECOVERY_CODES_MADE,
        Happening.RECOVERY_CODES_REMOVED,
        Happening.RECOVERY_CODE_USED,
        Happening.QUESTIONS_SET,
        Happening.QUESTIONS_REMOVED,
        Happening.REGISTERED_PHONE_REPLACED,
        Happening.EMAIL_CHANGED,
        Happening.CONTACT_DETAILS_CHANGED,
        Happening.PIN_APP_ADDED,
        Happening.PIN_APP_REMOVED,
        Happening.RESET_STARTED,
        Happening.SESSIONS_ENDED,
    }
)
"""What every address of the account is told of, at once."""


@dataclass
class Change:
    """A change that is being made to `account` at `now`, from `terminal`, within the transaction `db`.

    `before` is how the account signed in until then; None in a change that sends no notice.
    """

    db: Transaction
    context: Context
    account: Account
    terminal: str
    now: datetime
    before: Before | None
    _noted: bool = field(default=False, init=False)

    @property
    def account_id(self) -> int:
        assert self.account.id is not None
        return self.account.id

    def notify(
        self,
        notice: Notice,
        happening: Happening | None = None,
        *,
        confirmed: bool = False,
        lost: bool = False,
    ) -> None:
        """Note what happened, and tell every address of the account, as it was before and as it is now.

        It is noted as what the notice tells of, unless `happening` is given. No notice undoes a change that
        was `confirmed` with a code of a standing method. What was removed since its owner has `lost` it gets
        no code, and no notice of before brings it back. Operators need not remove any more what is gone, or
        another one.
        """
        db, context, account = self.db, self.context, self.account
        assert self.before is not None
        kind = sending.send(db, context, account, self.before, notice, confirmed=confirmed, lost=lost)
        needless_removals.end_all(db, context, self.account_id, notice.happening, self.terminal)
        self._record(happening or notice.happening, about=About(kind))

    def tell(self, notice: Notice, *, also: str = "", about: About = events.ABOUT_NOTHING) -> None:
        """Note a change that leaves how one signs in, and tell every address of it: no code undoes it.

        A number (E.164) that is none of the account's own is told also.
        """
        self._tell(notice, also)
        self._record(notice.happening, about=about)

    def note(self, happening: Happening, *, reason: str = "", about: About = events.ABOUT_NOTHING) -> None:
        """Note what happened, and for what `reason`, where one was given."""
        if happening in NOTIFIED:
            raise AssertionError(f"nobody is told of {happening}")
        self._record(happening, reason=reason, about=about)

    def note_decision(
        self,
        by: Holder,
        happening: Happening,
        of_operator: Happening,
        *,
        reason: str = "",
        about: About = events.ABOUT_NOTHING,
    ) -> None:
        """Note what an operator decided, in both histories: that of the account says by whom, to an auditor.

        In the operator's own history it is called `of_operator`.
        """
        if happening in NOTIFIED:
            raise AssertionError(f"nobody is told of {happening}")
        self._note_decision(by, happening, of_operator, reason, about)

    def tell_decision(
        self,
        by: Holder,
        notice: Notice,
        of_operator: Happening,
        *,
        reason: str,
        also: str = "",
        about: About = events.ABOUT_NOTHING,
    ) -> None:
        """Do what `note_decision` and `tell` do."""
        self._tell(notice, also)
        self._note_decision(by, notice.happening, of_operator, reason, about)

    def note_act(self, by: Holder, happening: Happening) -> None:
        """Note in the operator's own history alone what they did, as an act of theirs."""
        self._record(happening, actor_id=by.account_id)

    def _note_decision(
        self, by: Holder, happening: Happening, of_operator: Happening, reason: str, about: About
    ) -> None:
        self._record(happening, actor_id=by.account_id, reason=reason, about=about)
        events.record(
            self.db,
            self.context,
            by.account_id,
            of_operator,
            happened_at=self.now,
            terminal=by.terminal,
            reason=reason,
            about=about,
        )

    def write(self, letter: Letter) -> None:
        """Write to the account's email address."""
        language = language_of(self.account.language)
        self.context.outbox.queue(self.db, letter, self.account.email, language, self.account_id)

    def leave(self) -> None:
        """Change nothing after all, except what counts the try."""
        self._noted = True

    def check(self) -> None:
        """Raise an error where a change without an event would be committed."""
        if not self._noted:
            raise AssertionError("a change that is in no history")

    def _tell(self, notice: Notice, also: str = "") -> None:
        assert self.before is not None
        sending.tell(self.db, self.context, self.account, self.before, notice, also)

    def _record(
        self,
        happening: Happening,
        *,
        actor_id: int | None = None,
        reason: str = "",
        about: About = events.ABOUT_NOTHING,
    ) -> None:
        self._noted = True
        events.record(
            self.db,
            self.context,
            self.account_id,
            happening,
            happened_at=self.now,
            terminal="" if actor_id is not None else self.terminal,
            actor_id=actor_id,
            reason=reason,
            about=about,
        )


@dataclass
class OwnChange(Change):
    """A change by the `holder` of a session, of their own account."""

    holder: Holder


@contextmanager
def changing(
    context: Context,
    session: Session,
    need: Need = SIGNED_IN,
    *,
    alone_with: Names = NOTHING,
    opened: OpenedPassword | None = None,
    notifies: bool = True,
    destroys: bool = False,
) -> Iterator[OwnChange]:
    """Change the account of whoever holds `session`, in a transaction that is alone with the account, and
    with what else is named; see `Database.write`.

    Raises what `access.require` raises; `Problem` SESSION_ENDED where the password that was `opened` for it
    is no longer the account's; and of a change that `notifies`, CORRUPT where a method is damaged.
    """
    alone_with += access.name_account(context, session)
    with context.database.write(alone_with=alone_with, destroys=destroys) as db:
        holder = access.require(db, context, session, need)
        if opened is not None and VERIFIER.find_text(context.keys, holder.account) != opened.verifier:
            raise Problem(Refusal.SESSION_ENDED)
        before = Before.of(db, context, holder.account) if notifies else None
        change = OwnChange(db, context, holder.account, holder.terminal, context.now(), before, holder)
        yield change
        change.check()


@contextmanager
def changing_account(
    db: Transaction, context: Context, account: Account, terminal: str = "", *, notifies: bool = True
) -> Iterator[Change]:
    """Change an account within the writing transaction `db`, whoever asks for it; see `changing`."""
    before = Before.of(db, context, account) if notifies else None
    change = Change(db, context, account, terminal, context.now(), before)
    yield change
    change.check()
