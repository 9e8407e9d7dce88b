"""Phones, which get codes and notices (PRODUCT §6): adding, replacing and deleting them, signed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session as Transaction

from i18n import Language, Message, _
from store.accounts import access, quotas, sent_codes, tries
from store.accounts.access import FRESH, SIGNED_IN, Holder, Need
from store.accounts.change import Change, changing
from store.accounts.context import Context
from store.accounts.identity import registered
from store.accounts.methods import confirming, held, sent_challenge
from store.accounts.methods.kind import Ask, CodeJudge, Kind
from store.accounts.password import proving
from store.accounts.sent_codes import Purpose
from store.database.alone import Names
from store.database.tables.methods import MethodRow
from store.database.tables.sent_codes import SentCode
from store.messages.letters.methods import phone_added, phone_removed, phone_replaced
from store.problems import Problem, Refusal
from store.rules import codes, phone
from store.rules.limits import CODES_TO_ADD_PHONES_AN_HOUR, MOST_PHONES
from store.rules.secret import Secret
from store.values.methods import Challenge, CodeTicket, Confirmation, Method, SentTo
from store.values.signing_in import Session

_PHONE, _PURPOSE = "phone", Purpose.ADD_PHONE


@dataclass(frozen=True)
class Phones:
    """A phone is the account's once the code that was sent to it has been entered."""

    context: Context

    def begin(self, session: Session, number: str, language: Language) -> CodeTicket:
        """Send a code to a phone that is to be added.

        Without a `+`, the number is one of a country where people speak `language`, or the one that the
        person was registered with. Raises `Problem` SESSION_ENDED, PASSWORD_NEEDED; PHONE_FORM,
        PHONE_AFTER_PLUS, PHONE_COUNTRY (numbers); PHONE_TAKEN, in any format the account has; PHONES_FULL;
        CODES_TOO_MANY (asked_for) past the quotas of one phone and of one account.
        """
        wanted = self._read(session, number, language, need=FRESH)
        return self._begin(session, wanted)

    def begin_replacing(
        self,
        session: Session,
        method_id: str,
        number: str,
        language: Language,
        password: Secret,
        confirmation: Confirmation | None = None,
    ) -> CodeTicket:
        """Send a code to a phone that is to take the place of another, which takes the password.

        With a `confirmation`, no notice undoes it. Raises what `begin` raises but for PASSWORD_NEEDED and
        PHONES_FULL; METHOD_GONE; WRONG_PASSWORD (tries_left, until), LOCKED (until); what `confirming` does.
        """
        wanted = self._read(session, number, language, method_id)
        typed = confirming.read(self.context, session, confirmation, removed=method_id)
        proving.prove(self.context, session, password)
        return self._begin(session, wanted, method_id, typed)

    def _read(
        self, session: Session, number: str, language: Language, replaces: str = "", need: Need = SIGNED_IN
    ) -> str:
        """Return the number (E.164) that is meant. Raises what keeps it from being added, or from replacing
        another; no try is counted.
        """
        context = self.context
        with context.database.read() as db:
            account_id = access.require(db, context, session, need).account_id
            row = registered.find(db, account_id)
            known = "" if row is None else registered.phone_of(context, row).reveal()
            wanted = phone.read_number(number, language.code, registered=known)
            self._refuse_without_room(db, account_id, wanted, replaces)
        return wanted

    def _begin(
        self, session: Session, wanted: str, replaces: str = "", typed: confirming.Typed | None = None
    ) -> CodeTicket:
        context, token = self.context, Secret(codes.new_token())
        with context.database.write(alone_with=self._alone_with(session, wanted)) as db:
            holder = access.require(db, context, session, FRESH)
            account_id = holder.account_id
            self._refuse_without_room(db, account_id, wanted, replaces)
            mark = sent_codes.mark(context, _PURPOSE, token)
            row = sent_codes.new(context, _PURPOSE, mark, account_id, about=replaces, content=wanted)
            verdict = confirming.judge(db, context, holder, typed)
            if verdict.refused is None:
                row.confirmed = verdict.confirmed
                self._send(db, holder, row, wanted)
        verdict.end()
        return CodeTicket(token, sent_codes.sent_to(row, phone.written(wanted)))

    def send_again(self, session: Session, ticket: CodeTicket) -> CodeTicket:
        """Send another code; the one before is wrong from then on. Return the ticket to go on with.

        Raises `Problem` SESSION_ENDED; CODE_TOO_SOON (until), CODE_TRIES_SPENT, CODES_TOO_MANY
        (asked_for); CODE_EXPIRED where the phone no longer waits for a code.
        """
        context = self.context
        number = sent_codes.read_content(context, session, _PURPOSE, ticket)
        with context.database.write(alone_with=self._alone_with(session, number)) as db:
            holder = access.require(db, context, session)
            row = sent_codes.of_ticket(db, context, _PURPOSE, holder.account_id, ticket)
            self._send(db, holder, row, number)
        return replace(ticket, sent=sent_codes.sent_to(row, ticket.sent.address))

    def confirm(self, session: Session, ticket: CodeTicket, code: Secret) -> Method:
        """Make the phone a method of the account, by the code that was sent to it, and return it.

        The first method of an account is its default; a phone that replaces the default one is the default.
        Raises `Problem` CODE_FORM, SESSION_ENDED; WRONG_CODE (tries_left), CODE_EXPIRED, CODE_TRIES_SPENT;
        and, the code not used up, PHONE_TAKEN, PHONES_FULL or METHOD_GONE where another session was faster.
        """
        context, typed = self.context, codes.read_code(code)
        with changing(context, session, destroys=True) as change:
            row = sent_codes.of_ticket(change.db, context, _PURPOSE, change.account_id, ticket)
            problem = sent_codes.try_code(change.db, context, row, typed)
            if problem is None:
                added = self._take(change, sent_codes.content_of(context, row), row)
            else:
                change.leave()
        if problem is not None:
            raise problem
        return added

    def cancel(self, session: Session, ticket: CodeTicket) -> None:
        """Forget a phone that waits for its code. Raises `Problem` SESSION_ENDED."""
        sent_codes.cancel(self.context, session, _PURPOSE, ticket)

    def delete(
        self,
        session: Session,
        method_id: str,
        number: str,
        password: Secret,
        confirmation: Confirmation | None = None,
    ) -> None:
        """Take a phone from the account, for which its full number and the password are typed.

        With a `confirmation`, no notice undoes it. Raises `Problem` SESSION_ENDED; METHOD_GONE, ONLY_METHOD,
        which cost no try; WRONG_PASSWORD (tries_left, until), LOCKED (until); PHONE_OTHER for anything but
        its number; what `confirming` raises.
        """
        context = self.context
        with context.database.read() as db:
            account_id = access.require(db, context, session).account_id
            row = held.find(db, account_id, method_id, _PHONE)
            held.successor(db, row)
            deleted = held.opened(context, row).reveal()
        typed = confirming.read(context, session, confirmation, removed=method_id)
        other = None if phone.is_written(number, deleted) else Problem(Refusal.PHONE_OTHER, "number")
        opened = proving.prove(context, session, password)
        with changing(context, session, opened=opened, destroys=True) as change:
            row = held.find(change.db, account_id, method_id, _PHONE)
            verdict = confirming.judge(change.db, context, change.holder, typed, unless=other)
            if verdict.refused is None:
                held.remove(change.db, row)
                notice = phone_removed(phone.masked(deleted), change.now)
                change.notify(notice, confirmed=verdict.confirmed)
            else:
                change.leave()
        verdict.end()

    def _take(self, change: Change, number: str, row: SentCode) -> Method:
        """Give the account a phone whose code was entered, and send the notice."""
        context, db, account_id = self.context, change.db, change.account_id
        shown, replaces = phone.masked(number), row.about
        self._refuse_without_room(db, account_id, number, replaces)
        added = held.add(db, context, account_id, _PHONE, Secret(number))
        notice = phone_added(shown, change.now)
        if replaces:
            replaced = held.find(db, account_id, replaces, _PHONE)
            added.is_default = replaced.is_default
            old = phone.masked(held.opened(context, replaced).reveal())
            notice = phone_replaced(old, shown, change.now)
            db.delete(replaced)
        change.notify(notice, confirmed=row.confirmed)
        return held.shown(context, added)

    def _refuse_without_room(self, db: Transaction, account_id: int, number: str, replaces: str) -> None:
        if replaces:
            held.find(db, account_id, replaces, _PHONE)
        phones = held.rows(db, account_id, _PHONE)
        if number in {held.opened(self.context, row).reveal() for row in phones}:
            raise Problem(Refusal.PHONE_TAKEN, "number")
        if not replaces and len(phones) >= MOST_PHONES:
            raise Problem(Refusal.PHONES_FULL, "number")

    def _alone_with(self, session: Session, number: str) -> Names:
        return access.name_account(self.context, session) + sent_codes.quotas_of(self.context, number)

    def _send(self, db: Transaction, holder: Holder, row: SentCode, number: str) -> None:
        context = self.context
        code = sent_codes.renew(context, row)
        db.add(row)
        sent_codes.send_by_sms(db, context, holder.account, _PURPOSE, number, code, row.expires_at)
        asker = tries.of_account(holder.row.account_id)
        if not quotas.allowed(db, "add-phone", asker, context.now(), CODES_TO_ADD_PHONES_AN_HOUR):
            raise Problem(Refusal.CODES_TOO_MANY, asked_for="new-phones")


class _Phone:
    """A code is sent to a phone by SMS. Its content is its number (E.164)."""

    challenge = Challenge.SENT

    def shown_name(self, context: Context, row: MethodRow) -> str:
        return phone.masked(held.opened(context, row).reveal())

    def told_as(self, name: str) -> Message:
        return _("the phone {name}", name=name)

    def texts_to(self, content: str) -> str | None:
        return content

    def judging(self, context: Context, row: MethodRow) -> CodeJudge:
        return sent_challenge.judging(context, row)

    def quotas(self, context: Context, row: MethodRow, place: str) -> Names:
        return sent_codes.quotas_of(context, held.opened(context, row).reveal(), place)

    def send(self, db: Transaction, context: Context, row: MethodRow, ask: Ask, *, again: bool) -> SentTo:
        """Send a code; see `Kind.send`. Raises also CODES_TOO_MANY, past the quota of the number."""
        number = held.opened(context, row).reveal()

        def deliver(code: Secret, expires_at: datetime) -> None:
            sent_codes.send_by_sms(
                db, context, ask.account, ask.purpose, number, code, expires_at, ask.at_known
            )

        return sent_challenge.send(db, context, row, ask, phone.masked(number), deliver, again=again)

    def put_back(self, _row: MethodRow, _now: datetime) -> None:
        """Do nothing: the undoing has ended every code that was sent."""


KIND: Kind = _Phone()
