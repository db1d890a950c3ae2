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
    UniqueConstraint,
    false,
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

# `email` is how it was typed, folded. A session carries the id and `generation`; raising it ends all of them, and no
# id is given out twice, which the migration tells SQLite: told here, it would import that dialect wherever the app
# starts. `reset_at` and `reset_by` (a name) stand until the teacher has seen that the password was reset.
teachers = Table(
    "teachers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("role", String(10), nullable=False),
    Column("generation", Integer, nullable=False, server_default="1"),
    Column("time_zone", String(64), nullable=False, server_default="UTC"),
    Column("created_at", Moment, nullable=False),
    Column("reset_at", Moment),
    Column("reset_by", Text),
    Column("microsoft_tenant", String(36)),  # the account at Microsoft with which the teacher signs in, too
    Column("microsoft_id", String(36)),
    UniqueConstraint("microsoft_tenant", "microsoft_id", name="uq_teachers_microsoft"),
)

# The links that were used. A link is signed, so that nothing is stored when it is made; a row here, with the SHA-256 of
# its secret, makes it worthless.
invitations = Table(
    "invitations",
    metadata,
    Column("link_hash", LargeBinary(32), primary_key=True),
    Column("purpose", String(10), nullable=False),
    Column("used_by", ForeignKey("teachers.id", ondelete="SET NULL")),
    Column("used_at", Moment, nullable=False),
)

# What takes effect at once, and the draft: the JSON of quiz.draft.Draft, null while it is as the live revision says.
# What is asked, and how, stands in the live revision. `title` is the draft's, `questions` how many it asks.
# `owner_id` is null while there is no teacher. `counts` is which of a player's attempts does: best, first or last.
quizzes = Table(
    "quizzes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("owner_id", ForeignKey("teachers.id")),
    Column("title", Text, nullable=False, server_default=""),
    Column("questions", Integer, nullable=False, server_default="0"),
    Column("draft", Text),
    Column("changed_at", Moment),
    Column("live_revision", Integer),
    Column("listed", Boolean, nullable=False, server_default=true()),
    Column("counts", String(10), nullable=False, server_default="best"),
    Column("opens_at", Moment),
    Column("closes_at", Moment),
    Column("attempts_allowed", Integer),
    Column("pin", String(20)),
    Column("leaderboard", Boolean, nullable=False, server_default=true()),
    Column("nicknames", Boolean, nullable=False, server_default=false()),
    Column("deleted_at", Moment),
)

# Colleagues who may see a quiz's results or, beyond that, edit it.
shares = Table(
    "shares",
    metadata,
    Column("quiz_id", ForeignKey("quizzes.id"), primary_key=True),
    Column("teacher_id", ForeignKey("teachers.id"), primary_key=True),
    Column("may_edit", Boolean, nullable=False),
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
    Column("published_by", Text, nullable=False, server_default=""),
)

# `paper` is JSON: [[question key, [choice keys]], ...] in the order shown. `token_hash` is the SHA-256 of the
# token in the student's address; the token itself is stored nowhere. `flagged` is JSON: the keys of the questions
# marked for review. `due_at` is when the time limit ends, `waiting` how many answers a teacher has yet to mark,
# `graded_by` the revision whose key its marks go by, null for its own.
attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("quiz_id", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("player", Text, nullable=False),
    Column("player_key", Text, nullable=False),
    Column("nickname", Text, nullable=False, server_default=""),
    Column("paper", Text, nullable=False),
    Column("flagged", Text, nullable=False, server_default="[]"),
    Column("version", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("submitted_at", Moment),
    Column("marks", Float),
    Column("max_marks", Float),
    Column("waiting", Integer, nullable=False, server_default="0"),
    Column("graded_by", Integer),
    ForeignKeyConstraint(["quiz_id", "revision"], ["revisions.quiz_id", "revisions.number"]),
    Index("ix_attempts_quiz_id_player_key", "quiz_id", "player_key"),
)

# `version` is the attempt's that brought the answer. `answer` is JSON of keys and texts; `fraction` and `marks` are
# null until the attempt is handed in or the question checked, and while the answer waits for a teacher.
responses = Table(
    "responses",
    metadata,
    Column("quiz_id", ForeignKey("quizzes.id"), primary_key=True),
    Column("attempt_id", ForeignKey("attempts.id"), primary_key=True),
    Column("question", String(40), primary_key=True),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("answer", Text, nullable=False),
    Column("fraction", Float),
    Column("marks", Float),
    Column("answered_at", Moment, nullable=False),
)

# The attempt of each player that counts. `submitted_at` is null where older code has placed it.
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
    Column("submitted_at", Moment),
)
Index(
    "ix_standings_ranking",
    standings.c.quiz_id,
    standings.c.fraction.desc(),
    standings.c.seconds,
    standings.c.attempt_id,
)

# How often something was tried since a moment: "pin 7" by a browser or an address.
throttles = Table(
    "throttles",
    metadata,
    Column("what", String(100), primary_key=True),
    Column("who", String(64), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
)

# Images by the SHA-256 of their bytes, in hexadecimal; re-encoded, so that nothing but the picture is in them.
media = Table(
    "media",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("content_type", String(20), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
)

# Which quiz an image belongs to, under the name its file had; it is fetched only through a quiz.
quiz_media = Table(
    "quiz_media",
    metadata,
    Column("quiz_id", ForeignKey("quizzes.id"), primary_key=True),
    Column("digest", ForeignKey("media.digest"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
)
Index("ix_quiz_media_digest", quiz_media.c.digest)
Index("ix_quizzes_owner_id", quizzes.c.owner_id)
Index("ix_shares_teacher_id", shares.c.teacher_id)
