"""Who belongs to the site: roles, and leaving. An owner always stays."""

from sqlalchemy import delete, select, update

from quiz import teachers
from quiz.database import Transaction
from quiz.errors import Invalid
from quiz.tables import quizzes, shares
from quiz.tables import teachers as table
from quiz.teachers import LOCK, Role


def set_role(db: Transaction, teacher_id: int, role: Role) -> None:
    """Raises NotFound, and Invalid for the last owner."""
    db.lock(LOCK)
    teachers.find(db, teacher_id)
    if role != "owner" and is_last_owner(db, teacher_id):
        raise Invalid("A site needs an owner.", {"role": "This is the only one. Make a colleague an owner first."})
    db.execute(update(table).where(table.c.id == teacher_id).values(role=role))


def remove(db: Transaction, teacher_id: int, heir_id: int) -> None:
    """Delete the account; its quizzes go to the heir. Raises Invalid for the last owner or a wrong heir."""
    db.lock(LOCK)
    # FOR UPDATE, so that nobody can store one more quiz of theirs in between.
    both = select(table.c.id).where(table.c.id.in_((teacher_id, heir_id))).with_for_update()
    found = set(db.execute(both).scalars())
    if teacher_id not in found:
        return  # gone already: the same form was sent twice
    if heir_id not in found or heir_id == teacher_id:
        raise Invalid("Somebody must take over the quizzes.", {"heir": "Please choose a colleague."})
    if is_last_owner(db, teacher_id):
        raise Invalid("A site needs an owner.", {"heir": "This is the only one. Make a colleague an owner first."})
    _hand_over(db, teacher_id, heir_id)
    db.execute(delete(table).where(table.c.id == teacher_id))


def is_last_owner(db: Transaction, teacher_id: int) -> bool:
    owners = select(table.c.id).where(table.c.role == "owner").limit(2)
    return db.execute(owners).scalars().all() == [teacher_id]


def _hand_over(db: Transaction, teacher_id: int, heir_id: int) -> None:
    """What was shared with the leaving teacher ends; what the heir could see by a share is now the heir's own."""
    theirs = select(quizzes.c.id).where(quizzes.c.owner_id == teacher_id)
    db.execute(delete(shares).where((shares.c.teacher_id == heir_id) & shares.c.quiz_id.in_(theirs)))
    db.execute(delete(shares).where(shares.c.teacher_id == teacher_id))
    db.execute(update(quizzes).where(quizzes.c.owner_id == teacher_id).values(owner_id=heir_id))
