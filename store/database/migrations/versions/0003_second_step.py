"""The second step of signing in, recovery codes and questions, and notices that can be answered."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_MOMENT = sa.BigInteger()


def upgrade() -> None:
    # Sessions from before prove nothing any more: their password is asked for again.
    op.add_column("session", sa.Column("proved_at", _MOMENT, nullable=False, server_default="0"))
    op.add_column("account", sa.Column("reset_due", sa.Boolean, nullable=False, server_default="0"))
    op.add_column("identifier", sa.Column("kept_until", _MOMENT))
    op.add_column("reset_token", sa.Column("answered", sa.Boolean, nullable=False, server_default="0"))
    op.create_table(
        "method",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.Column("is_default", sa.Boolean, nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "sent_code",
        sa.Column("mark", sa.String, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("code_mark", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "recovery_code",
        sa.Column("mark", sa.String, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("used_at", _MOMENT),
    )
    op.create_table(
        "recovery_answer",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("question", sa.Integer, primary_key=True),
        sa.Column("verifier", sa.String, nullable=False),
        sa.Column("asked", sa.Boolean, nullable=False),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("mark", sa.String, nullable=False, unique=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("happening", sa.String, nullable=False),
        sa.Column("told_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False, index=True),
        sa.Column("before", sa.LargeBinary),
        sa.Column("ended", sa.String, nullable=False),
    )
