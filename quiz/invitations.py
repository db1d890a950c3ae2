"""Using a link (quiz/links.py): a new teacher, or a new password.

Using one stores the hash of its secret, which makes it worthless from then on. Until then it is good for its seven
days, and as long as its maker could be signed in and make it again.
"""

import hashlib

import msgspec
from sqlalchemy import select, update

from quiz import catalog, principals, teachers
from quiz.database import Transaction
from quiz.errors import Invalid, NotFound
from quiz.links import NOT_GOOD, Link
from quiz.principals import Principal
from quiz.tables import invitations, quizzes
from quiz.tables import teachers as table
from quiz.teachers import Teacher


class Good(msgspec.Struct, frozen=True):
    """A link that works. `by` is its maker's name, "" for the command line; `account` is whose password it resets."""

    by: str
    account: Teacher | None


def check(db: Transaction, link: Link) -> Good:
    """Raises NotFound for a link that is used, too old, or that its maker could not make any more."""
    maker = teachers.of_session(db, *link.maker) if link.maker else None
    account = teachers.of_session(db, *link.account) if link.account else None
    needs_owner = link.purpose == "reset" or link.role == "owner"
    is_over = (
        link.until <= catalog.now().timestamp()
        or user(db, link) is not None
        or (link.maker is not None and (maker is None or (needs_owner and not maker.is_owner)))
        or (link.purpose == "reset" and account is None)
        or (link.purpose == "first" and teachers.are_there(db))
    )
    if is_over:
        raise NotFound(NOT_GOOD)
    return Good(maker.name if maker else "", account)


def register(
    db: Transaction,
    link: Link,
    email: str,
    name: str,
    password_hash: str,
    time_zone: str,
    principal: Principal | None = None,
) -> Teacher:
    """The new teacher. The first one owns the site, and all quizzes that are there. Raises NotFound, Invalid."""
    db.lock(teachers.LOCK)
    check(db, link)
    principals.refuse_anothers(db, principal)
    is_first = not teachers.are_there(db)
    new = db.insert(table).values(
        email=email,
        name=name,
        password_hash=password_hash,
        role="owner" if is_first else link.role,
        time_zone=time_zone,
        created_at=catalog.now(),
    )
    teacher_id = db.execute(new.on_conflict_do_nothing(index_elements=[table.c.email]).returning(table.c.id)).scalar()
    if teacher_id is None:
        raise Invalid("There is an account already.", {"email": "Somebody has registered with this address before."})
    _use(db, link, teacher_id)
    if principal:
        principals.bind(db, principal, teacher_id)
    if is_first:
        db.execute(update(quizzes).where(quizzes.c.owner_id.is_(None)).values(owner_id=teacher_id))
    return teachers.find(db, teacher_id)


def reset(db: Transaction, link: Link, password_hash: str, principal: Principal | None = None) -> None:
    """Store the new password and end all sessions. Raises NotFound, Invalid."""
    db.lock(teachers.LOCK)
    good = check(db, link)
    if good.account is None:
        raise NotFound(NOT_GOOD)
    principals.refuse_anothers(db, principal, good.account.id)
    _use(db, link, good.account.id)
    if principal:
        principals.bind(db, principal, good.account.id)
    teachers.reset_password(db, good.account.known, password_hash, good.by)


def user(db: Transaction, link: Link) -> str | None:
    """The address of who has used it, "" if they have left since, None if nobody has."""
    used = (
        select(table.c.email)
        .select_from(invitations.outerjoin(table, table.c.id == invitations.c.used_by))
        .where(invitations.c.link_hash == _hash(link))
    )
    row = db.execute(used).one_or_none()
    return (row.email or "") if row else None


def _use(db: Transaction, link: Link, teacher_id: int) -> None:
    values = {"purpose": link.purpose, "used_by": teacher_id, "used_at": catalog.now()}
    once = db.insert(invitations).values(link_hash=_hash(link), **values).on_conflict_do_nothing()
    if not db.execute(once).rowcount:
        raise NotFound(NOT_GOOD)


def _hash(link: Link) -> bytes:
    """Of the secret, not of the link's text: base64 can spell the same bytes in several ways."""
    return hashlib.sha256(link.secret.encode()).digest()
