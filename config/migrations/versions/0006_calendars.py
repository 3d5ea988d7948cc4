"""Busy times, calendar links, changes of consultations, and what people say afterwards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_calendars"
down_revision = "0005_requests"


def upgrade() -> None:
    with op.batch_alter_table("expert") as expert:
        expert.add_column(sa.Column("commissioning", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("consultation") as consultation:
        consultation.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        consultation.add_column(sa.Column("moved_at", sa.DateTime(timezone=True)))
        consultation.add_column(sa.Column("changed_at", sa.DateTime(timezone=True)))
        consultation.add_column(sa.Column("changed_by", sa.Integer()))
        consultation.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        consultation.add_column(sa.Column("moving_by", sa.Integer()))
        consultation.add_column(sa.Column("moving_to", sa.JSON(), nullable=False, server_default="[]"))
        consultation.add_column(sa.Column("absent_id", sa.Integer()))
        for column in ("changed_by", "moving_by", "absent_id"):
            consultation.create_foreign_key(
                op.f(f"fk_consultation_{column}_person"), "person", [column], ["id"], ondelete="SET NULL"
            )

    op.create_table(
        "calendar",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("address_digest", sa.String(), nullable=False),
        sa.Column("busy", sa.JSON(), nullable=False),
        sa.Column("known_from", sa.DateTime(timezone=True)),
        sa.Column("known_until", sa.DateTime(timezone=True)),
        sa.Column("fetched_at", sa.DateTime(timezone=True)),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["expert_id"], ["expert.id"], name=op.f("fk_calendar_expert_id_expert"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("expert_id", name=op.f("pk_calendar")),
    )
    op.create_index(op.f("ix_calendar_next_at"), "calendar", ["next_at"])

    op.create_table(
        "calendar_link",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_link_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_link_digest")),
    )

    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("useful", sa.String(40), nullable=False),
        sa.Column("got_it", sa.String(40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("difference", sa.String(40), nullable=False),
        sa.Column("what_changed", sa.Text(), nullable=False),
        sa.Column("difference_at", sa.DateTime(timezone=True)),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_feedback_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_feedback_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("consultation_id", "person_id", name="uq_feedback_consultation_person"),
    )
    op.create_index(op.f("ix_feedback_person_id"), "feedback", ["person_id"])

    op.create_table(
        "note",
        sa.Column("consultation_id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer()),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("requester_agreed_at", sa.DateTime(timezone=True)),
        sa.Column("expert_agreed_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_note_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_note_written_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_note")),
    )
