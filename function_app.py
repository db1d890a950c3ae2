"""Every URL of the site: one HTTP trigger each. Read the request, call quiz, show a page.

The Functions host tries routes in alphabetical order of *function name* and takes the first that fits, so what
catches everything is named zz_…. HEAD must be listed beside GET. Importing this file does no I/O.
"""

import azure.functions as func

import quiz
from quiz.errors import Closed, Forbidden, Invalid, NotFound
from quiz.web import assets, health, quiz_form
from quiz.web.door import door
from quiz.web.forms import LARGEST
from quiz.web.reply import FOR_A_YEAR, REVALIDATE, Reply, page
from quiz.web.visit import Visit

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

READ = ("GET", "HEAD")
FORM = ("POST",)


@app.route("/", methods=READ)
@door()
def home(visit: Visit) -> Reply:
    """The open quizzes."""
    return page("student/home.html", quizzes=quiz.catalog.open_quizzes(visit.db), player=visit.player)


@app.route("quizzes/{slug}", methods=READ)
@door()
def quiz_page(visit: Visit) -> Reply:
    """A quiz, ready to be filled in."""
    return quiz_form.quiz_page(visit, visit.param("slug"))


@app.route("quizzes/{slug}", methods=FORM)
@door(form=LARGEST)
def quiz_start(visit: Visit) -> Reply:
    """Start an attempt with the answers on the quiz page, and hand it in unless it is only to be saved."""
    try:
        return quiz_form.start(visit, visit.param("slug"))
    except (Invalid, Forbidden) as problem:
        return quiz_form.quiz_page_again(visit, visit.param("slug"), problem)


@app.route("quizzes/{slug}/leaderboard", methods=READ)
@door()
def quiz_leaderboard(visit: Visit) -> Reply:
    """The best attempts; the quiz page fetches it every 30 seconds."""
    leaderboard = quiz.standings.leaderboard(visit.db, visit.param("slug"))
    return page("student/leaderboard.html", cache=REVALIDATE, leaderboard=leaderboard)


@app.route("attempts/{token}", methods=READ)
@door()
def attempt_page(visit: Visit) -> Reply:
    """An attempt: its form while it runs, then its result."""
    return quiz_form.attempt_page(visit, visit.param("token"))


@app.route("attempts/{token}", methods=FORM)
@door(form=LARGEST)
def attempt_save(visit: Visit) -> Reply:
    """Save a running attempt or hand it in."""
    try:
        return quiz_form.save(visit, visit.param("token"))
    except (Invalid, Closed) as problem:
        return quiz_form.attempt_page_again(visit, visit.param("token"), problem)


@app.route("static/{*path}", methods=READ)
@door()
def static_file(visit: Visit) -> Reply:
    """A file of static/. The address that the templates give names the content, and may be kept for a year."""
    asset = assets.find(visit.param("path"))
    is_named = visit.query("v") == asset.digest
    return Reply(asset.body, content_type=asset.content_type, cache=FOR_A_YEAR if is_named else REVALIDATE)


@app.route("healthz", methods=READ)
@door()
def healthz(visit: Visit) -> Reply:
    """For whoever watches the site: ok, or which part is not."""
    return health.report()


@app.route("{*path}")
@door()
def zz_not_found(visit: Visit) -> Reply:
    """Every other address and method."""
    raise NotFound("There is no page at this address. It may have been mistyped, or the quiz has moved.")
