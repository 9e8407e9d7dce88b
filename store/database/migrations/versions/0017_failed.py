"""When a removal could not be done last, so that what was promised of it stays as it is."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("removal", sa.Column("failed_at", sa.BigInteger, nullable=True))
