"""How long each address, code and question has been there; known places; what a role needs; quotas."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_MOMENT = sa.BigInteger()
_WORKS = "notice.ended = '' AND notice.before IS NOT NULL"


def upgrade() -> None:
    # What was there before has been there for long, but for what a notice that still works told of.
    op.add_column("identifier", sa.Column("added_at", _MOMENT, nullable=False, server_default="0"))
    op.add_column("recovery_code", sa.Column("made_at", _MOMENT, nullable=False, server_default="0"))
    op.add_column("recovery_answer", sa.Column("set_at", _MOMENT, nullable=False, server_default="0"))
    for table, column, happening in (
        ("identifier", "added_at", "email-changed"),
        ("recovery_code", "made_at", "recovery-codes-made"),
        ("recovery_answer", "set_at", "questions-set"),
    ):
        told_at = (
            f"SELECT max(told_at) FROM notice WHERE notice.account_id = {table}.account_id"  # noqa: S608
            f" AND notice.happening = '{happening}' AND {_WORKS}"
        )
        of_email = " WHERE kind <> 'username'" if table == "identifier" else ""
        op.execute(f"UPDATE {table} SET {column} = coalesce(({told_at}), 0){of_email}")  # noqa: S608
    # Codes went to every address, those that a thief had just added among them. The code of the first change
    # that added one undoes that and all that came after it; the later ones would serve the thief.
    op.execute(
        f"UPDATE notice SET ended = 'void', before = NULL WHERE {_WORKS} AND EXISTS ("  # noqa: S608
        "SELECT 1 FROM notice AS earlier WHERE earlier.account_id = notice.account_id"
        " AND earlier.id < notice.id AND earlier.expires_at > notice.told_at"
        " AND earlier.ended = ''"
        " AND (earlier.happening = 'email-changed'"
        " OR (earlier.happening IN ('method-added', 'method-replaced') AND earlier.about <> 'app')))"
    )
    op.add_column("notice", sa.Column("after", sa.LargeBinary))
    op.add_column("sent_code", sa.Column("confirmed", sa.Boolean, nullable=False, server_default="0"))
    op.add_column("account", sa.Column("role_suspended", sa.Boolean, nullable=False, server_default="0"))
    op.add_column("account", sa.Column("warned_at", _MOMENT))
    op.add_column("reset_token", sa.Column("opened", sa.Boolean, nullable=False, server_default="0"))
    op.add_column("session", sa.Column("second_step", sa.String, nullable=False, server_default=""))
    op.add_column("session", sa.Column("place", sa.String, nullable=False, server_default=""))
    op.add_column("event", sa.Column("reason", sa.String, nullable=False, server_default=""))
    # One moment for each kind and subject says all; the requests of the last hour are forgotten.
    op.drop_table("request")
    op.create_table(
        "quota",
        sa.Column("subject", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("full_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_quota_full_at", "quota", ["full_at"])
    op.create_table(
        "known_place",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("mark", sa.String, primary_key=True),
        sa.Column("seen_at", _MOMENT, nullable=False),
    )
