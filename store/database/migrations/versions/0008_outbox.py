"""Of a waiting message: its kind, until when it is of use, and why it could not be sent."""

import json

import sqlalchemy as sa
from alembic import context, op

from store.problems import Problem
from store.vault.sealing import Place

revision = "0008"
down_revision = "0007"

_MOMENT = sa.BigInteger()


def upgrade() -> None:
    keys = context.config.attributes["keys"]
    # One that does not open is taken for an email.
    op.add_column("outbox", sa.Column("kind", sa.String, nullable=False, server_default="email"))
    op.add_column("outbox", sa.Column("expires_at", _MOMENT))
    op.add_column("outbox", sa.Column("last_error", sa.LargeBinary))
    connection = op.get_bind()
    for row, account, sealed in connection.execute(sa.text("SELECT id, account, sealed FROM outbox")).all():
        try:
            content = json.loads(keys.open(Place("outbox", "sealed", row, account), sealed))
        except Problem:
            continue
        if "text" in content:
            connection.execute(sa.text("UPDATE outbox SET kind = 'sms' WHERE id = :id"), {"id": row})
