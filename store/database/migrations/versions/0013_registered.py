"""People who were registered in person: activation codes, one-time PINs, certificates; the store's authority.

A username that reads like the number of a DNI or NIE is found as that number from now on. Where several read
like the same one, none is: each would be found by what is another's. Their owners sign in by email address.
"""

from collections import Counter

import sqlalchemy as sa
from alembic import op

from store.rules import identifiers

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "registration",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("contrast", sa.String, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("registered_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "activation_code",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("mark", sa.String, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger),
    )
    op.create_table(
        "one_time_pin",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("by_sms", sa.Boolean, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
    )
    op.create_table(
        "pin_app",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("mark", sa.String, nullable=False, unique=True),
        sa.Column("terminal", sa.String, nullable=False),
        sa.Column("added_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "certificate",
        sa.Column("serial", sa.String, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("profile_id", sa.String, nullable=False, index=True),
        sa.Column("certificate", sa.LargeBinary),
        sa.Column("private_key", sa.LargeBinary),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
    )
    op.create_table(
        "authority_key",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("public", sa.String, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
    )
    op.add_column(
        "reset_token", sa.Column("activates", sa.Boolean, nullable=False, server_default=sa.false())
    )
    _find_as_numbers()


def _find_as_numbers() -> None:
    found = op.get_bind().execute(sa.text("SELECT lookup FROM identifier WHERE kind = 'username'"))
    numbers = {lookup: identifiers.lookup(lookup) for (lookup,) in found}
    alike = Counter(numbers.values())
    for lookup, as_number in numbers.items():
        if as_number != lookup and alike[as_number] == 1:
            op.get_bind().execute(
                sa.text("UPDATE identifier SET lookup = :new WHERE lookup = :old"),
                {"new": as_number, "old": lookup},
            )
