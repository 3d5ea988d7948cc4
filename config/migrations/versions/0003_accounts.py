"""What is known of an account: who it is, how to write to it, and whether one can."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_accounts"
down_revision = "0002_conversation"


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("told_on", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("conversation", sa.Text(), server_default="", nullable=False))
        account.add_column(sa.Column("is_guest", sa.Boolean(), server_default=sa.false(), nullable=False))
        account.add_column(sa.Column("introduced_at", sa.DateTime(timezone=True)))
        account.add_column(sa.Column("used_at", sa.DateTime(timezone=True)))
        account.add_column(sa.Column("unreachable", sa.String(length=40)))
        account.add_column(sa.Column("unreachable_since", sa.DateTime(timezone=True)))
