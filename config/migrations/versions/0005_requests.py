"""Requests, offers, consultations that cannot clash, notices, and what people prefer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_requests"
down_revision = "0004_slack_installations"

# Nobody is booked twice at one time. Each half open: a consultation may begin when another ends.
# int8range rather than btree_gist for the person: an extension would need rights that a deployment may not have.
NO_OVERLAP = """
ALTER TABLE booking ADD CONSTRAINT ex_booking_no_overlap EXCLUDE USING gist (
    int8range(person_id, person_id, '[]') WITH &&,
    tstzrange(starts_at, ends_at, '[)') WITH &&
) WHERE (status = 'booked')
"""
NO_OVERLAP_TRIGGER = """
CREATE TRIGGER booking_no_overlap_{event} BEFORE {event} ON booking WHEN NEW.status = 'booked'
BEGIN
    SELECT RAISE(ABORT, 'booking overlaps') WHERE EXISTS (
        SELECT 1 FROM booking
        WHERE person_id = NEW.person_id AND status = 'booked' AND id IS NOT NEW.id
        AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at
    );
END
"""


def upgrade() -> None:
    _create_tables()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(NO_OVERLAP)
    else:
        for event in ("INSERT", "UPDATE"):
            op.execute(NO_OVERLAP_TRIGGER.format(event=event))


def _create_tables() -> None:
    op.create_table(
        "sending_limit",
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True)),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("target", name=op.f("pk_sending_limit")),
    )
    op.create_table(
        "block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("blocked_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["blocked_id"], ["person.id"], name=op.f("fk_block_blocked_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_block_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
        sa.UniqueConstraint("person_id", "blocked_id", name="uq_block_person_blocked"),
    )
    op.create_index(op.f("ix_block_blocked_id"), "block", ["blocked_id"])
    op.create_index(op.f("ix_block_person_id"), "block", ["person_id"])

    op.create_table(
        "preferences",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quiet_hours", sa.String(), nullable=False),
        sa.Column("muted", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_preferences_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_preferences")),
    )
    op.create_table(
        "request",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("adjustments", sa.Text(), nullable=False),
        sa.Column("colleague_email", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("by_when", sa.Date()),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("refinement", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["person.id"], name=op.f("fk_request_requester_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    op.create_index(op.f("ix_request_closes_at"), "request", ["closes_at"])
    op.create_index(op.f("ix_request_requester_id"), "request", ["requester_id"])

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("news", sa.Integer(), nullable=False),
        sa.Column("news_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trying_since", sa.DateTime(timezone=True)),
        sa.Column("message_number", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("is_unsure", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.Column("shown_title", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notice_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notice_person_id"), "notice", ["person_id"])
    op.create_index("ix_notice_state_due_at", "notice", ["state", "due_at"])

    op.create_table(
        "offer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer()),
        sa.Column("stands_in_for", sa.String(), nullable=False),
        sa.Column("passed_on_by", sa.Integer()),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("suggested", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("snoozed_until", sa.DateTime(timezone=True)),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["expert_id"], ["expert.id"], name=op.f("fk_offer_expert_id_expert"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["passed_on_by"], ["person.id"], name=op.f("fk_offer_passed_on_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_offer_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_offer_pool_id_pool"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_offer_request_id_request"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("request_id", "person_id", name="uq_offer_request_person"),
    )
    op.create_index(op.f("ix_offer_expert_id"), "offer", ["expert_id"])
    op.create_index(op.f("ix_offer_expires_at"), "offer", ["expires_at"])
    op.create_index(op.f("ix_offer_offered_at"), "offer", ["offered_at"])
    op.create_index(op.f("ix_offer_person_id"), "offer", ["person_id"])
    op.create_index(op.f("ix_offer_remind_at"), "offer", ["remind_at"])
    op.create_index(op.f("ix_offer_snoozed_until"), "offer", ["snoozed_until"])
    op.create_index(
        "uq_offer_accepted",
        "offer",
        ["request_id"],
        unique=True,
        sqlite_where=sa.text("status = 'accepted'"),
        postgresql_where=sa.text("status = 'accepted'"),
    )

    op.create_table(
        "consultation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("offer_id", sa.String(), nullable=False),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("expert_person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["expert_person_id"],
            ["person.id"],
            name=op.f("fk_consultation_expert_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_consultation_offer_id_offer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_consultation_request_id_request"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["person.id"], name=op.f("fk_consultation_requester_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("request_id", name=op.f("uq_consultation_request_id")),
    )
    op.create_index(op.f("ix_consultation_expert_person_id"), "consultation", ["expert_person_id"])
    op.create_index(op.f("ix_consultation_requester_id"), "consultation", ["requester_id"])
    op.create_index(op.f("ix_consultation_starts_at"), "consultation", ["starts_at"])

    op.create_table(
        "message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("offer_id", sa.String(), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_answer", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_message_offer_id_offer"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["person.id"], name=op.f("fk_message_recipient_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["person.id"], name=op.f("fk_message_sender_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_offer_id"), "message", ["offer_id"])
    op.create_index(op.f("ix_message_recipient_id"), "message", ["recipient_id"])
    op.create_index(op.f("ix_message_sender_id"), "message", ["sender_id"])

    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_expert", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_booking_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_booking_person_id_person"), ondelete="CASCADE"
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_booking_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("consultation_id", "person_id", name="uq_booking_consultation_person"),
    )
    op.create_index("ix_booking_person_id_starts_at", "booking", ["person_id", "starts_at"])

    with op.batch_alter_table("expert") as expert:
        expert.add_column(sa.Column("daily_cap", sa.Integer()))
        expert.add_column(sa.Column("monthly_cap", sa.Integer()))
