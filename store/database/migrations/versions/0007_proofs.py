"""What was proved in each session, by what and when, in the place of how far it had come."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_MOMENT = sa.BigInteger()


def upgrade() -> None:
    op.create_table(
        "session_proof",
        sa.Column("session", sa.String, sa.ForeignKey("session.mark", ondelete="CASCADE"), primary_key=True),
        sa.Column("factor", sa.String, primary_key=True),
        sa.Column("means", sa.String, nullable=False, server_default=""),
        sa.Column("made_at", _MOMENT, nullable=False),
    )
    # Whose password was due has no use for the session any more: what it opened was not stored.
    op.execute("DELETE FROM session WHERE stage = 'password-due'")
    op.execute("INSERT INTO session_proof SELECT mark, 'password', '', proved_at FROM session")
    # Since when the second step was done is not known: not before the session was started.
    op.execute(
        "INSERT INTO session_proof SELECT mark, 'second-step', second_step, started_at FROM session"
        " WHERE second_step <> ''"
    )
    op.add_column("session", sa.Column("asks_second_step", sa.Boolean, nullable=False, server_default="0"))
    op.execute("UPDATE session SET asks_second_step = true WHERE stage = 'second-step' OR second_step <> ''")
    for column in ("stage", "second_step", "proved_at"):
        op.drop_column("session", column)
