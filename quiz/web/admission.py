"""Who may come in: what a route asks of a visitor, said where the route is (function_app.py), checked at the door."""

from typing import Literal

import quiz
from quiz.errors import Forbidden, NotFound
from quiz.web.visit import Visit

# A signed-in teacher; one who owns the site; one with this right (quiz/rights.py) on the quiz that {id} names, or
# whose quiz it is even if it was deleted.
Demand = Literal["teacher", "owner", "results", "edit", "own", "own or deleted"]


def admit(visit: Visit, demand: Demand) -> None:
    """Raises SignedOut, Forbidden, or NotFound for a quiz that is not this teacher's business."""
    teacher = visit.teacher
    if demand == "owner" and not teacher.is_owner:
        raise Forbidden("Only an owner of this site may do that.")
    if demand == "own or deleted":
        visit.quiz = quiz.rights.find(visit.db, teacher.id, number(visit.param("id")), "own", deleted=True)
    elif demand != "teacher" and demand != "owner":
        visit.quiz = quiz.rights.find(visit.db, teacher.id, number(visit.param("id")), demand)


def number(text: str) -> int:
    """Raises NotFound for what is no number that a row can have."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 9:
        raise NotFound("There is nothing at this address.")
    return int(text)
