"""A quiz's images: added from a page or by the editor's script, copied into texts, deleted."""

import msgspec

import quiz
from quiz.errors import Invalid
from quiz.images import Image, markdown
from quiz.media import MOST_BYTES
from quiz.web.reply import JSON, Reply, redirect
from quiz.web.teach.pages import desk
from quiz.web.visit import Visit

FIELD = "pictures"


def show(visit: Visit, wrong: list[str] | None = None) -> Reply:
    images = quiz.media.of_quiz(visit.db, visit.quiz.id)
    return desk(
        visit,
        "images.html",
        status=422 if wrong else 200,
        wrong=wrong or [],
        images=[(image, markdown(image.digest)) for image in images],
        places=quiz.image_places.find(visit.db, visit.quiz.id),
        used=sum(image.size for image in images),
        room=MOST_BYTES,
    )


def add(visit: Visit) -> Reply:
    """What can be taken is, and of the rest it is said why it cannot."""
    visit.leave_database(commit=False)  # nobody has to wait for it while pictures are decoded
    taken: list[Image] = []
    wrong = [] if visit.files else ["Please choose a picture first."]
    for file in visit.files:
        try:
            image = quiz.pictures.take(file.body, file.name)
            quiz.media.add(visit.db, visit.quiz.id, [image])
            visit.keep()
            taken.append(image)
        except Invalid as problem:
            wrong.append(f"{quiz.images.tidied(file.name)}: {problem.message}")
    if visit.request.headers.get("accept", "").startswith(JSON):
        return _json(taken, wrong)
    return show(visit, wrong) if wrong else redirect(_address(visit))


def delete(visit: Visit) -> Reply:
    digest = visit.param("digest")
    quiz.media.refuse_no_digest(digest)
    try:
        quiz.media.remove(visit.db, visit.quiz.id, digest)
    except Invalid as problem:
        return show(visit, [problem.message])
    return redirect(_address(visit))


def _json(taken: list[Image], wrong: list[str]) -> Reply:
    images = [
        {"markdown": markdown(image.digest), "url": f"/media/{image.digest}", "name": image.name} for image in taken
    ]
    body = msgspec.json.encode({"images": images, "problems": wrong})
    return Reply(body, 422 if wrong else 200, JSON)


def _address(visit: Visit) -> str:
    return f"/teach/quizzes/{visit.quiz.id}/images"
