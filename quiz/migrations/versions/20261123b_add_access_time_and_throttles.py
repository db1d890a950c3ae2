"""Add who may take a quiz and how often, the time an attempt has, what waits for a teacher, and throttles."""

import sqlalchemy as sa
from alembic import op

from quiz.tables import Moment

revision = "20261123b"
down_revision = "20261123"


def upgrade() -> None:
    op.add_column("quizzes", sa.Column("attempts_allowed", sa.Integer))
    op.add_column("quizzes", sa.Column("pin", sa.String(20)))
    op.add_column("quizzes", sa.Column("nicknames", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("attempts", sa.Column("nickname", sa.Text, nullable=False, server_default=""))
    op.add_column("attempts", sa.Column("flagged", sa.Text, nullable=False, server_default="[]"))
    op.add_column("attempts", sa.Column("due_at", Moment))
    op.add_column("attempts", sa.Column("waiting", sa.Integer, nullable=False, server_default="0"))
    op.add_column("responses", sa.Column("version", sa.Integer, nullable=False, server_default="0"))
    op.create_index("ix_attempts_quiz_id_player_key", "attempts", ["quiz_id", "player_key"])
    op.create_table(
        "throttles",
        sa.Column("what", sa.String(100), primary_key=True),
        sa.Column("who", sa.String(64), primary_key=True),
        sa.Column("since", Moment, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
    )
