"""A draft's questions and sections added, moved, copied, deleted: each returns a new draft. Values only."""

from msgspec.structs import replace

from quiz.draft import Draft, DraftQuestion, DraftSection
from quiz.errors import Invalid
from quiz.proofreading import MOST_QUESTIONS

MOST_SECTIONS = 100


def add_question(draft: Draft, section: str, question: DraftQuestion, after: str = "") -> tuple[Draft, str]:
    """At the end of the section or behind the question `after`; with the new one's key. Raises NotFound, Invalid."""
    if len(draft.questions) >= MOST_QUESTIONS:
        raise Invalid(f"A quiz may have {MOST_QUESTIONS} questions, and this one has as many. Make another one.")
    target = draft.section(section)
    key = f"q{draft.last_key + 1}"
    at = target.questions.index(after) + 1 if after in target.questions else len(target.questions)
    added = replace(target, questions=(*target.questions[:at], key, *target.questions[at:]))
    questions = draft.questions | {key: question}
    return replace(_with(draft, added), questions=questions, last_key=draft.last_key + 1), key


def copy_question(draft: Draft, key: str) -> tuple[Draft, str]:
    """Behind itself; with the copy's key. Raises NotFound, Invalid."""
    return add_question(draft, draft.section_of(key).key, draft.question(key), after=key)


def put_back_question(draft: Draft, key: str, question: DraftQuestion) -> Draft:
    """One that was deleted, at the end of the last section."""
    last = draft.sections[-1]
    back = _with(draft, replace(last, questions=(*last.questions, key)))
    return replace(back, questions=draft.questions | {key: question})


def put_back_section(draft: Draft, section: DraftSection) -> Draft:
    """The same for a section, without the questions that it had."""
    return replace(draft, sections=(*draft.sections, section))


def remove_question(draft: Draft, key: str) -> Draft:
    section = draft.section_of(key)
    kept = {known: question for known, question in draft.questions.items() if known != key}
    return replace(_with(draft, _without(section, key)), questions=kept)


def place_question(draft: Draft, key: str, section: str, index: int) -> Draft:
    """As number `index`, from 0, of a section. Raises NotFound."""
    taken = _with(draft, _without(draft.section_of(key), key))
    target = taken.section(section)
    at = min(max(index, 0), len(target.questions))
    return _with(taken, replace(target, questions=(*target.questions[:at], key, *target.questions[at:])))


def shift_question(draft: Draft, key: str, by: int) -> Draft:
    """One place up (-1) or down (+1), from section to section where it is at an end. Raises NotFound."""
    section = draft.section_of(key)
    index, number = section.questions.index(key), draft.sections.index(section)
    if 0 <= index + by < len(section.questions):
        return place_question(draft, key, section.key, index + by)
    if not 0 <= number + by < len(draft.sections):
        return draft
    neighbour = draft.sections[number + by]
    return place_question(draft, key, neighbour.key, len(neighbour.questions) if by < 0 else 0)


def add_section(draft: Draft) -> Draft:
    """At the end. Raises Invalid."""
    if len(draft.sections) >= MOST_SECTIONS:
        raise Invalid(f"A quiz may have {MOST_SECTIONS} sections, and this one has as many.")
    number = 1 + max(int(section.key.removeprefix("s")) for section in draft.sections)
    return replace(draft, sections=(*draft.sections, DraftSection(key=f"s{number}")))


def remove_section(draft: Draft, key: str) -> Draft:
    """With its questions. Raises NotFound, Invalid for the only one."""
    section = draft.section(key)
    if len(draft.sections) == 1:
        raise Invalid("A quiz has at least one section. Delete its questions one by one, or the quiz.")
    kept = {known: question for known, question in draft.questions.items() if known not in section.questions}
    return replace(draft, sections=tuple(one for one in draft.sections if one.key != key), questions=kept)


def shift_section(draft: Draft, key: str, by: int) -> Draft:
    """One place up (-1) or down (+1). Raises NotFound."""
    sections = list(draft.sections)
    index = sections.index(draft.section(key))
    if 0 <= index + by < len(sections):
        sections[index], sections[index + by] = sections[index + by], sections[index]
    return replace(draft, sections=tuple(sections))


def _without(section: DraftSection, key: str) -> DraftSection:
    return replace(section, questions=tuple(known for known in section.questions if known != key))


def _with(draft: Draft, section: DraftSection) -> Draft:
    """With this section in the place of the one that has its key."""
    return replace(draft, sections=tuple(section if one.key == section.key else one for one in draft.sections))
