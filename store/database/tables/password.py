"""What resets a password: tokens, and the answers to recovery questions."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


class RecoveryAnswer(Row, table=True):
    """The answer to one recovery question, chosen at `set_at`: hashed like a password, and sealed.

    The one that is `asked` is asked until it is answered.
    """

    __tablename__ = "recovery_answer"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    question: int = Field(primary_key=True)
    verifier: bytes
    set_at: datetime = Field(sa_type=Moment)
    asked: bool = False


class ResetTokenRow(Row, table=True):
    """A token that was sent. `ended` is empty while it is live, else `used` or `replaced`.

    `opened` once it was typed: a newer one does not replace it any more. `answered` once the recovery
    question that goes with it was answered right. One that `invites` sets the first password of an account.
    One that `activates` was not sent: it goes with the activation code that was typed, and uses that up.
    """

    __tablename__ = "reset_token"

    mark: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    sent_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)
    ended: str = ""
    answered: bool = False
    opened: bool = False
    invites: bool = False
    activates: bool = False


class ActivationCode(Row, table=True):
    """The code with which a registered person sets the permanent password; the next one replaces it.

    The first lives until `expires_at`, later ones (None) until they are used.
    """

    __tablename__ = "activation_code"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    mark: str
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
