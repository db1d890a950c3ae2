"""Why a quiz cannot be published. Values only."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from quiz import markup, papers
from quiz.document import Access, Band, Quiz, Section
from quiz.questions import tags
from quiz.questions.common import LONGEST_TEXT, MOST_PARTS
from quiz.questions.keys import KEY

MOST_QUESTIONS = 500
LONGEST_TITLE = 200
MOST_FIELDS, MOST_ESSAYS = 3000, 20  # on one page; quiz/web/forms.py takes somewhat more
MOST_BANDS = 20
LONGEST_BAND = 1000  # characters
TIME_LIMITS = (10, 24 * 60 * 60)  # seconds
MOST_ATTEMPTS = 100
PIN = re.compile(r"(?!(?i:none)$)[A-Za-z0-9]{4,20}")  # “none” is how a file says that there is none
YEARS = range(2000, 3000)  # far from where a moment in another time zone would be no date
LANGUAGE = re.compile(r"(?=.{2,35}\Z)[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # BCP 47, the part that matters for `lang`


# A problem's place: one of these, SECTION with a number from 1, or QUESTION with a key.
TITLE, SETTINGS, ACCESS, SECTION, QUESTION = "title", "settings", "access", "section.", "question."


class Problem(msgspec.Struct, frozen=True):
    """`why` is a half-sentence, `number` that of the question in the document, from 0, if it belongs to one.

    Of settings and access `field` says which: its name in Quiz or Access, or "bands.0" for the first text for results.
    """

    part: str
    why: str
    number: int | None = None
    field: str = ""


def problems(quiz: Quiz) -> list[str]:
    """Why it cannot be published: one sentence each, naming the question it belongs to."""
    names = list(papers.names(papers.numbers(quiz.questions)))
    return [sentence(one.why) if one.number is None else f"{names[one.number]}: {one.why}." for one in found(quiz)]


def found(quiz: Quiz) -> list[Problem]:
    """The same by the part of the quiz that it belongs to."""
    return [
        *_quiz_problems(quiz),
        *(Problem(SETTINGS, why, field=field) for field, why in _setting_problems(quiz)),
        *(Problem(ACCESS, why, field=field) for field, why in _access_problems(quiz.access)),
        *_section_problems(quiz),
        *(Problem(SETTINGS, why) for why in _page_problems(quiz)),
        *(Problem(QUESTION + quiz.questions[at].key, why, at) for at, why in _question_problems(quiz)),
    ]


def by_field(quiz: Quiz) -> dict[str, str]:
    """What is wrong with settings and access: of each field the first sentence."""
    return {one.field: sentence(one.why) for one in reversed(found(quiz)) if one.field}


def sentence(why: str) -> str:
    return f"{why[0].upper()}{why[1:]}."


def _quiz_problems(quiz: Quiz) -> Iterator[Problem]:
    if not quiz.title.strip():
        yield Problem(TITLE, "the quiz has no title")
    else:
        yield from (Problem(TITLE, why) for why in title_problems(quiz.title))
    yield from (Problem(TITLE, why) for why in _text_problems([quiz.text]))
    if not any(papers.numbers(quiz.questions)):
        yield Problem(TITLE, "the quiz has no questions")
    if len(quiz.questions) > MOST_QUESTIONS:
        yield Problem(TITLE, f"the quiz has {len(quiz.questions)} questions; {MOST_QUESTIONS} are allowed")


def title_problems(title: str) -> Iterator[str]:
    """Why this can be no title, of a quiz or of a section; an empty one may be."""
    if _breaks_a_line(title):
        yield "a title must be one line, without control characters"
    if len(title) > LONGEST_TITLE:
        yield f"a title is longer than {LONGEST_TITLE} characters"


def _text_problems(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if len(text) > LONGEST_TEXT:
            yield f"a text is longer than {LONGEST_TEXT} characters"
        else:
            yield from markup.problems(text)


def _breaks_a_line(title: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in title)


def _setting_problems(quiz: Quiz) -> Iterator[tuple[str, str]]:
    """Each with its field."""
    shortest, longest = TIME_LIMITS
    if not LANGUAGE.fullmatch(quiz.language):
        yield "language", f"“{quiz.language[:40]}” is not a language code such as en or pt-BR"
    if quiz.time_limit is not None and not shortest <= quiz.time_limit <= longest:
        yield "time_limit", "the time limit must be at least 10 seconds and at most 24 hours"
    if quiz.pass_mark is not None and not 0 < quiz.pass_mark <= 1:
        yield "pass_mark", "the pass mark must be more than 0% and at most 100%"
    if len(quiz.bands) > MOST_BANDS:
        yield "bands", f"the quiz has {len(quiz.bands)} texts for results; {MOST_BANDS} are allowed"
    for at, band in enumerate(quiz.bands):
        earlier = [one.at_least for one in quiz.bands[:at]]
        yield from ((f"bands.{at}", why) for why in _band_problems(band, earlier))


def _band_problems(band: Band, earlier: Sequence[float]) -> Iterator[str]:
    if not 0 <= band.at_least <= 1:
        yield "a text for results must begin at 0% to 100%"
    if band.at_least in earlier:
        yield "two texts for results begin at the same percentage"
    if not band.text.strip():
        yield "a text for results is empty"
    if _breaks_a_line(band.text):
        yield "a text for results must be one line, without control characters"
    if len(band.text) > LONGEST_BAND:
        yield f"a text for results is longer than {LONGEST_BAND} characters"
    else:
        yield from _text_problems([band.text])


def _access_problems(access: Access) -> Iterator[tuple[str, str]]:
    """Each with its field."""
    moments = {"opens_at": access.opens_at, "closes_at": access.closes_at}
    given = {field: moment for field, moment in moments.items() if isinstance(moment, datetime)}
    far = [field for field, moment in given.items() if moment.year not in YEARS]
    if far:
        yield far[0], f"the quiz must open and close in the years {YEARS[0]} to {YEARS[-1]}"
    if len(given) == 2 and given["closes_at"] <= given["opens_at"]:
        yield "closes_at", "the quiz must close after it opens"
    if isinstance(access.attempts, int) and not 1 <= access.attempts <= MOST_ATTEMPTS:
        yield "attempts", f"the attempts of a player must be 1 to {MOST_ATTEMPTS}, or any number"
    if isinstance(access.pin, str) and not PIN.fullmatch(access.pin):
        yield "pin", "a PIN must be 4 to 20 letters (A to Z) or digits, and not the word none"


def _section_problems(quiz: Quiz) -> Iterator[Problem]:
    for number, section in enumerate(quiz.sections, 1):
        yield from (Problem(f"{SECTION}{number}", why) for why in _problems_of_section(section, number))


def _problems_of_section(section: Section, number: int) -> Iterator[str]:
    """Notes are no questions: a section that draws shows all of them."""
    yield from (*title_problems(section.title), *_text_problems([section.text]))
    if not section.questions and (section.title or section.text or section.draw):
        yield "a section has no questions, and would be shown nowhere"
    asked = sum(question.is_asked for question in section.questions)
    if section.questions and section.draw is not None and not 1 <= section.draw <= asked:
        yield f"section {number} draws {section.draw} of its {asked} questions"


def _page_problems(quiz: Quiz) -> Iterator[str]:
    """Every question on one page is one form, which the site takes up to a size."""
    if quiz.layout == "one_at_a_time":
        return
    asked = [question for question in quiz.questions if question.is_asked]
    fields = sum(max(1, len(question.parts())) for question in asked)
    essays = sum(question.marked_by == "teacher" for question in asked)
    if fields > MOST_FIELDS or essays > MOST_ESSAYS:
        yield "the quiz has too much to fill in on one page; its layout can be “one at a time”"


def _question_problems(quiz: Quiz) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for at, question in enumerate(quiz.questions):
        keys = [question.key, *question.parts()]
        part_keys = [key for key in question.parts() if key]
        if not question.text.strip():
            yield at, "it has no text"
        if question.is_asked and not 0 < question.marks <= 1000:
            yield at, "its marks must be more than 0 and at most 1000"
        if len(keys) - 1 > MOST_PARTS:
            yield at, f"it has {len(keys) - 1} choices; {MOST_PARTS} are allowed"
        if any(key and not KEY.fullmatch(key) for key in keys):
            yield at, "a key must be made of a-z, 0-9, - and _, at most 40"
        if question.key in seen or len(set(part_keys)) < len(part_keys):
            yield at, "its key, or that of one of its choices, is used twice"
        seen |= {question.key} - {""}
        whys = (*_text_problems(question.texts()), *tags.problems(question.tags), *question.problems())
        yield from ((at, why) for why in whys)
