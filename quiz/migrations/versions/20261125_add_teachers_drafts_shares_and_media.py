"""Add teachers, the links that made them, drafts, who shares a quiz, images, and what an attempt was regraded by."""

import sqlalchemy as sa
from alembic import op

from quiz.tables import Moment

revision = "20261125"
down_revision = "20261123b"


def upgrade() -> None:
    op.create_table(
        "teachers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("generation", sa.Integer, nullable=False, server_default="1"),
        sa.Column("time_zone", sa.String(64), nullable=False, server_default="UTC"),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("reset_at", Moment),
        sa.Column("reset_by", sa.Text),
        sa.Column("microsoft_tenant", sa.String(36)),
        sa.Column("microsoft_id", sa.String(36)),
        sa.UniqueConstraint("microsoft_tenant", "microsoft_id", name="uq_teachers_microsoft"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "invitations",
        sa.Column("link_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("purpose", sa.String(10), nullable=False),
        sa.Column("used_by", sa.Integer, sa.ForeignKey("teachers.id", ondelete="SET NULL")),
        sa.Column("used_at", Moment, nullable=False),
    )
    _add_to_quizzes()
    op.add_column("revisions", sa.Column("published_by", sa.Text, nullable=False, server_default=""))
    op.add_column("attempts", sa.Column("graded_by", sa.Integer))
    op.add_column("standings", sa.Column("submitted_at", Moment))
    op.execute(
        "UPDATE standings SET submitted_at = "
        "(SELECT attempts.submitted_at FROM attempts WHERE attempts.id = standings.attempt_id)"
    )
    op.create_table(
        "shares",
        sa.Column("quiz_id", sa.Integer, sa.ForeignKey("quizzes.id"), primary_key=True),
        sa.Column("teacher_id", sa.Integer, sa.ForeignKey("teachers.id"), primary_key=True),
        sa.Column("may_edit", sa.Boolean, nullable=False),
    )
    op.create_index("ix_shares_teacher_id", "shares", ["teacher_id"])
    _create_media()


def _add_to_quizzes() -> None:
    # As SQL: for a column with a foreign key Alembic would copy the table on SQLite, which rows of others point at.
    op.execute(
        "ALTER TABLE quizzes ADD COLUMN owner_id INTEGER CONSTRAINT fk_quizzes_owner_id REFERENCES teachers (id)"
    )
    op.add_column("quizzes", sa.Column("title", sa.Text, nullable=False, server_default=""))
    op.add_column("quizzes", sa.Column("questions", sa.Integer, nullable=False, server_default="0"))
    op.add_column("quizzes", sa.Column("draft", sa.Text))
    op.add_column("quizzes", sa.Column("changed_at", Moment))
    op.add_column("quizzes", sa.Column("listed", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("quizzes", sa.Column("counts", sa.String(10), nullable=False, server_default="best"))
    op.create_index("ix_quizzes_owner_id", "quizzes", ["owner_id"])
    live = "FROM revisions WHERE revisions.quiz_id = quizzes.id AND revisions.number = quizzes.live_revision"
    op.execute(
        f"UPDATE quizzes SET title = coalesce((SELECT revisions.title {live}), ''), "
        f"questions = coalesce((SELECT revisions.questions {live}), 0)"
    )


def _create_media() -> None:
    op.create_table(
        "media",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("content_type", sa.String(20), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
    )
    op.create_table(
        "quiz_media",
        sa.Column("quiz_id", sa.Integer, sa.ForeignKey("quizzes.id"), primary_key=True),
        sa.Column("digest", sa.String(64), sa.ForeignKey("media.digest"), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("added_at", Moment, nullable=False),
    )
    op.create_index("ix_quiz_media_digest", "quiz_media", ["digest"])
