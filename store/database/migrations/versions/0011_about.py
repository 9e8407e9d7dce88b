"""What an event is about: the kind of a method, or the change that was undone."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("event", sa.Column("about", sa.String, nullable=False, server_default=""))
