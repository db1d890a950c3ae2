"""What forms for a quiz's file share."""

from collections.abc import Collection, Mapping
from typing import Any

from quiz import importing, media
from quiz.document import Quiz
from quiz.errors import Invalid, QuizError
from quiz.images import Image
from quiz.web import mistakes
from quiz.web.uploads import File
from quiz.web.visit import Visit

FIELD = "file"


def read(visit: Visit, file: File) -> tuple[Quiz, Mapping[str, Image]]:
    """Raises Invalid with one line for each problem. Nobody has to wait for the database while pictures are decoded."""

    def known(digests: Collection[str]) -> Mapping[str, Image]:
        found = media.known(visit.db, digests)
        visit.leave_database(commit=False)
        return found

    visit.leave_database(commit=False)
    return importing.read(file.name, file.body, known)


def the_file(visit: Visit) -> File:
    """Raises Invalid."""
    files = [file for file in visit.files if file.field == FIELD]
    if len(files) != 1:
        raise Invalid("Please choose one file.")
    return files[0]


def told(problem: QuizError | None) -> dict[str, Any]:
    """For a page: its status, and the problems of a file line by line."""
    lines = problem.message.splitlines() if problem else []
    return mistakes.beside_fields(problem) | {"problems": lines}
