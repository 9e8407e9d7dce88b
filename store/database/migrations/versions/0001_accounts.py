"""Accounts, sessions, sign-ups, reset tokens, limits, history, outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.BigInteger()


def _account_column() -> sa.Column[int]:
    return sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True)


def upgrade() -> None:
    op.create_table(
        "fact",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.String, nullable=False),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.String, nullable=False, unique=True),
        sa.Column("username", sa.String, nullable=False),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("verifier", sa.String, nullable=False),
        sa.Column("password_set_at", _MOMENT, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "identifier",
        sa.Column("lookup", sa.String, primary_key=True),
        _account_column(),
        sa.Column("kind", sa.String, nullable=False),
    )
    op.create_table(
        "counter",
        sa.Column("subject", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("opens_at", _MOMENT),
        sa.Column("counted_at", _MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "session",
        sa.Column("mark", sa.String, primary_key=True),
        _account_column(),
        sa.Column("terminal", sa.String, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "sign_up",
        sa.Column("mark", sa.String, primary_key=True),
        sa.Column("username", sa.String, nullable=False),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("email_lookup", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("verifier", sa.String, nullable=False),
        sa.Column("code_mark", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "reset_token",
        sa.Column("mark", sa.String, primary_key=True),
        _account_column(),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False, index=True),
        sa.Column("ended", sa.String, nullable=False),
    )
    op.create_table(
        "request",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False, index=True),
        sa.Index("request_recent", "kind", "subject", "made_at"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer, primary_key=True),
        _account_column(),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("happened_at", _MOMENT, nullable=False),
        sa.Column("terminal", sa.String, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_try_at", _MOMENT, nullable=False, index=True),
    )
