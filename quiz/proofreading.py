"""Why a quiz cannot be published. Values only."""

import re
import unicodedata
from collections.abc import Iterator

from quiz.document import Quiz
from quiz.questions.common import KEY, LONGEST_TEXT, MOST_PARTS

MOST_QUESTIONS = 500
LONGEST_TITLE = 200
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # BCP 47, the part that matters for `lang`


def problems(quiz: Quiz) -> list[str]:
    """Why it cannot be published: one sentence each, naming the question it belongs to."""
    return [*_quiz_problems(quiz), *(f"Question {n}: {why}." for n, why in _question_problems(quiz))]


def _quiz_problems(quiz: Quiz) -> Iterator[str]:
    keys = [question.key for question in quiz.questions]
    if not quiz.title.strip():
        yield "The quiz has no title."
    elif any(map(_breaks_a_line, (quiz.title, *(section.title for section in quiz.sections)))):
        yield "A title must be one line, without control characters."
    if len(quiz.title) > LONGEST_TITLE:
        yield f"The title is longer than {LONGEST_TITLE} characters."
    if not LANGUAGE.fullmatch(quiz.language):
        yield f"“{quiz.language}” is not a language code such as en or pt-BR."
    if not keys:
        yield "The quiz has no questions."
    elif any((section.title or section.text) and not section.questions for section in quiz.sections):
        yield "A section has no questions, and would be shown nowhere."
    if len(keys) > MOST_QUESTIONS:
        yield f"The quiz has {len(keys)} questions; {MOST_QUESTIONS} are allowed."
    for text in (quiz.text, *(text for section in quiz.sections for text in (section.title, section.text))):
        if len(text) > LONGEST_TEXT:
            yield f"A text is longer than {LONGEST_TEXT} characters."


def _breaks_a_line(title: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in title)


def _question_problems(quiz: Quiz) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for number, question in enumerate(quiz.questions, 1):
        keys = [question.key, *question.parts()]
        part_keys = [key for key in question.parts() if key]
        if not question.text.strip():
            yield number, "it has no text"
        if any(len(text) > LONGEST_TEXT for text in (question.text, question.explanation)):
            yield number, f"its text is longer than {LONGEST_TEXT} characters"
        if question.marked_by != "nobody" and not 0 < question.marks <= 1000:
            yield number, "its marks must be more than 0 and at most 1000"
        if len(keys) - 1 > MOST_PARTS:
            yield number, f"it has {len(keys) - 1} choices; {MOST_PARTS} are allowed"
        if any(key and not KEY.fullmatch(key) for key in keys):
            yield number, "a key must be made of a-z, 0-9, - and _, at most 40"
        if question.key in seen or len(set(part_keys)) < len(part_keys):
            yield number, "its key, or that of one of its choices, is used twice"
        seen |= {question.key} - {""}
        yield from ((number, why) for why in question.problems())
