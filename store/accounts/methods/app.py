"""Authenticator apps (PRODUCT §6): added by one code that proves them, removed with the password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session as Transaction
from sqlmodel import col, update

from i18n import Message, _
from store.accounts import access
from store.accounts.access import FRESH
from store.accounts.change import changing
from store.accounts.context import Context
from store.accounts.identity.naming import shown_name
from store.accounts.methods import confirming, held
from store.accounts.methods.kind import Ask, CodeJudge, Kind
from store.accounts.password import proving
from store.accounts.sent_codes import Purpose
from store.database.alone import NOTHING, Names
from store.database.tables.methods import MethodRow
from store.messages.letters.methods import app_added, app_removed
from store.problems import Problem, Refusal
from store.rules import codes, totp
from store.rules.limits import MOST_APPS
from store.rules.look_alikes import skeleton
from store.rules.secret import Secret
from store.values.methods import Challenge, Confirmation, Enrolment, Method, SentTo
from store.values.signing_in import Session

_APP = "app"


@dataclass(frozen=True)
class Authenticator:
    """Nothing of an app is kept before a code has shown that it has the secret."""

    context: Context

    def begin(self, session: Session, name: str) -> Enrolment:
        """Return a new secret for an app of this name; nothing is written.

        Raises `Problem` SESSION_ENDED, PASSWORD_NEEDED; MISSING, TOO_LONG, TEXT_CHARACTERS or
        APP_NAME_MIXED of `name`; APP_NAME_TAKEN by one that looks alike; APPS_FULL.
        """
        chosen = totp.app_name(name)
        with self.context.database.read() as db:
            holder = access.require(db, self.context, session, FRESH)
            _refuse_without_room(db, holder.account_id, chosen)
        secret = totp.new_secret()
        return Enrolment(chosen, Secret(secret), Secret(totp.address(secret, shown_name(holder.account))))

    def confirm(self, session: Session, enrolment: Enrolment, code: Secret) -> Method:
        """Make the app a method of the account, by a code that it shows, and return it.

        The code is used up. The first method of an account is its default. Raises `Problem` SESSION_ENDED,
        PASSWORD_NEEDED; CODE_FORM; WRONG_CODE, uncounted: whoever types it has the secret before them;
        APP_NAME_TAKEN or APPS_FULL where another session was faster.
        """
        context, name = self.context, totp.app_name(enrolment.name)
        typed = codes.read_code(code)
        steps = totp.steps_of(enrolment.secret.reveal(), typed.reveal(), context.now())
        with changing(context, session, FRESH) as change:
            db, account_id = change.db, change.account_id
            _refuse_without_room(db, account_id, name)
            if not steps:
                raise Problem(Refusal.WRONG_CODE, "code")
            added = held.add(db, context, account_id, _APP, enrolment.secret, name=name, last_step=steps[-1])
            change.notify(app_added(name, change.now))
        return held.shown(context, added)

    def remove(
        self,
        session: Session,
        method_id: str,
        password: Secret,
        confirmation: Confirmation | None = None,
    ) -> None:
        """Take an app from the account; after the default method, the oldest that is left becomes it.

        With a `confirmation`, no notice undoes it. Raises `Problem` SESSION_ENDED; METHOD_GONE, ONLY_METHOD,
        which cost no try; WRONG_PASSWORD (tries_left, until), LOCKED (until); what `confirming` raises.
        """
        context = self.context
        with context.database.read() as db:
            account_id = access.require(db, context, session).account_id
            held.successor(db, held.find(db, account_id, method_id, _APP))
        typed = confirming.read(context, session, confirmation, removed=method_id)
        opened = proving.prove(context, session, password)
        with changing(context, session, opened=opened, destroys=True) as change:
            row = held.find(change.db, account_id, method_id, _APP)
            verdict = confirming.judge(change.db, context, change.holder, typed)
            if verdict.refused is None:
                held.remove(change.db, row)
                change.notify(app_removed(row.name, change.now), confirmed=verdict.confirmed)
            else:
                change.leave()
        verdict.end()


def _refuse_without_room(db: Transaction, account_id: int, name: str) -> None:
    apps = held.rows(db, account_id, _APP)
    if len(apps) >= MOST_APPS:
        raise Problem(Refusal.APPS_FULL, "name")
    if skeleton(name) in {skeleton(row.name) for row in apps}:
        raise Problem(Refusal.APP_NAME_TAKEN, "name")


class _App:
    """An app shows codes by itself. Its content is its secret, in base 32."""

    challenge = Challenge.SHOWN

    def shown_name(self, _context: Context, row: MethodRow) -> str:
        return row.name

    def told_as(self, name: str) -> Message:
        return _("the authenticator app “{name}”", name=name)

    def texts_to(self, _content: str) -> str | None:
        return None

    def judging(self, context: Context, row: MethodRow) -> CodeJudge:
        method_id, shown = row.id, totp.codes_at(held.opened(context, row).reveal(), context.now())

        def judge(db: Transaction, _purpose: Purpose, _asker: Secret, tried: Secret) -> Refusal | None:
            steps = totp.steps_among(shown, tried.reveal())
            if any(_accept_step(db, method_id, step) for step in steps):
                return None
            return Refusal.CODE_USED if steps else Refusal.WRONG_CODE

        return judge

    def quotas(self, _context: Context, _row: MethodRow, _place: str) -> Names:
        return NOTHING

    def send(self, _db: Transaction, _context: Context, _row: MethodRow, _ask: Ask, *, again: bool) -> SentTo:
        raise Problem(Refusal.METHOD_GONE)

    def put_back(self, row: MethodRow, now: datetime) -> None:
        row.last_step = totp.latest_step(now)


def _accept_step(db: Transaction, method_id: str, step: int) -> bool:
    """Take a code for its time step, once, and no earlier one ever after; return whether it was taken."""
    later = update(MethodRow).where(col(MethodRow.id) == method_id, col(MethodRow.last_step) < step)
    return bool(db.exec(later.values(last_step=step)).rowcount)


KIND: Kind = _App()
