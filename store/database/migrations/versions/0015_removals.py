"""Removals that one operator asks for and another approves."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "removal",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("method", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("asked_by", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("approved_by", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("approved_at", sa.BigInteger),
        sa.Column("mark", sa.String, unique=True),
        sa.Column("due_at", sa.BigInteger, index=True),
        sa.Column("ended", sa.String, nullable=False),
        sa.Column("ended_at", sa.BigInteger, index=True),
    )
