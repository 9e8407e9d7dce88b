"""Verifiers and wraps are sealed under the key ring, and the key of marks is one of its own."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from alembic import context, op

from store.vault.keyring import KeyRing
from store.vault.sealing import Place, new_key

revision = "0009"
down_revision = "0008"

_FINGERPRINT = "key-fingerprint"
_AT_ONCE = 1_000
_TEXTS = (
    ("account", "verifier", ("id",), "id", "id"),
    ("sign_up", "verifier", ("mark",), "mark", "''"),
    ("recovery_answer", "verifier", ("account_id", "question"), "question", "account_id"),
    ("profile", "key_verifier", ("id",), "id", "account_id"),
    ("key_candidate", "key_verifier", ("id",), "id", "profile_id"),
)
"""What was text: table, column, primary key, and what the value is bound to, the row and whose it is."""
_WRAPS = (
    ("profile", "password_wrap", ("id",), "id", "account_id"),
    ("profile", "key_wrap", ("id",), "id", "account_id"),
    ("key_candidate", "key_wrap", ("id",), "id", "profile_id"),
)
_MAY_LACK = {("account", "verifier"), ("profile", "key_verifier")}


def upgrade() -> None:
    keys: KeyRing = context.config.attributes["keys"]
    mark_key = _mark_key(keys)
    op.create_table(
        "mark_key",
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    sealed = keys.seal(Place("mark_key", "sealed", "1", ""), mark_key)
    op.get_bind().execute(
        sa.text("INSERT INTO mark_key (version, sealed) VALUES (1, :sealed)"), {"sealed": sealed}
    )
    op.execute(f"DELETE FROM fact WHERE name = '{_FINGERPRINT}'")  # noqa: S608
    op.get_bind().execute(
        sa.text("INSERT INTO fact (name, value) VALUES ('key-in-use', :version)"),
        {"version": str(keys.in_use)},
    )
    for table, column, key, row, owner in _TEXTS:
        lacks = (table, column) in _MAY_LACK
        op.add_column(
            table,
            sa.Column(f"new_{column}", sa.LargeBinary, nullable=lacks, server_default=None if lacks else ""),
        )
        _seal(keys, table, column, f"new_{column}", key, row, owner)
        op.drop_column(table, column)
        op.execute(f"ALTER TABLE {table} RENAME COLUMN new_{column} TO {column}")
    for table, column, key, row, owner in _WRAPS:
        _seal(keys, table, column, column, key, row, owner)
    op.add_column("identifier", sa.Column("sealed", sa.LargeBinary))


def _mark_key(keys: KeyRing) -> bytes:
    """Return the key that made the marks there are, or, in a new store, a random one."""
    fingerprint = sa.text(f"SELECT value FROM fact WHERE name = '{_FINGERPRINT}'")  # noqa: S608
    is_new = op.get_bind().execute(fingerprint).scalar() is None
    return new_key() if is_new else keys.mark_key_of_before()


def _seal(
    keys: KeyRing, table: str, column: str, into: str, key: tuple[str, ...], row: str, owner: str
) -> None:
    named = " AND ".join(f"{one} = :key_{one}" for one in key)
    update = sa.text(f"UPDATE {table} SET {into} = :sealed WHERE {named}")  # noqa: S608
    for portion in _portions(table, column, key, f"{row} AS of_row, {owner} AS whose, {column} AS plain"):
        op.get_bind().execute(
            update,
            [
                {
                    "sealed": keys.seal(
                        Place(table, column, str(values["of_row"]), str(values["whose"])),
                        _octets(values["plain"]),
                    ),
                    **{f"key_{one}": values[one] for one in key},
                }
                for values in portion
            ],
        )


def _portions(
    table: str, column: str, key: tuple[str, ...], wanted: str
) -> Iterator[Sequence[sa.RowMapping]]:
    """Return what is wanted of the rows that have a value in the column, so many at once."""
    names, after = ", ".join(key), ""
    last: dict[str, object] = {}
    while True:
        select = (
            f"SELECT {names}, {wanted} FROM {table} WHERE {column} IS NOT NULL{after}"  # noqa: S608
            f" ORDER BY {names} LIMIT {_AT_ONCE}"
        )
        portion = op.get_bind().execute(sa.text(select), last).mappings().all()
        if not portion:
            return
        yield portion
        last = {f"last_{one}": portion[-1][one] for one in key}
        after = f" AND ({names}) > ({', '.join(f':{one}' for one in last)})"


def _octets(value: object) -> bytes:
    assert isinstance(value, str | bytes)
    return value.encode() if isinstance(value, str) else value
