"""One table of sent codes, of sign-ups too; accounts that lack a password, a username or an email."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_MOMENT = sa.BigInteger()
_MAY_LACK = ("username", "email", "verifier")
_OF_A_CODE = "mark, account_id, purpose, about, sealed, code_mark, tries, sent_at, expires_at, confirmed"
_OF_A_SIGN_UP = "mark, username, email, email_lookup, language, verifier"


def upgrade() -> None:
    # Other tables refer to this one, so it is not made anew: SQLite would miss what they refer to.
    for column in _MAY_LACK:
        op.execute(f"ALTER TABLE account ADD COLUMN new_{column} VARCHAR")
    same = ", ".join(f"new_{column} = {column}" for column in _MAY_LACK)
    op.execute(f"UPDATE account SET {same}")  # noqa: S608
    for column in _MAY_LACK:
        op.execute(f"ALTER TABLE account DROP COLUMN {column}")
        op.execute(f"ALTER TABLE account RENAME COLUMN new_{column} TO {column}")
    op.create_table(
        "new_sent_code",
        sa.Column("mark", sa.String, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("code_mark", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("confirmed", sa.Boolean, nullable=False),
    )
    op.execute(
        f"INSERT INTO new_sent_code ({_OF_A_CODE})"  # noqa: S608
        f" SELECT {_OF_A_CODE} FROM sent_code UNION ALL"
        " SELECT mark, NULL, 'sign-up', '', NULL, code_mark, tries, sent_at, expires_at, false FROM sign_up"
    )
    op.drop_table("sent_code")
    op.rename_table("new_sent_code", "sent_code")
    for column in ("account_id", "expires_at"):
        op.create_index(f"ix_sent_code_{column}", "sent_code", [column])
    op.create_table(
        "new_sign_up",
        sa.Column("mark", sa.String, sa.ForeignKey("sent_code.mark", ondelete="CASCADE"), primary_key=True),
        sa.Column("username", sa.String, nullable=False),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("email_lookup", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("verifier", sa.String, nullable=False),
    )
    op.execute(f"INSERT INTO new_sign_up ({_OF_A_SIGN_UP}) SELECT {_OF_A_SIGN_UP} FROM sign_up")  # noqa: S608
    op.drop_table("sign_up")
    op.rename_table("new_sign_up", "sign_up")
