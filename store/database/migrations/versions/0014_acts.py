"""Indexes of what operators did, for their supervisors: few of all events are anybody's but the owner's."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_BY_AN_OPERATOR = sa.text("actor_id IS NOT NULL")


def upgrade() -> None:
    for name, columns in (
        ("ix_event_act", ["happened_at", "id"]),
        ("ix_event_actor_id", ["actor_id", "happened_at", "id"]),
    ):
        op.create_index(
            name, "event", columns, sqlite_where=_BY_AN_OPERATOR, postgresql_where=_BY_AN_OPERATOR
        )
