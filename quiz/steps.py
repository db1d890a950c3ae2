"""The steps by which a draft was changed, each with the way back. Values only."""

import itertools
from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from quiz.draft import QUESTION, SECTION, SETTINGS, TITLE, Draft, Step, Touch
from quiz.errors import Invalid

MOST_STEPS, MOST_STEP_BYTES = 30, 500_000
TYPING_SECONDS = 600  # within which one person's changes of one part are one step


def stepped(before: Draft, after: Draft, what: str, by: str, at: datetime) -> Draft:
    """`after` with the step that leads back to `before`, and its parts touched."""
    questions = {
        key: before.questions.get(key)
        for key in before.questions.keys() | after.questions.keys()
        if before.questions.get(key) != after.questions.get(key)
    }
    parts = tuple(sorted(_changed_parts(before, after) | {QUESTION + key for key in questions}))
    if not parts and before.sections == after.sections:
        return after
    step = Step(
        what=what,
        by=by,
        at=at,
        parts=parts,
        frame=before.frame if before.frame != after.frame else None,
        sections=before.sections if before.sections != after.sections else None,
        questions=questions,
    )
    steps = before.steps if _goes_on(before, step) else (*before.steps, step)
    return replace(after, steps=_kept(steps), touched=_touched(before, parts, by, at))


def undone(draft: Draft, by: str, at: datetime) -> Draft:
    """The draft without its last change. Raises Invalid if there is none that is remembered."""
    if not draft.steps:
        raise Invalid("There is nothing more to undo.")
    step = draft.steps[-1]
    questions = {key: question for key, question in (draft.questions | step.questions).items() if question is not None}
    return replace(
        draft,
        frame=step.frame or draft.frame,
        sections=draft.sections if step.sections is None else step.sections,
        questions=questions,
        steps=draft.steps[:-1],
        touched=_touched(draft, step.parts, by, at),
    )


def _changed_parts(before: Draft, after: Draft) -> set[str]:
    """Those that are not questions."""
    changed = {part for part in (TITLE, SETTINGS) if before.content(part) != after.content(part)}
    old = {section.key: (section.title, section.text, section.draw) for section in before.sections}
    new = {section.key: (section.title, section.text, section.draw) for section in after.sections}
    return changed | {SECTION + key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def _touched(draft: Draft, parts: Iterable[str], by: str, at: datetime) -> dict[str, Touch]:
    return draft.touched | {part: Touch(number=draft.version(part) + 1, by=by, at=at) for part in parts}


def _goes_on(before: Draft, step: Step) -> bool:
    """Whether it is one more change by typing of what the last step changed: that one leads back far enough."""
    last = before.steps[-1] if before.steps else None
    return (
        last is not None
        and (last.what, last.by, last.parts) == (step.what, step.by, step.parts)
        and len(step.parts) == 1
        and (step.at - last.at).total_seconds() < TYPING_SECONDS
    )


def _kept(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The last ones, as many as there is room for."""
    sizes = itertools.accumulate(len(msgspec.json.encode(step)) for step in reversed(steps))
    count = sum(size <= MOST_STEP_BYTES for size in sizes)
    return steps[len(steps) - min(count, MOST_STEPS) :]
