"""Evidence: what experts were consulted on by shared notes, and what requests are about that were not for somebody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_evidence"
down_revision = "0008_live_readings"


def upgrade() -> None:
    op.create_table(
        "expert_evidence",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["expert_id"], ["expert.id"], name=op.f("fk_expert_evidence_expert_id_expert"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_expert_evidence")),
    )
    op.create_index(op.f("ix_expert_evidence_expert_id"), "expert_evidence", ["expert_id"])
    op.add_column("request", sa.Column("subject", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("note") as note:  # who agreed before was not told that it helps others find the expert
        note.add_column(sa.Column("helps_finding", sa.Boolean(), nullable=False, server_default=sa.false()))
