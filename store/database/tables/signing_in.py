"""Sessions, one-time PINs, and the places that accounts were signed in to from."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from store.database.tables.row import Moment, Row


class SessionRow(Row, table=True):
    """A session that has not ended; what was proved in it stands in `ProofRow`.

    It `asks_second_step` if the account had one when it was started. `place` is the mark of where one sits,
    empty where that stands for no one in particular.
    """

    __tablename__ = "session"

    mark: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    terminal: str
    asks_second_step: bool = False
    place: str = ""
    started_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment, index=True)


class ProofRow(Row, table=True):
    """The newest proof of one factor (`store.rules.levels.Factor`) in a session; deleted with it.

    Of a second step, by `means` of which kind of method, or `recovery-code`.
    """

    __tablename__ = "session_proof"

    session: str = Field(primary_key=True, foreign_key="session.mark", ondelete="CASCADE")
    factor: str = Field(primary_key=True)
    means: str = ""
    made_at: datetime = Field(sa_type=Moment)


class KnownPlace(Row, table=True):
    """A place, by its mark, from which an account was signed in to; last at `seen_at`."""

    __tablename__ = "known_place"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    mark: str = Field(primary_key=True)
    seen_at: datetime = Field(sa_type=Moment)


class OneTimePin(Row, table=True):
    """The newest PIN of an account: the `code` that the page shows beside it, and the PIN itself, sealed.

    It is typed at the `place` where it was asked for, by its mark, or in the session of that mark, where
    there is no place, and deleted when it is used. After three wrong `tries` it is worth nothing. It was sent
    `by_sms`, or only shown on the registered terminal.
    """

    __tablename__ = "one_time_pin"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    code: str
    place: str
    sealed: bytes
    tries: int = 0
    by_sms: bool = False
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)


class PinApp(Row, table=True):
    """The one place that shows an account's PINs, by the mark of the secret that is kept there."""

    __tablename__ = "pin_app"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    mark: str = Field(unique=True)
    terminal: str
    added_at: datetime = Field(sa_type=Moment)
