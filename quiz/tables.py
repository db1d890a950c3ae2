"""The tables. Values go in and come out as these columns say; the queries live with the modules that ask them."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    true,
)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware and UTC in Python; SQLite, which keeps no zones, stores the UTC clock."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Names for every constraint, so that a later migration can name what it changes on both databases.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# What takes effect at once. What is asked, and how, stands in the live revision.
quizzes = Table(
    "quizzes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("live_revision", Integer),
    Column("opens_at", Moment),
    Column("closes_at", Moment),
    Column("leaderboard", Boolean, nullable=False, server_default=true()),
    Column("deleted_at", Moment),
)

# Published and never changed: `document` is the JSON of quiz.document.Quiz; title and questions are
# copied out of it so that a list of quizzes need not read the documents.
revisions = Table(
    "revisions",
    metadata,
    Column("quiz_id", ForeignKey("quizzes.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("questions", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
)

# `paper` is JSON: [[question key, [choice keys]], ...] in the order shown. `token_hash` is the SHA-256 of the
# token in the student's address; the token itself is stored nowhere.
attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("quiz_id", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("player", Text, nullable=False),
    Column("player_key", Text, nullable=False),
    Column("paper", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("submitted_at", Moment),
    Column("marks", Float),
    Column("max_marks", Float),
    ForeignKeyConstraint(["quiz_id", "revision"], ["revisions.quiz_id", "revisions.number"]),
)

# `answer` is JSON of keys and texts; `fraction` and `marks` are null until the attempt is handed in.
responses = Table(
    "responses",
    metadata,
    Column("quiz_id", ForeignKey("quizzes.id"), primary_key=True),
    Column("attempt_id", ForeignKey("attempts.id"), primary_key=True),
    Column("question", String(40), primary_key=True),
    Column("answer", Text, nullable=False),
    Column("fraction", Float),
    Column("marks", Float),
    Column("answered_at", Moment, nullable=False),
)

standings = Table(
    "standings",
    metadata,
    Column("quiz_id", ForeignKey("quizzes.id"), primary_key=True),
    Column("player_key", Text, primary_key=True),
    Column("player", Text, nullable=False),
    Column("attempt_id", ForeignKey("attempts.id"), nullable=False),
    Column("marks", Float, nullable=False),
    Column("max_marks", Float, nullable=False),
    Column("fraction", Float, nullable=False),
    Column("seconds", Float, nullable=False),
)
Index(
    "ix_standings_ranking",
    standings.c.quiz_id,
    standings.c.fraction.desc(),
    standings.c.seconds,
    standings.c.attempt_id,
)
