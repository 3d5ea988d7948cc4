"""Several Slack workspaces: where the bot is installed, and installations under way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_slack_installations"
down_revision = "0003_accounts"


def upgrade() -> None:
    op.create_table(
        "slack_installation",
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("enterprise_id", sa.String(), nullable=False),
        sa.Column("is_enterprise_install", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("app_id", sa.String(), nullable=False),
        sa.Column("bot_user_id", sa.String(), nullable=False),
        sa.Column("bot_token_sealed", sa.LargeBinary()),
        sa.Column("refresh_token_sealed", sa.LargeBinary()),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("installed_by", sa.String(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.Column("refused_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("renewing", sa.String(), nullable=False),
        sa.Column("renew_after", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_slack_installation")),
    )
    op.create_index(op.f("ix_slack_installation_enterprise_id"), "slack_installation", ["enterprise_id"])
    op.create_table(
        "slack_install_state",
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("browser_hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_slack_install_state")),
    )
    op.create_index(op.f("ix_slack_install_state_expires_at"), "slack_install_state", ["expires_at"])
