"""Every URL of the site: one HTTP trigger each. Read the request, call quiz, show a page.

The Functions host tries routes in alphabetical order of *function name* and takes the first that fits, so what
catches everything is named zz_…. HEAD must be listed beside GET. Importing this file does no I/O.
"""

import azure.functions as func

import quiz
from quiz.errors import Closed, Forbidden, Invalid, NotFound
from quiz.web import assets, health, practising, reviewing, starting, taking, teach
from quiz.web.door import door
from quiz.web.forms import LARGEST
from quiz.web.reply import FOR_A_YEAR, REVALIDATE, Reply, page
from quiz.web.visit import Visit

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

READ = ("GET", "HEAD")
FORM = ("POST",)

# ------------------------------------------------------------------ students


@app.route("/", methods=READ)
@door()
def home(visit: Visit) -> Reply:
    """The open quizzes."""
    return page("student/home.html", quizzes=quiz.catalog.open_quizzes(visit.db), player=visit.player)


@app.route("quizzes/{slug}", methods=READ)
@door()
def quiz_page(visit: Visit) -> Reply:
    """A quiz, ready to be filled in or started."""
    return starting.show(visit, visit.param("slug"))


@app.route("quizzes/{slug}", methods=FORM)
@door(form=LARGEST)
def quiz_start(visit: Visit) -> Reply:
    """Start an attempt, with the answers on the quiz page if there are any."""
    try:
        return starting.start(visit, visit.param("slug"))
    except (Invalid, Forbidden) as problem:
        return starting.show_again(visit, visit.param("slug"), problem)


@app.route("quizzes/{slug}/leaderboard", methods=READ)
@door()
def quiz_leaderboard(visit: Visit) -> Reply:
    """The best attempts; the quiz page fetches it every 30 seconds."""
    leaderboard = reviewing.leaderboard(visit, quiz.catalog.find(visit.db, visit.param("slug")))
    if leaderboard is None:
        raise NotFound("There is no leaderboard at this address.")
    return page("student/leaderboard.html", cache=REVALIDATE, leaderboard=leaderboard)


@app.route("attempts/{token}", methods=READ)
@door()
def attempt_page(visit: Visit) -> Reply:
    """An attempt: its form while it runs, then its result."""
    return taking.show(visit, visit.param("token"))


@app.route("attempts/{token}", methods=FORM)
@door(form=LARGEST)
def attempt_save(visit: Visit) -> Reply:
    """Save the answers of a page of a running attempt, check one, or hand in."""
    try:
        return taking.save(visit, visit.param("token"))
    except (Invalid, Closed) as problem:
        return taking.show_again(visit, visit.param("token"), problem)


@app.route("attempts/{token}/summary", methods=READ)
@door()
def attempt_summary(visit: Visit) -> Reply:
    """What is answered and what is not, before handing in."""
    return taking.show_summary(visit, visit.param("token"))


@app.route("attempts/{token}/summary", methods=FORM)
@door(form=LARGEST)
def attempt_hand_in(visit: Visit) -> Reply:
    """Hand in what is saved."""
    return taking.hand_in(visit, visit.param("token"))


@app.route("attempts/{token}/name", methods=READ)
@door()
def attempt_name(visit: Visit) -> Reply:
    """A form to correct the player's name."""
    return taking.show_name(visit, visit.param("token"))


@app.route("attempts/{token}/name", methods=FORM)
@door(form=LARGEST)
def attempt_rename(visit: Visit) -> Reply:
    """Correct the player's name."""
    try:
        return taking.rename(visit, visit.param("token"))
    except Invalid as problem:
        return taking.show_name(visit, visit.param("token"), problem)


@app.route("attempts/{token}/practice", methods=READ)
@door()
def attempt_practice(visit: Visit) -> Reply:
    """What was wrong, to be tried again; nothing is stored."""
    return practising.show(visit, visit.param("token"))


@app.route("attempts/{token}/practice", methods=FORM)
@door(form=LARGEST)
def attempt_practise(visit: Visit) -> Reply:
    """What was tried, with its marks."""
    return practising.check(visit, visit.param("token"))


# ------------------------------------------------------------------ teachers: signing in and accounts

# ------------------------------------------------------------------ teachers: their quizzes


@app.route("teach", methods=READ)
@door(demand="teacher")
def teach_dashboard(visit: Visit) -> Reply:
    """The teacher's quizzes."""
    return teach.dashboard.show(visit)


# ------------------------------------------------------------------ teachers: a quiz's questions


@app.route("teach/quizzes/{id:int}", methods=READ)
@door(demand="edit")
def teach_editor(visit: Visit) -> Reply:
    """The editor of a quiz's questions."""
    return teach.editing.show(visit)


@app.route("teach/quizzes/{id:int}", methods=FORM)
@door(form=LARGEST, demand="edit")
def teach_editor_save(visit: Visit) -> Reply:
    """Save what was typed in the editor, then do what its button says."""
    return teach.editing.save(visit)


@app.route("teach/quizzes/{id:int}/questions/{key}", methods=READ)
@door(demand="edit")
def teach_editor_question(visit: Visit) -> Reply:
    """The editor with one question open."""
    return teach.editing.show(visit, visit.param("key"))


@app.route("teach/quizzes/{id:int}/preview", methods=READ)
@door(demand="edit")
def teach_preview(visit: Visit) -> Reply:
    """The draft as a student will see it."""
    return teach.previewing.show(visit)


@app.route("teach/quizzes/{id:int}/preview", methods=FORM)
@door(form=LARGEST, demand="edit")
def teach_preview_check(visit: Visit) -> Reply:
    """What was filled in there, with its marks; nothing is stored."""
    return teach.previewing.check(visit)


# ------------------------------------------------------------------ teachers: a quiz's settings and revisions

# ------------------------------------------------------------------ images

# ------------------------------------------------------------------ teachers: sharing, printing


@app.route("teach/quizzes/{id:int}/share", methods=READ)
@door(demand="results")
def teach_share(visit: Visit) -> Reply:
    """The link for students as a link and as a QR code, the PIN, and who else may see or edit the quiz."""
    return teach.sharing.show(visit)


@app.route("teach/quizzes/{id:int}/wall", methods=READ)
@door(demand="results")
def teach_wall(visit: Visit) -> Reply:
    """The link and the PIN as large as a wall."""
    return teach.sharing.show_wall(visit)


@app.route("teach/quizzes/{id:int}/colleagues", methods=FORM)
@door(form=LARGEST, demand="own")
def teach_colleagues(visit: Visit) -> Reply:
    """Let a colleague see the results or edit, or no more."""
    try:
        return teach.sharing.change(visit)
    except Invalid as problem:
        return teach.sharing.show(visit, problem)


@app.route("teach/quizzes/{id:int}/owner", methods=READ)
@door(demand="own")
def teach_owner(visit: Visit) -> Reply:
    """Ask once more before the quiz is given away."""
    try:
        return teach.sharing.confirm(visit)
    except Invalid as problem:
        return teach.sharing.show(visit, problem)


@app.route("teach/quizzes/{id:int}/owner", methods=FORM)
@door(form=LARGEST, demand="edit")
def teach_hand_over(visit: Visit) -> Reply:
    """Give the quiz away. Whoever has just done so may edit it only, and may send this form twice."""
    try:
        return teach.sharing.hand_over(visit)
    except Invalid as problem:
        return teach.sharing.show(visit, problem)


@app.route("teach/quizzes/{id:int}/print", methods=READ)
@door(demand="edit")
def teach_print(visit: Visit) -> Reply:
    """The quiz on paper; ?key=1 with its right answers."""
    return teach.printing.show(visit)


# ------------------------------------------------------------------ everything else


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
