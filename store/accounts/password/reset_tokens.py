"""Reset tokens: finding one, and ending it by its use, by a newer token or by a new password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Update, update
from sqlmodel import Session as Transaction
from sqlmodel import col

from store.accounts import marked
from store.accounts.context import Context
from store.accounts.identity.naming import shown_name
from store.database import alone
from store.database.alone import Names
from store.database.tables.identity import Account
from store.database.tables.password import ResetTokenRow
from store.messages.letters.letter import Letter
from store.messages.letters.password import invitation, reset_token
from store.problems import Problem, Refusal
from store.rules.limits import INVITATION_LIFE, RESET_TOKEN_LIFE
from store.rules.moments import lies_ahead
from store.rules.paper_codes import RESET_TOKEN, end_of_link
from store.rules.secret import Secret

USED, REPLACED = "used", "replaced"
_PURPOSE = "reset"


def mark(context: Context, token: Secret) -> str:
    """Return what is stored of a new token."""
    return context.mark_keys.mark(_PURPOSE, token.reveal())


def make(
    db: Transaction, context: Context, account: Account, now: datetime, *, at_desk: bool = False
) -> Letter:
    """Make a token for an account, and return the letter that takes it there, as it is asked for `at_desk`.

    Where the account has no password yet, it invites to set the first. Another token that is live by then was
    typed (see `replace`).
    """
    assert account.id is not None
    token, invites = Secret(RESET_TOKEN.new()), account.invited and account.verifier is None
    expires_at = now + (INVITATION_LIFE if invites else RESET_TOKEN_LIFE)
    db.add(
        ResetTokenRow(
            mark=mark(context, token),
            account_id=account.id,
            sent_at=now,
            expires_at=expires_at,
            invites=invites,
        )
    )
    if invites:
        return invitation(token, shown_name(account), expires_at, context.settings.opened_by)
    return reset_token(token, shown_name(account), expires_at, at_desk=at_desk)


def make_activating(db: Transaction, context: Context, account: Account) -> Secret:
    """Make a token that goes with the activation code that was typed, and return it: it is not sent."""
    assert account.id is not None
    token, now = Secret(RESET_TOKEN.new()), context.now()
    db.add(
        ResetTokenRow(
            mark=mark(context, token),
            account_id=account.id,
            sent_at=now,
            expires_at=now + RESET_TOKEN_LIFE,
            opened=True,
            activates=True,
        )
    )
    return token


def name_account(context: Context, token: Secret) -> Names:
    """Name the account of the token that was typed, for a transaction to be alone with."""
    return alone.account_by_row(ResetTokenRow.mark, *_marks(context, token))


def live(db: Transaction, context: Context, token: Secret) -> tuple[ResetTokenRow, Account]:
    """Return the token that was typed, and whose it is. Raises `Problem`: see `Reset.open`."""
    row = marked.find(db, ResetTokenRow, _marks(context, token))
    if row is None:
        raise Problem(Refusal.TOKEN_UNKNOWN, "token")
    if row.ended == USED:
        raise Problem(Refusal.TOKEN_USED, "token")
    now = context.now()
    if row.ended or row.expires_at <= now or lies_ahead(row.sent_at, now):
        raise Problem(Refusal.TOKEN_EXPIRED, "token")
    account = db.get(Account, row.account_id)
    assert account is not None
    return row, account


def _marks(context: Context, typed: Secret) -> tuple[str, ...]:
    """Return what can be stored of a token that was typed, alone or at the end of its line.

    Raises `Problem` TOKEN_CHARACTER, TOKEN_LENGTH.
    """
    return context.mark_keys.marks(_PURPOSE, RESET_TOKEN.read(end_of_link(typed.reveal()), "token"))


def end(db: Transaction, account_id: int, how: str) -> None:
    """End the account's live tokens, if it has any."""
    db.exec(_ended(account_id, how))


def end_activating(db: Transaction, account_id: int) -> None:
    """End the live tokens that go with an activation code, since another one takes its place."""
    db.exec(_ended(account_id, REPLACED).where(col(ResetTokenRow.activates).is_(True)))


def replace(db: Transaction, account_id: int) -> None:
    """End the live token that nobody has typed yet; the newer one replaces it.

    A token that was typed stays live, so that its owner can use it even if somebody asks for another.
    """
    db.exec(_ended(account_id, REPLACED).where(col(ResetTokenRow.opened).is_(False)))


def _ended(account_id: int, how: str) -> Update:
    live = col(ResetTokenRow.account_id) == account_id, col(ResetTokenRow.ended) == ""
    return update(ResetTokenRow).where(*live).values(ended=how)


def ask_again(db: Transaction, account_id: int) -> None:
    """Require an answer for the account's tokens again, since its recovery questions have changed."""
    db.exec(update(ResetTokenRow).where(col(ResetTokenRow.account_id) == account_id).values(answered=False))
