"""The app without a network: requests go through the local host's own routing to the triggers."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from html import unescape
from urllib.parse import urlencode

from sqlalchemy import insert
from werkzeug.test import Client, TestResponse

import quiz
from quiz.document import Quiz, Section
from quiz.images import Image
from quiz.questions.choices import Choice
from quiz.questions.multiple_choice import MultipleChoice
from quiz.questions.short_text import Accepted, ShortText
from quiz.questions.true_false import TrueFalse
from quiz.tables import teachers
from quiz.web import session
from quiz.web.wsgi import Host, local_host

# The quiz of most tests: its keys are q1 (choices a, b, c; b is right), q2 (true), q3 ("404"); 4 marks.
SMALL = Quiz(
    title="Small <quiz>",
    text="For *tests*.",
    sections=(
        Section(
            questions=(
                MultipleChoice(
                    text="Which?",
                    choices=(Choice(text="first"), Choice(text="second", credit=1), Choice(text="third")),
                    explanation="Because second.",
                ),
                TrueFalse(text="So?", right=True),
                ShortText(text="Status?", accepted=(Accepted(text="404"),), marks=2),
            )
        ),
    ),
)
RIGHT = {"answer.q1": "b", "answer.q2": "true", "answer.q3": "404"}
Fields = Mapping[str, str | Sequence[str]]
BOUNDARY = "----site7MA4YWxk"


def publish(slug: str = "small", document: Quiz = SMALL, images: Collection[Image] = ()) -> None:
    with quiz.database.transaction(write=True) as db:
        quiz.authoring.publish(db, slug, document, images=images)
    quiz.memory.forget()


@cache
def host() -> Host:
    return local_host()


class Site:
    """A browser that never runs a script: it keeps cookies and fills in forms."""

    def __init__(self) -> None:
        self.client = Client(host())

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=_headers(headers))

    def post(self, path: str, fields: Fields | bytes, **headers: str) -> TestResponse:
        body = fields if isinstance(fields, bytes) else urlencode(fields, doseq=True).encode()
        own = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        return self.client.post(path, data=body, headers=own | _headers(headers))

    def upload(self, path: str, *files: tuple[str, bytes], **headers: str) -> TestResponse:
        """Files of a field "pictures", by their names."""
        own = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Sec-Fetch-Site": "same-origin"}
        return self.client.post(path, data=multipart(files), headers=own | _headers(headers))

    def ticket(self, slug: str = "small") -> str:
        return hidden(self.get(f"/quizzes/{slug}"), "ticket")

    def hand_in(self, slug: str = "small", ticket: str = "", **fields: str | Sequence[str]) -> TestResponse:
        """Fields are q1="b" for answer.q1, and name."""
        sent = {"ticket": ticket or self.ticket(slug), "name": "Ada", "do": "finish", **_answers(fields)}
        return self.post(f"/quizzes/{slug}", sent)

    def save(self, slug: str = "small", ticket: str = "", **fields: str | Sequence[str]) -> TestResponse:
        sent = {"ticket": ticket or self.ticket(slug), "name": "Ada", "do": "save", **_answers(fields)}
        return self.post(f"/quizzes/{slug}", sent)


def multipart(files: Sequence[tuple[str, bytes]], field: str = "pictures") -> bytes:
    about = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{{}}"\r\n\r\n'
    parts = (about.format(name).encode() + body + b"\r\n" for name, body in files)
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def _headers(named: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in named.items()}


def _answers(fields: Fields) -> dict[str, str | Sequence[str]]:
    return {f"answer.{name}" if re.fullmatch(r"q\d+", name) else name: value for name, value in fields.items()}


def hidden(page: TestResponse, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page.text)
    assert found, f"no field {name} in {page.text}"
    return unescape(found[1])


def written(text: str, slug: str = "written") -> None:
    """Publish a quiz as a file holds it."""
    publish(slug, quiz.formats.markdown.read(text))


# ------------------------------------------------------------------ teachers

PASSWORD = "three words joined"


def new_teacher(name: str = "Tess", role: str = "teacher", password: str = "") -> int:
    """The cast: Tess owns the quiz, Carl is a colleague, Olga owns the site. Their addresses are tess@example.org …

    Without a password nobody can sign in, which spares the time to hash it.
    """
    with quiz.database.transaction(write=True) as db:
        values = {"email": f"{name.lower()}@example.org", "name": name, "role": role, "created_at": quiz.catalog.now()}
        new = insert(teachers).values(password_hash=_hash(password), **values)
        return int(db.execute(new.returning(teachers.c.id)).scalar_one())


@cache
def _hash(password: str) -> str:
    return quiz.passwords.new_hash(password) if password else "!"


def of_teacher(teacher_id: int) -> quiz.teachers.Teacher:
    with quiz.database.transaction(write=False) as db:
        return quiz.teachers.find(db, teacher_id)


def signed_in(teacher_id: int, generation: int = 1) -> Site:
    """A browser in which this teacher has signed in."""
    site = Site()
    known = session.TeacherSession(teacher_id, generation)
    site.client.set_cookie(session.TEACHER_COOKIE, session.sign_teacher(known))
    return site
