"""Create quizzes, their revisions, attempts, responses and standings."""

import sqlalchemy as sa
from alembic import op

from quiz.tables import Moment

revision = "20261123"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "quizzes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String(80), nullable=False, unique=True),
        sa.Column("live_revision", sa.Integer),
        sa.Column("opens_at", Moment),
        sa.Column("closes_at", Moment),
        sa.Column("leaderboard", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("deleted_at", Moment),
    )
    op.create_table(
        "revisions",
        sa.Column("quiz_id", sa.Integer, sa.ForeignKey("quizzes.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("questions", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("published_at", Moment, nullable=False),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False, unique=True),
        sa.Column("quiz_id", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("player", sa.Text, nullable=False),
        sa.Column("player_key", sa.Text, nullable=False),
        sa.Column("paper", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("submitted_at", Moment),
        sa.Column("marks", sa.Float),
        sa.Column("max_marks", sa.Float),
        sa.ForeignKeyConstraint(["quiz_id", "revision"], ["revisions.quiz_id", "revisions.number"]),
    )
    op.create_table(
        "responses",
        sa.Column("quiz_id", sa.Integer, sa.ForeignKey("quizzes.id"), primary_key=True),
        sa.Column("attempt_id", sa.Integer, sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("question", sa.String(40), primary_key=True),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("fraction", sa.Float),
        sa.Column("marks", sa.Float),
        sa.Column("answered_at", Moment, nullable=False),
    )
    op.create_table(
        "standings",
        sa.Column("quiz_id", sa.Integer, sa.ForeignKey("quizzes.id"), primary_key=True),
        sa.Column("player_key", sa.Text, primary_key=True),
        sa.Column("player", sa.Text, nullable=False),
        sa.Column("attempt_id", sa.Integer, sa.ForeignKey("attempts.id"), nullable=False),
        sa.Column("marks", sa.Float, nullable=False),
        sa.Column("max_marks", sa.Float, nullable=False),
        sa.Column("fraction", sa.Float, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
    )
    op.create_index(
        "ix_standings_ranking",
        "standings",
        ["quiz_id", sa.text("fraction DESC"), "seconds", "attempt_id"],
    )
