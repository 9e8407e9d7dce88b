"""Contact details, invitations to set a first password, and which request of a script an event answers."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "contact_details",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.add_column("reset_token", sa.Column("invites", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("event", sa.Column("request", sa.String, nullable=False, server_default=""))
