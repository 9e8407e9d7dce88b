"""Profiles, the keys proposed for them, roles, and which operator an event is due to."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.BigInteger()


def upgrade() -> None:
    op.add_column("account", sa.Column("role", sa.String, nullable=False, server_default="person"))
    # Alembic leaves the reference out of a column that it adds in SQLite.
    op.execute("ALTER TABLE event ADD COLUMN actor_id INTEGER REFERENCES account (id)")
    op.create_table(
        "profile",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("requested_at", _MOMENT, nullable=False),
        sa.Column("verified_at", _MOMENT),
        sa.Column("identity", sa.LargeBinary),
        sa.Column("password_wrap", sa.LargeBinary),
        sa.Column("key_id", sa.String),
        sa.Column("key_verifier", sa.String),
        sa.Column("key_wrap", sa.LargeBinary),
        sa.Column("personal_key", sa.LargeBinary),
        sa.Column("key_made_at", _MOMENT),
        sa.Column("key_kept_at", _MOMENT),
        sa.Column("for_operator", sa.LargeBinary),
        sa.Column("reason", sa.LargeBinary),
    )
    op.create_table(
        "key_candidate",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("profile_id", sa.String, sa.ForeignKey("profile.id"), nullable=False, index=True),
        sa.Column("key_verifier", sa.String, nullable=False),
        sa.Column("key_wrap", sa.LargeBinary, nullable=False),
        sa.Column("personal_key", sa.LargeBinary, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
    )
