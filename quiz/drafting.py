"""Drafts as rows: made, loaded, changed, published."""

from collections.abc import Callable

from msgspec.structs import replace
from sqlalchemy import select, update

from quiz import authoring, catalog, document, draft, formats, proofreading, slugs, steps
from quiz.authoring import Publication
from quiz.database import Transaction
from quiz.document import Quiz
from quiz.draft import Draft, DraftQuestion
from quiz.errors import Invalid, NotFound
from quiz.rights import HeldQuiz
from quiz.tables import quizzes, revisions
from quiz.teachers import Teacher

MOST_DONE = 50  # nonces remembered
LARGEST = 8_000_000  # characters of a draft, with the steps that lead back


def create(db: Transaction, teacher: Teacher, new: Draft, nonce: str) -> int:
    """A new quiz of the teacher's with this draft; its id. The same nonce again finds the same quiz."""
    quiz_id, _ = create_once(db, teacher, new, nonce)
    return quiz_id


def create_once(db: Transaction, teacher: Teacher, new: Draft, nonce: str) -> tuple[int, bool]:
    """The same, and whether it was made now."""
    slug = slugs.stand_in(teacher.id, nonce)
    values = {"slug": slug, "owner_id": teacher.id, "changed_at": catalog.now(), **_columns(new)}
    insert = db.insert(quizzes).values(values).on_conflict_do_nothing()
    made = db.execute(insert.returning(quizzes.c.id)).scalar()
    if made is not None:
        return made, True
    return db.execute(select(quizzes.c.id).where(quizzes.c.slug == slug)).scalar_one(), False


def empty(title: str = "") -> Draft:
    return draft.of_quiz(Quiz(title=title))


def example(kind: str) -> DraftQuestion:
    """One to begin with."""
    quiz = formats.markdown.read(f"# Example\n\n{draft.KIND_NAMED[kind].example}")
    return draft.draft_question(quiz.questions[0])


def load(db: Transaction, quiz_id: int) -> Draft:
    """As it stands; that of the live revision if nothing was written since. Raises NotFound."""
    return _load(db, quiz_id, lock=False)


def change(
    db: Transaction, quiz_id: int, teacher: Teacher, what: str, nonce: str, operation: Callable[[Draft], Draft]
) -> Draft:
    """Store what the operation makes of the draft, as one step that can be undone; `what` says in words what it does.

    An operation whose nonce was seen before is done already; "" is for one that may be repeated. Raises what the
    operation raises.
    """
    before = _load(db, quiz_id, lock=True)
    if nonce in before.done:
        return before
    after = steps.stepped(before, operation(before), what, teacher.name, catalog.now())
    return _store(db, quiz_id, before, after, nonce)


def undo(db: Transaction, quiz_id: int, teacher: Teacher, nonce: str) -> Draft:
    """Take back the last step. Raises Invalid if there is none."""
    before = _load(db, quiz_id, lock=True)
    if nonce in before.done:
        return before
    return _store(db, quiz_id, before, steps.undone(before, teacher.name, catalog.now()), nonce)


def publish(db: Transaction, held: HeldQuiz, teacher: Teacher) -> Publication:
    """Make the draft the live revision. Raises Invalid with every problem."""
    before = _load(db, held.id, lock=True)
    quiz, unread = draft.quiz_of(before)
    if unread:
        raise Invalid("Some of what was typed cannot be read. It is marked where it stands.")
    slug = slugs.free(db, quiz.title) if slugs.is_stand_in(held.slug) else held.slug
    db.execute(update(quizzes).where(quizzes.c.id == held.id).values(slug=slug))
    done = authoring.publish(db, slug, quiz, by=teacher.name)
    published = document.keyed(quiz, catalog.revision(db, held.id, done.revision))
    questions = {question.key: draft.draft_question(question) for question in published.questions}
    _write(db, held.id, replace(before, questions=questions, revision=done.revision))
    return done


def whole(current: Draft) -> tuple[Quiz, int]:
    """What can be shown, with keys for all parts, and how many questions cannot: they might not know what is right."""
    quiz, unread = draft.quiz_of(current)
    unfinished = {question.key for question in quiz.questions if question.problems()}
    missing = len(unfinished) + sum(part.startswith(draft.QUESTION) for part in unread)
    return document.keyed(document.without(quiz, unfinished)), missing


def problems(current: Draft) -> dict[str, list[str]]:
    """Why it cannot be published, by part: half-sentences."""
    quiz, unread = draft.quiz_of(current)
    found = {part: [why] for part, why in unread.items()}
    for problem in proofreading.found(quiz):
        part = problem.part
        if part.startswith(proofreading.SECTION):
            part = draft.SECTION + current.sections[int(part.removeprefix(proofreading.SECTION)) - 1].key
        found.setdefault(part, []).append(problem.why)
    return found


def _load(db: Transaction, quiz_id: int, *, lock: bool) -> Draft:
    query = select(quizzes.c.draft, quizzes.c.live_revision).where(quizzes.c.id == quiz_id)
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound("There is no quiz at this address.")
    stored = draft.decode(row.draft) if row.draft is not None else None
    if stored and stored.revision == (row.live_revision or 0):
        return stored
    live = catalog.revision(db, quiz_id, row.live_revision)
    if stored is None:
        return replace(draft.of_quiz(live, _keys_ever_used(db, quiz_id)), revision=row.live_revision)
    # It was published from a file meanwhile. What was being written is one step back.
    imported = replace(draft.with_document(stored, live), revision=row.live_revision)
    return steps.stepped(stored, imported, "A file was imported", "", catalog.now())


def _keys_ever_used(db: Transaction, quiz_id: int) -> set[str]:
    """Old answers are stored under them, whether their questions are still asked or not."""
    texts = db.execute(select(revisions.c.document).where(revisions.c.quiz_id == quiz_id)).scalars()
    return {question.key for text in texts for question in document.decode(text).questions}


def _store(db: Transaction, quiz_id: int, before: Draft, after: Draft, nonce: str) -> Draft:
    if after is before:
        return before
    after = replace(after, done=(*after.done, nonce)[-MOST_DONE:]) if nonce else after
    _write(db, quiz_id, after, changed_at=catalog.now())
    return after


def _write(db: Transaction, quiz_id: int, after: Draft, **values: object) -> None:
    db.execute(update(quizzes).where(quizzes.c.id == quiz_id).values(_columns(after) | values))


def _columns(current: Draft) -> dict[str, object]:
    """What a quiz's row holds of its draft. Raises Invalid if that is too much."""
    encoded = draft.encode(current)
    if len(encoded) > LARGEST:
        raise Invalid("This quiz is larger than the site can keep. Please divide it into two.")
    return {"draft": encoded, "title": current.frame.title, "questions": current.asked}
