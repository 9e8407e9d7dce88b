"""Notices of what operators removed, as its owner had lost it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("notice", sa.Column("lost", sa.Boolean, nullable=False, server_default=sa.false()))
