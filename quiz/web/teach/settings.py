"""The settings of a quiz: those of its document, which wait for publishing, and those that act at once."""

from collections.abc import Mapping

import quiz
from quiz import draft
from quiz.access import Terms
from quiz.draft import SETTINGS, Draft
from quiz.errors import Conflict, Invalid
from quiz.web import actions, mistakes
from quiz.web.admission import admit
from quiz.web.reply import Reply, redirect
from quiz.web.sheets import NUMBER
from quiz.web.teach import settings_form, settings_reading
from quiz.web.teach.pages import desk
from quiz.web.teach.settings_fields import LABELS, OPTIONS
from quiz.web.teach.settings_form import Filled
from quiz.web.visit import Visit

ZONE, SETTINGS_SHOWN, TERMS_SHOWN = "zone", "settings_shown", "terms_shown"  # hidden: what the page was made from
CONFLICT = "Somebody else has saved other settings meanwhile. Yours are in the form, not saved yet."


def show(visit: Visit) -> Reply:
    current, terms = _now(visit)
    return _page(visit, settings_form.stored(current.frame, terms, visit.teacher.time_zone), _shown(current, terms))


def save(visit: Visit) -> Reply:
    """All of the settings or, if anything is wrong with one, none. Raises Invalid by field, Conflict."""
    filled, zone = settings_form.typed(visit.form), visit.teacher.time_zone
    if visit.form.one(actions.FIELD) == "more":
        return _page(visit, filled.with_blank(), _sent(visit))
    if visit.form.one(ZONE) != zone:
        raise Invalid("Your time zone has changed.", {"opens_at": f"It is {zone} now. Please check both times."})
    frame, terms = settings_reading.read(filled, quiz.access.of(visit.quiz), zone)
    version, _, print_shown = visit.form.one(SETTINGS_SHOWN).partition(" ")
    shown = int(version) if NUMBER.fullmatch(version) else -1, print_shown
    quiz.drafting.change(
        visit.db,
        visit.quiz.id,
        visit.teacher,
        "The settings were changed",
        "",
        lambda current: draft.typed(current, SETTINGS, frame, shown),
    )
    quiz.access.change(visit.db, visit.teacher, visit.quiz.id, terms, visit.form.one(TERMS_SHOWN))
    return redirect(f"/teach/quizzes/{visit.quiz.id}/settings?saved=1")


def show_again(visit: Visit, problem: Invalid) -> Reply:
    """As it was filled in, with what must be mended or, after a conflict, what is stored now; saving then decides."""
    visit.leave_database(commit=False)  # half of it may be written
    admit(visit, "edit")
    filled = settings_form.typed(visit.form)
    if not isinstance(problem, Conflict):
        return _page(visit, filled, _sent(visit), problem)
    current, terms = _now(visit)
    now = settings_form.stored(current.frame, terms, visit.teacher.time_zone)
    differing = settings_form.differing(filled, now)
    answer = Conflict(CONFLICT, {field: f"Saved by somebody else: {words}" for field, words in differing.items()})
    return _page(visit, filled, _shown(current, terms), answer)


def _now(visit: Visit) -> tuple[Draft, Terms]:
    return quiz.drafting.load(visit.db, visit.quiz.id), quiz.access.of(visit.quiz)


def _shown(current: Draft, terms: Terms) -> dict[str, str]:
    """What the form says that it showed, so that a change by somebody else is noticed."""
    settings = f"{current.version(SETTINGS)} {draft.fingerprint(current.content(SETTINGS))}"
    return {SETTINGS_SHOWN: settings, TERMS_SHOWN: draft.fingerprint(terms)}


def _sent(visit: Visit) -> dict[str, str]:
    return {name: visit.form.one(name) for name in (SETTINGS_SHOWN, TERMS_SHOWN)}


def _page(visit: Visit, filled: Filled, shown: Mapping[str, str], problem: Invalid | None = None) -> Reply:
    wrong = mistakes.fields(problem)
    labels = [(field, LABELS[field.partition(".")[0]]) for field in wrong]
    return desk(
        visit,
        "settings.html",
        summary=[(field, f"{label}: {wrong[field]}") for field, label in sorted(labels, key=_place)],
        is_conflict=isinstance(problem, Conflict),
        is_saved=visit.query("saved") == "1" and not problem,
        filled=filled,
        values=filled.values,
        hidden={**shown, ZONE: visit.teacher.time_zone},
        labels=LABELS,
        options=OPTIONS,
        site=quiz.settings.current().site_url,
        **mistakes.beside_fields(problem),
    )


def _place(one: tuple[str, str]) -> int:
    """Of a field on the page."""
    return list(LABELS.values()).index(one[1])
