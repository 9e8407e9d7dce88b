"""What kind of method a notice is about, so that one who answers it can tell the changes apart."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # Of notices from before, the kind is not known.
    op.add_column("notice", sa.Column("about", sa.String, nullable=False, server_default=""))
