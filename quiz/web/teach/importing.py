"""A new quiz from a file."""

import hashlib

from quiz import access, deleting, drafting, importing, media
from quiz.errors import QuizError
from quiz.web.reply import Reply, redirect
from quiz.web.teach.pages import desk, request_key
from quiz.web.teach.uploading import read, the_file, told
from quiz.web.visit import Visit


def ask(visit: Visit, problem: QuizError | None = None) -> Reply:
    return desk(visit, "import.html", **told(problem))


def take(visit: Visit) -> Reply:
    """A new quiz, not published. What its file says of who may take it counts at once. Raises Invalid."""
    file = the_file(visit)
    document, images = read(visit, file)
    nonce = request_key(visit, "import", hashlib.sha256(file.body).hexdigest())
    made, is_new = drafting.create_once(visit.db, visit.teacher, importing.new_draft(document), nonce)
    if is_new:
        access.admit(visit.db, made, document.access)
        media.add(visit.db, made, list(images.values()))
        deleting.purge(visit.db)
    return redirect(f"/teach/quizzes/{made}")
