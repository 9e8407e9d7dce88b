"""The chain of events. What was written before is linked by the first chaining."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "event_link",
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("event_id", sa.Integer, nullable=False, unique=True),
        sa.Column("key_version", sa.Integer, nullable=False),
        sa.Column("mac", sa.String, nullable=False),
    )
