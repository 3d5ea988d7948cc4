"""Policies under evaluation: who owns them, what they measure, and every check-in with its readings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_policies"
down_revision = "0006_calendars"


def upgrade() -> None:
    _create_policies()
    _create_owners()
    _create_check_ins()
    _create_what_they_measure()
    with op.batch_alter_table("preferences") as preferences:
        preferences.add_column(sa.Column("nation", sa.String(), nullable=False, server_default=""))


def _create_policies() -> None:
    op.create_table(
        "policy",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("launch_on", sa.Date(), nullable=False),
        sa.Column("launch_precision", sa.String(40), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("has_review_clause", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True)),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("deputy_id", sa.Integer()),
        sa.Column("handing_to_id", sa.Integer()),
        sa.Column("handing_by_id", sa.Integer()),
        sa.Column("handing_at", sa.DateTime(timezone=True)),
        sa.Column("handing_note", sa.Text(), nullable=False),
        sa.Column("handing_stays", sa.Boolean(), nullable=False),
        sa.Column("ownerless_since", sa.DateTime(timezone=True)),
        sa.Column("naming_id", sa.Integer()),
        sa.Column("naming_until", sa.DateTime(timezone=True)),
        sa.Column("registered_by", sa.Integer()),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plan_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["person.id"], name=op.f("fk_policy_deputy_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["handing_by_id"], ["person.id"], name=op.f("fk_policy_handing_by_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["handing_to_id"], ["person.id"], name=op.f("fk_policy_handing_to_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["naming_id"], ["person.id"], name=op.f("fk_policy_naming_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_policy_owner_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["registered_by"], ["person.id"], name=op.f("fk_policy_registered_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
    )
    op.create_index(op.f("ix_policy_deputy_id"), "policy", ["deputy_id"])
    op.create_index(op.f("ix_policy_naming_until"), "policy", ["naming_until"])
    op.create_index(op.f("ix_policy_owner_id"), "policy", ["owner_id"])
    op.create_index(op.f("ix_policy_plan_at"), "policy", ["plan_at"])


def _create_owners() -> None:
    op.create_table(
        "co_owner",
        sa.Column("policy_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_co_owner_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_co_owner_policy_id_policy"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("policy_id", "person_id", name=op.f("pk_co_owner")),
    )
    op.create_index(op.f("ix_co_owner_person_id"), "co_owner", ["person_id"])

    op.create_table(
        "ownership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_ownership_person_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_ownership_policy_id_policy"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ownership")),
    )
    op.create_index(op.f("ix_ownership_person_id"), "ownership", ["person_id"])
    op.create_index(op.f("ix_ownership_policy_id"), "ownership", ["policy_id"])


def _create_check_ins() -> None:
    op.create_table(
        "check_in",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("policy_id", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("occurs_on", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("stage_of", sa.Date()),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.Column("nudged_at", sa.DateTime(timezone=True)),
        sa.Column("snoozed_until", sa.Date()),
        sa.Column("request_id", sa.String()),
        sa.Column("confidence", sa.Integer()),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("answered_by", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_check_in_answered_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_check_in_policy_id_policy"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_check_in_request_id_request"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("policy_id", "rule", "occurs_on", name="uq_check_in_occurrence"),
    )
    op.create_index(op.f("ix_check_in_answered_at"), "check_in", ["answered_at"])
    op.create_index(op.f("ix_check_in_next_at"), "check_in", ["next_at"])
    op.create_index(op.f("ix_check_in_policy_id"), "check_in", ["policy_id"])
    op.create_index(op.f("ix_check_in_request_id"), "check_in", ["request_id"])


def _create_what_they_measure() -> None:
    op.create_table(
        "measure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("policy_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("direction", sa.String(40), nullable=False),
        sa.Column("baseline", sa.Float()),
        sa.Column("target", sa.Float()),
        sa.Column("beneficiary", sa.String(40)),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_measure_policy_id_policy"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    op.create_index(op.f("ix_measure_policy_id"), "measure", ["policy_id"])

    op.create_table(
        "milestone",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("policy_id", sa.String(), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("happens_on", sa.Date(), nullable=False),
        sa.Column("precision", sa.String(40), nullable=False),
        sa.Column("is_actual", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy.id"], name=op.f("fk_milestone_policy_id_policy"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index(op.f("ix_milestone_policy_id"), "milestone", ["policy_id"])

    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.String(), nullable=False),
        sa.Column("check_in_id", sa.String()),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_in.id"], name=op.f("fk_reading_check_in_id_check_in"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["measure_id"], ["measure.id"], name=op.f("fk_reading_measure_id_measure"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["person.id"], name=op.f("fk_reading_noted_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint("measure_id", "check_in_id", name="uq_reading_check_in"),
    )
    op.create_index(op.f("ix_reading_check_in_id"), "reading", ["check_in_id"])
    op.create_index(op.f("ix_reading_measure_id"), "reading", ["measure_id"])
