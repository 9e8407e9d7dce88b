"""A code of its own for the texts of a notice, so that a lost phone takes no email's code with it."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("notice", sa.Column("mark_by_sms", sa.String, nullable=True))
    op.add_column("notice", sa.Column("sms_lost", sa.Boolean, nullable=False, server_default=sa.false()))
    # Until now the one code came both ways.
    op.execute("UPDATE notice SET mark_by_sms = mark")
    op.create_index("ix_notice_mark_by_sms", "notice", ["mark_by_sms"], unique=True)
