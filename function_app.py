"""Every URL of the site: one HTTP trigger each. Read the request, call quiz, show a page.

The Functions host tries routes in alphabetical order of *function name* and takes the first that fits, so what
catches everything is named zz_…. HEAD must be listed beside GET. Importing this file does no I/O.
"""

import azure.functions as func

import quiz
from quiz.errors import Closed, Conflict, Forbidden, Invalid, NotFound, TooOften
from quiz.web import assets, health, practising, reviewing, starting, taking, teach
from quiz.web.door import door
from quiz.web.forms import LARGEST, LARGEST_KEPT
from quiz.web.reply import FOR_A_YEAR, FOR_A_YEAR_HERE, REVALIDATE, Reply, page
from quiz.web.uploads import LARGEST_UPLOAD
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


@app.route("teach/sign-in", methods=READ)
@door()
def teach_sign_in(visit: Visit) -> Reply:
    """E-mail and password."""
    return teach.signing_in.show(visit)


@app.route("teach/sign-in", methods=FORM)
@door(form=LARGEST_KEPT)
def teach_sign_in_check(visit: Visit) -> Reply:
    """Sign in, and go on with what was interrupted."""
    try:
        return teach.signing_in.sign_in(visit)
    except (Invalid, TooOften) as problem:
        return teach.signing_in.show_again(visit, problem)


@app.route("teach/microsoft", methods=READ)
@door()
def teach_microsoft(visit: Visit) -> Reply:
    """Come in as whom Azure has signed in at Microsoft."""
    return teach.signing_in.by_microsoft(visit)


@app.route("teach/sign-out", methods=FORM)
@door(form=LARGEST)
def teach_sign_out(visit: Visit) -> Reply:
    """Sign out in this browser, or everywhere."""
    return teach.signing_in.sign_out(visit)


@app.route("teach/invitations/{token}", methods=READ)
@door()
def teach_invitation(visit: Visit) -> Reply:
    """A form to register, or for a new password."""
    return teach.registering.show(visit)


@app.route("teach/invitations/{token}", methods=FORM)
@door(form=LARGEST)
def teach_invitation_use(visit: Visit) -> Reply:
    """Use the link up."""
    try:
        return teach.registering.use(visit)
    except Invalid as problem:
        return teach.registering.show(visit, problem)


@app.route("teach/account", methods=READ)
@door(demand="teacher")
def teach_account(visit: Visit) -> Reply:
    """The teacher's own account."""
    return teach.account.show(visit)


@app.route("teach/account", methods=FORM)
@door(form=LARGEST, demand="teacher")
def teach_account_change(visit: Visit) -> Reply:
    """Change the name, the time zone or the password, or leave."""
    try:
        return teach.account.change(visit)
    except (Invalid, TooOften) as problem:
        return teach.account.show(visit, problem)


@app.route("teach/people", methods=READ)
@door(demand="teacher")
def teach_people(visit: Visit) -> Reply:
    """Everybody who writes quizzes on this site."""
    return teach.people.show(visit)


@app.route("teach/people", methods=FORM)
@door(form=LARGEST, demand="teacher")
def teach_people_invite(visit: Visit) -> Reply:
    """Make a link for one more."""
    try:
        return teach.people.invite(visit)
    except Invalid as problem:
        return teach.people.show(visit, problem)


@app.route("teach/people/{id:int}", methods=READ)
@door(demand="owner")
def teach_person(visit: Visit) -> Reply:
    """What an owner may change about a colleague."""
    return teach.person.show(visit)


@app.route("teach/people/{id:int}", methods=FORM)
@door(form=LARGEST, demand="owner")
def teach_person_change(visit: Visit) -> Reply:
    """Change the role, make a link for a new password, or remove."""
    try:
        return teach.person.change(visit)
    except Invalid as problem:
        return teach.person.show(visit, problem)


# ------------------------------------------------------------------ teachers: their quizzes


@app.route("teach", methods=READ)
@door(demand="teacher")
def teach_dashboard(visit: Visit) -> Reply:
    """The teacher's quizzes."""
    return teach.dashboard.show(visit)


@app.route("teach/quizzes", methods=FORM)
@door(form=LARGEST, demand="teacher")
def teach_new_quiz(visit: Visit) -> Reply:
    """Make an empty quiz."""
    try:
        return teach.dashboard.create(visit)
    except Invalid as problem:
        return teach.dashboard.show(visit, problem)


@app.route("teach/quizzes/{id:int}/copy", methods=FORM)
@door(form=LARGEST, demand="edit")
def teach_copy_quiz(visit: Visit) -> Reply:
    """Make a quiz with the same questions."""
    return teach.dashboard.copy(visit)


@app.route("teach/quizzes/{id:int}/delete", methods=READ)
@door(demand="own")
def teach_delete_page(visit: Visit) -> Reply:
    """What would be lost with a quiz."""
    return teach.deleting.ask(visit)


@app.route("teach/quizzes/{id:int}/delete", methods=FORM)
@door(form=LARGEST, demand="own or deleted")
def teach_delete_quiz(visit: Visit) -> Reply:
    """Delete a quiz, for 30 days not yet for good."""
    return teach.deleting.delete(visit)


@app.route("teach/quizzes/{id:int}/restore", methods=FORM)
@door(form=LARGEST, demand="own or deleted")
def teach_restore_quiz(visit: Visit) -> Reply:
    """Bring a deleted quiz back."""
    return teach.deleting.bring_back(visit)


@app.route("teach/quizzes/import", methods=READ)
@door(demand="teacher")
def teach_import_page(visit: Visit) -> Reply:
    """A form for a file that becomes a new quiz."""
    return teach.importing.ask(visit)


@app.route("teach/quizzes/import", methods=FORM)
@door(form=LARGEST_UPLOAD, files=True, demand="teacher")
def teach_import(visit: Visit) -> Reply:
    """Make a new quiz of a file."""
    try:
        return teach.importing.take(visit)
    except Invalid as problem:
        return teach.importing.ask(visit, problem)


@app.route("teach/quizzes/{id:int}/files", methods=READ)
@door(demand="edit")
def teach_files(visit: Visit) -> Reply:
    """A quiz's downloads, and a form for a file that takes its place."""
    return teach.files.show(visit)


@app.route("teach/quizzes/{id:int}/files", methods=FORM)
@door(form=LARGEST_UPLOAD, files=True, demand="edit")
def teach_files_compare(visit: Visit) -> Reply:
    """What a file would change in a quiz."""
    try:
        return teach.replacing.compare(visit)
    except Invalid as problem:
        return teach.files.show(visit, problem)


@app.route("teach/quizzes/{id:int}/import", methods=FORM)
@door(form=LARGEST, demand="edit")
def teach_import_over(visit: Visit) -> Reply:
    """Change it."""
    try:
        return teach.replacing.replace(visit)
    except Conflict as problem:
        return teach.replacing.compare_again(visit, problem)
    except Invalid as problem:
        return teach.files.show(visit, problem)


@app.route("teach/quizzes/{id:int}/export", methods=READ)
@door(demand="edit")
def teach_export(visit: Visit) -> Reply:
    """A quiz as a file."""
    return teach.files.export(visit)


@app.route("teach/search", methods=READ)
@door(demand="teacher")
def teach_search(visit: Visit) -> Reply:
    """The teacher's questions by words and tags."""
    return teach.searching.show(visit)


@app.route("teach/search", methods=FORM)
@door(form=LARGEST, demand="teacher")
def teach_search_copy(visit: Visit) -> Reply:
    """Copy questions that were found into a quiz."""
    try:
        return teach.searching.copy(visit)
    except Invalid as problem:
        return teach.searching.show(visit, problem)


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


@app.route("teach/quizzes/{id:int}/settings", methods=READ)
@door(demand="edit")
def teach_settings(visit: Visit) -> Reply:
    """How a quiz is taken, and who may come to it when."""
    return teach.settings.show(visit)


@app.route("teach/quizzes/{id:int}/settings", methods=FORM)
@door(form=LARGEST, demand="edit")
def teach_settings_save(visit: Visit) -> Reply:
    """Save all of the settings, or none."""
    try:
        return teach.settings.save(visit)
    except Invalid as problem:
        return teach.settings.show_again(visit, problem)


@app.route("teach/quizzes/{id:int}/publish", methods=READ)
@door(demand="edit")
def teach_publishing(visit: Visit) -> Reply:
    """What publishing would change, or what keeps a quiz from it."""
    return teach.publishing.show(visit)


@app.route("teach/quizzes/{id:int}/publish", methods=FORM)
@door(form=LARGEST, demand="edit")
def teach_publish(visit: Visit) -> Reply:
    """Make the draft the live revision."""
    try:
        return teach.publishing.publish(visit)
    except Invalid as problem:
        return teach.publishing.show(visit, problem)


@app.route("teach/quizzes/{id:int}/history", methods=READ)
@door(demand="edit")
def teach_history(visit: Visit) -> Reply:
    """What was published when, by whom, and what it changed."""
    return teach.history.show(visit)


@app.route("teach/quizzes/{id:int}/history/{number:int}", methods=READ)
@door(demand="edit")
def teach_revision(visit: Visit) -> Reply:
    """A revision as students see it."""
    return teach.history.show_one(visit)


@app.route("teach/quizzes/{id:int}/history/{number:int}", methods=FORM)
@door(form=LARGEST, demand="edit")
def teach_revision_take(visit: Visit) -> Reply:
    """Take an earlier revision into the draft."""
    return teach.history.take(visit)


# ------------------------------------------------------------------ images


@app.route("media/{digest}", methods=READ)
@door()
def media_image(visit: Visit) -> Reply:
    """An image, for whoever may see a quiz that has it. Its address names its content, so it never changes."""
    digest = visit.param("digest")
    quiz.media.refuse_no_digest(digest)
    image = quiz.media.fetch(visit.db, digest, visit.signed_in.id if visit.signed_in else None)
    return Reply(image.body, content_type=image.content_type, cache=FOR_A_YEAR_HERE)


@app.route("teach/quizzes/{id:int}/images", methods=READ)
@door(demand="edit")
def teach_images(visit: Visit) -> Reply:
    """A quiz's images, and a form to add some."""
    return teach.images.show(visit)


@app.route("teach/quizzes/{id:int}/images", methods=FORM)
@door(form=LARGEST_UPLOAD, files=True, demand="edit")
def teach_images_add(visit: Visit) -> Reply:
    """Add pictures; the editor's script sends them one by one."""
    return teach.images.add(visit)


@app.route("teach/quizzes/{id:int}/images/{digest}/delete", methods=FORM)
@door(form=LARGEST, demand="edit")
def teach_image_delete(visit: Visit) -> Reply:
    """Delete an image that is shown nowhere."""
    return teach.images.delete(visit)


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
