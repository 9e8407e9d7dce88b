"""How long each address, code and question has been the account's; known places; what a role needs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_MOMENT = sa.BigInteger()


def upgrade() -> None:
    # What was there before is taken to have been there for long.
    op.add_column("identifier", sa.Column("added_at", _MOMENT, nullable=False, server_default="0"))
    op.add_column("recovery_code", sa.Column("made_at", _MOMENT, nullable=False, server_default="0"))
    op.add_column("recovery_answer", sa.Column("set_at", _MOMENT, nullable=False, server_default="0"))
    op.add_column("notice", sa.Column("after", sa.LargeBinary))
    op.add_column("account", sa.Column("role_suspended", sa.Boolean, nullable=False, server_default="0"))
    op.add_column("account", sa.Column("warned_at", _MOMENT))
    op.add_column("session", sa.Column("second_step", sa.String, nullable=False, server_default=""))
    op.add_column("session", sa.Column("place", sa.String, nullable=False, server_default=""))
    op.add_column("event", sa.Column("reason", sa.String, nullable=False, server_default=""))
    op.create_table(
        "known_place",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("mark", sa.String, primary_key=True),
        sa.Column("seen_at", _MOMENT, nullable=False),
    )
