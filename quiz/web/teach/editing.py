"""The editor: one page, one form. Every button of it saves all that was typed, then does what it says."""

from collections.abc import Callable
from typing import Any

import msgspec

from quiz import draft, drafting, outline, turning
from quiz.draft import QUESTION, SECTION, Draft, DraftQuestion, DraftSection
from quiz.errors import Conflict, Invalid, NotFound, QuizError
from quiz.questions.block import Block
from quiz.web import actions
from quiz.web.actions import Action
from quiz.web.error_pages import status_of
from quiz.web.reply import JSON, Reply, redirect
from quiz.web.sheets import first
from quiz.web.teach import cards, parts
from quiz.web.teach.pages import desk, request_key
from quiz.web.teach.parts import Sent
from quiz.web.visit import Visit

PLACES = ("images", "preview", "publish")
OPEN = "open"  # the field that names the question whose form the page shows


class Outcome(msgspec.Struct):
    """What became of what was sent. `conflicts`: by part, what is not stored; `opened`: a question's key."""

    draft: Draft
    sent: list[Sent] = []
    conflicts: dict[str, Any] = {}
    opened: str = ""


def show(visit: Visit, opened: str = "") -> Reply:
    """The editor, with one question open or none. Raises NotFound for a question that is not there."""
    current = drafting.load(visit.db, visit.quiz.id)
    if opened:
        current.question(opened)
    return _page(visit, Outcome(current, opened=opened))


def save(visit: Visit) -> Reply:
    """Store what was typed, then do what the button says. Raises QuizError."""
    action = actions.read(visit)
    outcome = _typed(visit, parts.read(visit.form, action))
    if action.name == actions.AUTOSAVE:
        return _told(outcome)
    if outcome.conflicts:
        outcome.opened = first(visit, OPEN)
        return _page(visit, outcome, status=409)
    try:
        opened = _done(visit, action)
    except (Invalid, NotFound) as problem:
        outcome.opened = first(visit, OPEN)
        visit.keep()  # what was typed, although the button could not do what it says
        return _page(visit, outcome, status=status_of(problem), problem=problem)
    address = f"/teach/quizzes/{visit.quiz.id}"
    if action.name == actions.GO and action.target in PLACES:
        return redirect(f"{address}/{action.target}")
    if opened:
        return redirect(f"{address}/questions/{opened}#{QUESTION}{opened}")
    return redirect(address + _place(action, outcome.draft))


def _place(action: Action, before: Draft) -> str:
    """Where on the page the reader was; the question that stands where one was deleted."""
    key = action.target.removeprefix(QUESTION)
    if action.name == "delete":
        at = before.keys.index(key) if key in before.keys else 0
        key = next(iter(before.keys[at + 1 :] or before.keys[:at][-1:]), "")
    return f"#{QUESTION}{key}" if key and action.name in ("close", "up", "down", "delete") else ""


# ------------------------------------------------------------------ what was typed


def _typed(visit: Visit, sent: list[Sent]) -> Outcome:
    conflicts: dict[str, Any] = {}

    def operation(before: Draft) -> Draft:
        after = before
        for one in sent:
            content = parts.content(one)
            try:
                after = draft.typed(after, one.part, content, one.shown)
            except Conflict:
                conflicts[one.part] = content
            except NotFound:
                after = _put_back(after, one, content)
        return after

    after = drafting.change(visit.db, visit.quiz.id, visit.teacher, "What was typed", "", operation)
    if conflicts:
        visit.keep()  # what is none of them, although the answer says that not all was stored
    return Outcome(after, sent, conflicts)


def _put_back(current: Draft, sent: Sent, content: Any) -> Draft:
    """What was deleted by somebody else while it was changed here is there again, at the end: nothing typed is lost.

    Raises NotFound for what never was there.
    """
    if draft.fingerprint(content) == sent.fingerprint:
        return current
    if not current.version(sent.part):  # deleting counts as a change
        raise NotFound("This question or section is not one of this quiz.")
    if sent.part.startswith(QUESTION):
        return outline.put_back_question(current, sent.part.removeprefix(QUESTION), content)
    title, text, draw = content
    section = DraftSection(key=sent.part.removeprefix(SECTION), title=title, text=text, draw=draw)
    return outline.put_back_section(current, section)


def _told(outcome: Outcome) -> Reply:
    """To the script: the new tokens, and how each question that is open looks now."""
    found = drafting.problems(outcome.draft)
    told = {
        one.part: _part_told(outcome.draft, one.part, found)
        for one in outcome.sent
        if one.part not in outcome.conflicts
    }
    body = {"parts": told, "conflicts": list(outcome.conflicts), "publishable": not found}
    return Reply(msgspec.json.encode(body), 409 if outcome.conflicts else 200, content_type=JSON)


def _part_told(current: Draft, part: str, found: dict[str, list[str]]) -> dict[str, Any]:
    is_question = part.startswith(QUESTION)
    return {
        "seen": parts.token(current, part),
        "problems": found.get(part, []),
        "html": str(cards.shown(current, part.removeprefix(QUESTION))) if is_question else "",
    }


# ------------------------------------------------------------------ what the button says


def _done(visit: Visit, action: Action) -> str:
    """Do it; what is open then: a question's key, or a section to look at. Raises QuizError."""
    name, target = action.name, action.target
    if name == "open":
        return target
    if name in ("add", "example"):
        return _add(visit, name, target)
    if name == "turn":
        return _turn(visit, target)
    if name == "copy":
        return _changed(visit, "A question was copied", lambda current: outline.copy_question(current, target))
    if name == "undo":
        drafting.undo(visit.db, visit.quiz.id, visit.teacher, _key(visit))
        return ""
    if name in ORDERS:
        what, operation = ORDERS[name]
        _changed(visit, what, lambda current: (operation(current, target), ""))
        return ""
    return first(visit, OPEN) if name in ("save", "drop", "raise", "more") else ""


ORDERS: dict[str, tuple[str, Callable[[Draft, str], Draft]]] = {
    "up": ("A question was moved", lambda current, key: outline.shift_question(current, key, -1)),
    "down": ("A question was moved", lambda current, key: outline.shift_question(current, key, 1)),
    "place": ("A question was moved", lambda current, target: _placed(current, target)),
    "delete": ("A question was deleted", outline.remove_question),
    "add-section": ("A section was added", lambda current, _: outline.add_section(current)),
    "delete-section": ("A section was deleted", outline.remove_section),
    "up-section": ("A section was moved", lambda current, key: outline.shift_section(current, key, -1)),
    "down-section": ("A section was moved", lambda current, key: outline.shift_section(current, key, 1)),
}


def _add(visit: Visit, name: str, target: str) -> str:
    """`target` is “multiple_choice.s1”, or “multiple_choice.s1.q3” for behind that question."""
    kind, section, after = (*target.split("."), "", "")[:3]
    if kind not in draft.KIND_NAMED:
        raise NotFound("There is no such question.")
    new = drafting.example(kind) if name == "example" else DraftQuestion(kind=kind, block=Block(""))
    return _changed(
        visit, "A question was added", lambda current: outline.add_question(current, section, new, after=after)
    )


def _turn(visit: Visit, target: str) -> str:
    """`target` is “numeric.q3”: that question becomes one of that kind."""
    kind, _, key = target.partition(".")
    if kind not in draft.KIND_NAMED:
        raise NotFound("There is no such question.")
    example = drafting.example(kind)
    what = "The type of a question was changed"
    return _changed(visit, what, lambda current: (turning.turn_question(current, key, example), key))


def _placed(current: Draft, target: str) -> Draft:
    """`target` is “q3.s1.0”: the question becomes the first of that section."""
    key, section, index = (*target.split("."), "", "")[:3]
    if not (index.isascii() and index.isdecimal() and len(index) < 5):
        raise NotFound("There is no such place.")
    return outline.place_question(current, key, section, int(index))


def _changed(visit: Visit, what: str, operation: Callable[[Draft], tuple[Draft, str]]) -> str:
    """The key of what the operation makes."""
    key = ""

    def kept(current: Draft) -> Draft:
        nonlocal key
        after, key = operation(current)
        return after

    after = drafting.change(visit.db, visit.quiz.id, visit.teacher, what, _key(visit), kept)
    newest = f"q{after.last_key}"  # the same request again: what it made the first time
    return key or (newest if newest in after.questions else "")


def _key(visit: Visit) -> str:
    """Of this button on this page: another one of the same page is another request. Raises Invalid."""
    return request_key(visit, visit.form.one(actions.FIELD))


# ------------------------------------------------------------------ the page


def _page(visit: Visit, outcome: Outcome, *, status: int = 200, problem: QuizError | None = None) -> Reply:
    current = outcome.draft
    found = drafting.problems(current)
    shown = current
    for part, content in outcome.conflicts.items():
        shown = draft.with_content(shown, part, content)
    return desk(
        visit,
        "editor.html",
        status=status,
        current=shown,
        stored=current,
        opened=outcome.opened,
        conflicts=outcome.conflicts,
        cards=cards.of_draft(shown, outcome.opened, found),
        problems=found,
        problem=problem,
        token=lambda part: parts.token(current, part),
        stored_html=lambda part: cards.stored(current, part),
        shapes=cards.SHAPES,
    )
