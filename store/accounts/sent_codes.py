"""Codes that are sent, each right for one purpose, for an account or before it exists (PRODUCT §1, §6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

from sqlmodel import Session as Transaction
from sqlmodel import col, delete

from i18n import language_of
from store.accounts import access, marked, quotas
from store.accounts.context import Context
from store.database import alone
from store.database.alone import Names
from store.database.sealed_columns import SENT_TO
from store.database.tables.identity import Account
from store.database.tables.sent_codes import SentCode
from store.messages.letters.methods import security_code
from store.problems import Problem, Refusal
from store.rules import codes
from store.rules.limits import CODE_LIFE, CODE_RESEND_AFTER, CODE_TRIES, CODES_TO_A_PHONE_AN_HOUR
from store.rules.moments import lies_ahead
from store.rules.secret import Secret
from store.values.methods import CodeTicket, SentTo
from store.values.signing_in import Session

_UNSENT = "unsent"
"""The mark where no code was sent; no code has it."""


class Purpose(Enum):
    """What a code is right for; for anything else it is wrong."""

    SIGN_UP = "sign-up"
    SIGN_IN = "sign-in"
    ADD_PHONE = "add-phone"
    CHANGE_EMAIL = "change-email"
    CONFIRM = "confirm"
    SIGN_A_FILE = "sign-a-file"
    RESET = "reset"
    ACTIVATION = "activation"
    PIN_APP = "pin-app"


def mark(context: Context, purpose: Purpose, token: Secret, about: str = "") -> str:
    """Return the key of a code that is yet to be sent to a session or a ticket, and there to one method
    (`about`).
    """
    return context.mark_keys.mark(*_marked(purpose, token, about))


def find(
    db: Transaction, context: Context, purpose: Purpose, token: Secret, about: str = ""
) -> SentCode | None:
    """Return what waits for the code that belongs to a session or a ticket, and there to one method."""
    return marked.find(db, SentCode, context.mark_keys.marks(*_marked(purpose, token, about)))


def name_account(context: Context, purpose: Purpose, ticket: CodeTicket) -> Names:
    """Name the account of a ticket, for a transaction to be alone with."""
    marks = context.mark_keys.marks(*_marked(purpose, ticket.token, ""))
    return alone.account_by_row(SentCode.mark, *marks)


def new(
    context: Context,
    purpose: Purpose,
    row_mark: str,
    account_id: int | None,
    *,
    about: str = "",
    content: str | None = None,
) -> SentCode:
    """Return a row that waits for its first code, of an account or (None) of nobody's yet.

    `content` is the number or address to be confirmed.
    """
    now, sealed = context.now(), None
    if content is not None:
        sealed = SENT_TO.seal(context.keys, content, row_mark, account_id)
    return SentCode(
        mark=row_mark,
        account_id=account_id,
        purpose=purpose.value,
        about=about,
        sealed=sealed,
        code_mark="",
        sent_at=now,
        expires_at=now,
    )


def of_ticket(
    db: Transaction, context: Context, purpose: Purpose, account_id: int | None, ticket: CodeTicket
) -> SentCode:
    """Return what waits for the code of a ticket. Raises `Problem` CODE_EXPIRED unless the account has it.

    `account_id` None stands for no account yet.
    """
    row = find(db, context, purpose, ticket.token)
    if row is None or row.account_id != account_id:
        raise Problem(Refusal.CODE_EXPIRED, "code")
    return row


def content_of(context: Context, row: SentCode) -> str:
    """Return the number or address that `row` is to confirm. Raises `Problem` CORRUPT."""
    return SENT_TO.open_text(context.keys, row)


def forget(
    db: Transaction, context: Context, purpose: Purpose, account_id: int | None, ticket: CodeTicket
) -> None:
    """Delete what waits for the code of a ticket, if the account has it."""
    marks = context.mark_keys.marks(*_marked(purpose, ticket.token, ""))
    waiting = delete(SentCode).where(col(SentCode.mark).in_(marks))
    db.exec(waiting.where(col(SentCode.account_id).is_not_distinct_from(account_id)))


def forget_all(db: Transaction, account_id: int) -> None:
    """Delete all of an account that waits for a code."""
    db.exec(delete(SentCode).where(col(SentCode.account_id) == account_id))


def read_content(context: Context, session: Session, purpose: Purpose, ticket: CodeTicket) -> str:
    """Return the number or address that waits for the code of someone's ticket, as `of_ticket` finds it.

    Raises also `Problem` SESSION_ENDED.
    """
    with context.database.read() as db:
        account_id = access.require(db, context, session).account_id
        return content_of(context, of_ticket(db, context, purpose, account_id, ticket))


def cancel(context: Context, session: Session, purpose: Purpose, ticket: CodeTicket) -> None:
    """Delete what waits for the code of someone's ticket. Raises `Problem` SESSION_ENDED."""
    with context.database.write(alone_with=access.name_account(context, session), destroys=True) as db:
        holder = access.require(db, context, session)
        forget(db, context, purpose, holder.account_id, ticket)


def renew(context: Context, row: SentCode) -> Secret:
    """Put a new code on `row`, new or not, and return it to be sent; the one before is wrong from then on.

    Raises `Problem` CODE_TRIES_SPENT after five wrong ones over all that were sent, CODE_TOO_SOON (until).
    """
    now = context.now()
    if row.tries >= CODE_TRIES:
        raise Problem(Refusal.CODE_TRIES_SPENT, "code")
    if row.code_mark and now < row.sent_at + CODE_RESEND_AFTER and not lies_ahead(row.sent_at, now):
        raise Problem(Refusal.CODE_TOO_SOON, until=row.sent_at + CODE_RESEND_AFTER)
    code = Secret(codes.six_digits())
    row.code_mark = context.mark_keys.mark(*_marked_code(row, code))
    row.sent_at, row.expires_at = now, now + CODE_LIFE
    return code


def leave_unsent(row: SentCode) -> None:
    """Let no code be right for `row`, since none was sent."""
    row.code_mark = _UNSENT


def quotas_of(context: Context, number: str, place: str = "") -> Names:
    """Name the quotas that `send_by_sms` takes from, whether the `place` is a known one or not."""
    return alone.quota(*(_quota(context, number, at_known) for at_known in {"", place}))


def send_by_sms(
    db: Transaction,
    context: Context,
    account: Account,
    purpose: Purpose,
    number: str,
    code: Secret,
    expires_at: datetime,
    at_known: str = "",
) -> None:
    """Queue a code for a phone, in the account's language.

    Raises `Problem` CODES_TOO_MANY past the quota of one number for one account, and of all that ask for it.
    Each purpose has a quota of its own, so that a stranger who claims the phone cannot keep its owner from
    signing in; so has each known place (`at_known`), against someone who has only the password.
    """
    kind, subject = f"sms-{purpose.value}", _quota(context, number, at_known)
    asker, an_hour = str(account.id), CODES_TO_A_PHONE_AN_HOUR
    if not quotas.allowed_to_one_of_many(db, kind, subject, asker, context.now(), an_hour):
        raise Problem(Refusal.CODES_TOO_MANY, "code", asked_for="one-phone")
    text = security_code(code, CODE_LIFE // timedelta(minutes=1), expires_at)
    context.outbox.queue(db, text, number, language_of(account.language), account.id)


def has_expired(context: Context, row: SentCode) -> bool:
    """Tell whether the code of `row` has expired; one that was sent in the future has."""
    now = context.now()
    return row.expires_at <= now or lies_ahead(row.sent_at, now)


def live(context: Context, row: SentCode | None) -> SentCode:
    """Return `row` if its code can be typed now. Raises `Problem` CODE_EXPIRED, CODE_TRIES_SPENT."""
    if row is None or has_expired(context, row):
        raise Problem(Refusal.CODE_EXPIRED, "code")
    if row.tries >= CODE_TRIES:
        raise Problem(Refusal.CODE_TRIES_SPENT, "code")
    return row


def try_code(db: Transaction, context: Context, found: SentCode | None, typed: Secret) -> Problem | None:
    """Use the code up if it is the one that was typed, else count the try, within a writing transaction.

    Return the refusal of a wrong one, WRONG_CODE (tries_left) or CODE_TRIES_SPENT, to be raised once the
    count is committed. Raises `Problem` CODE_EXPIRED, CODE_TRIES_SPENT where no code can be typed now.
    """
    row = live(context, found)
    if row.code_mark in context.mark_keys.marks(*_marked_code(row, typed)):
        db.delete(row)
        return None
    row.tries += 1
    db.add(row)
    tries_left = CODE_TRIES - row.tries
    if tries_left <= 0:
        return Problem(Refusal.CODE_TRIES_SPENT, "code")
    return Problem(Refusal.WRONG_CODE, "code", tries_left=tries_left)


def sent_to(row: SentCode, address: str) -> SentTo:
    return SentTo(address, row.expires_at, row.sent_at + CODE_RESEND_AFTER)


def _quota(context: Context, number: str, at_known: str) -> str:
    return context.mark_keys.mark("number", number, at_known)


def _marked(purpose: Purpose, token: Secret, about: str) -> tuple[str, ...]:
    if purpose is Purpose.SIGN_UP:
        # Earlier schemas marked sign-ups so.
        return "sign-up", token.reveal()
    return "sent code", purpose.value, token.reveal(), about


def _marked_code(row: SentCode, code: Secret) -> tuple[str, ...]:
    if Purpose(row.purpose) is Purpose.SIGN_UP:
        # Earlier schemas marked the codes of sign-ups so.
        return "sign-up code", row.mark, code.reveal()
    return "code", row.mark, row.about, code.reveal()
