"""Every column that is sealed under the key ring, in one list; what is not in it is not re-sealed.

What a profile's own key seals (`vault/profile.py`) is not: the identity, the personal key, what one signs
with.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.database.tables.row import Row
from store.problems import Problem, Refusal
from store.vault.keyring import KeyRing
from store.vault.sealing import Place


@dataclass(frozen=True)
class SealedColumn:
    """A column, and what it is bound to: the column that names its row, and the one that says whose it is.

    Where that names a row among those of one owner alone, the `key` of a row is both.
    """

    table: str
    column: str
    row: str = "id"
    owner: str | None = "account_id"
    among_owners: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell a row from all others."""
        return (self.owner, self.row) if self.among_owners and self.owner is not None else (self.row,)

    def place(self, row: object, owner: object) -> Place:
        """Return where the value of a row is sealed."""
        return Place(self.table, self.column, str(row), "" if owner is None else str(owner))

    def seal(self, keys: KeyRing, plain: str | bytes, row: object, owner: object) -> bytes:
        """Return the value sealed for a row that is yet to be made."""
        return keys.seal(self.place(row, owner), plain.encode() if isinstance(plain, str) else plain)

    def put(self, keys: KeyRing, row: Row, plain: str | bytes) -> None:
        """Seal the value into its row."""
        setattr(row, self.column, self.seal(keys, plain, *self._names(row)))

    def open(self, keys: KeyRing, row: Row) -> bytes:
        """Return the value of a row. Raises `Problem` CORRUPT, also where it has none."""
        value = self.find(keys, row)
        if value is None:
            raise Problem(Refusal.CORRUPT)
        return value

    def open_text(self, keys: KeyRing, row: Row) -> str:
        """Return the value of a row as text; see `open`."""
        return _text(self.open(keys, row))

    def find(self, keys: KeyRing, row: Row) -> bytes | None:
        """Return the value of a row, None where it has none. Raises `Problem` CORRUPT."""
        sealed: bytes | None = getattr(row, self.column)
        return None if sealed is None else keys.open(self.place(*self._names(row)), sealed)

    def find_text(self, keys: KeyRing, row: Row) -> str | None:
        """Return the value of a row as text; see `find`."""
        value = self.find(keys, row)
        return None if value is None else _text(value)

    def _names(self, row: Row) -> tuple[object, object]:
        return getattr(row, self.row), None if self.owner is None else getattr(row, self.owner)


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise Problem(Refusal.CORRUPT) from None


VERIFIER = SealedColumn("account", "verifier", owner="id")
CONTACT_DETAILS = SealedColumn("contact_details", "sealed", row="account_id")
REGISTRATION = SealedColumn("registration", "sealed", row="account_id")
NUMBER_OF_DOCUMENT = SealedColumn("identifier", "sealed", row="lookup")
SIGN_UP_VERIFIER = SealedColumn("sign_up", "verifier", row="mark", owner=None)
ANSWER_VERIFIER = SealedColumn("recovery_answer", "verifier", row="question", among_owners=True)
ONE_TIME_PIN = SealedColumn("one_time_pin", "sealed", row="account_id")
PASSWORD_WRAP = SealedColumn("profile", "password_wrap")
KEY_VERIFIER = SealedColumn("profile", "key_verifier")
KEY_WRAP = SealedColumn("profile", "key_wrap")
FOR_OPERATOR = SealedColumn("profile", "for_operator")
REASON = SealedColumn("profile", "reason")
CANDIDATE_VERIFIER = SealedColumn("key_candidate", "key_verifier", owner="profile_id")
CANDIDATE_WRAP = SealedColumn("key_candidate", "key_wrap", owner="profile_id")
METHOD = SealedColumn("method", "sealed")
SENT_TO = SealedColumn("sent_code", "sealed", row="mark")
NOTICE_BEFORE = SealedColumn("notice", "before", row="mark")
NOTICE_AFTER = SealedColumn("notice", "after", row="mark")
OTHER_PHONE = SealedColumn("removal", "sealed")
MESSAGE = SealedColumn("outbox", "sealed", owner="account")
LAST_ERROR = SealedColumn("outbox", "last_error", owner="account")
AUTHORITY_KEY = SealedColumn("authority_key", "sealed", row="name", owner=None)
MARK_KEY = SealedColumn("mark_key", "sealed", row="version", owner=None)

SEALED_COLUMNS = (
    VERIFIER,
    CONTACT_DETAILS,
    REGISTRATION,
    NUMBER_OF_DOCUMENT,
    SIGN_UP_VERIFIER,
    ANSWER_VERIFIER,
    ONE_TIME_PIN,
    PASSWORD_WRAP,
    KEY_VERIFIER,
    KEY_WRAP,
    FOR_OPERATOR,
    REASON,
    CANDIDATE_VERIFIER,
    CANDIDATE_WRAP,
    METHOD,
    SENT_TO,
    NOTICE_BEFORE,
    NOTICE_AFTER,
    OTHER_PHONE,
    MESSAGE,
    LAST_ERROR,
    AUTHORITY_KEY,
    MARK_KEY,
)
