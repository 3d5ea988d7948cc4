"""Live readings: thresholds, where a reading comes from, who may send them, and what was taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_live_readings"
down_revision = "0007_policies"


def upgrade() -> None:
    with op.batch_alter_table("measure") as measure:
        measure.add_column(sa.Column("threshold", sa.Float()))
    with op.batch_alter_table("reading") as reading:
        reading.add_column(sa.Column("source", sa.String(40), nullable=False, server_default="check_in"))
    _create_tokens()
    _create_deliveries()
    op.create_index(op.f("ix_policy_organisation"), "policy", ["organisation"])
    op.create_index(op.f("ix_reading_measure_id_read_on"), "reading", ["measure_id", "read_on"])


def _create_tokens() -> None:
    op.create_table(
        "readings_token",
        sa.Column("policy_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer()),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_readings_token_made_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_readings_token_policy_id_policy"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("policy_id", name=op.f("pk_readings_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_readings_token_digest")),
    )


def _create_deliveries() -> None:
    op.create_table(
        "readings_delivery",
        sa.Column("policy_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_readings_delivery_policy_id_policy"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("policy_id", "key", name=op.f("pk_readings_delivery")),
    )
    op.create_index(op.f("ix_readings_delivery_taken_at"), "readings_delivery", ["taken_at"])
