"""The questions of a page as a form: what was sent, and what is wrong with it.

Whatever is wrong, the same form comes back as it was filled in.
"""

import re
from collections.abc import Sequence

import msgspec

from quiz import papers
from quiz.attempts import Player
from quiz.errors import Invalid
from quiz.players import player_name
from quiz.questions import Question
from quiz.questions.common import LONGEST_TEXT
from quiz.saving import Sheet
from quiz.web.actions import Action
from quiz.web.fields import Fields
from quiz.web.forms import Form
from quiz.web.visit import Visit

NAME, NICKNAME, PIN, TICKET, VERSION = "name", "nickname", "pin", "ticket", "version"
FLAG = "flag."  # flag.<key>: marked for review
LONGEST_DRAFT = 4 * LONGEST_TEXT  # bytes
NUMBER = re.compile(r"[0-9]{1,9}")


def read(form: Form, questions: Sequence[Question]) -> tuple[Sheet, dict[str, str]]:
    """The sheet, and what is wrong by name of field; of a wrong answer the sheet holds what can be shown again."""
    answers, wrong = papers.read_answers(questions, form)
    keys = [question.key for question in questions]
    return Sheet(keys, answers, [key for key in keys if FLAG + key in form]), wrong


def with_drafts(sheet: Sheet, wrong: dict[str, str], action: Action) -> tuple[Sheet, dict[str, str]]:
    """What is stored, and what is still wrong, where the button takes answers that are not right yet.

    What is longer than any answer may be is no draft; its question stays as it was.
    """
    if not action.takes_drafts or papers.FIELD in wrong:
        return sheet, wrong
    long = {key for key, answer in sheet.answers.items() if len(msgspec.json.encode(answer)) > LONGEST_DRAFT}
    kept = msgspec.structs.replace(
        sheet,
        questions=[key for key in sheet.questions if key not in long],
        answers={key: answer for key, answer in sheet.answers.items() if key not in long},
    )
    return kept, {}


def read_player(visit: Visit) -> Player:
    """Raises Invalid at the fields that are wrong."""
    fields = Fields(visit.form.one)
    name = fields.read(NAME, player_name)
    nickname = fields.read(NICKNAME, lambda typed: player_name(typed) if typed.strip() else "")
    fields.refuse_wrong()
    return Player(name, nickname)


def read_version(visit: Visit) -> int:
    version = visit.form.one(VERSION)
    if not NUMBER.fullmatch(version):
        raise Invalid("The page has lost count of what was saved. Please check the answers and send them again.")
    return int(version)


def first(visit: Visit, name: str) -> str:
    return visit.form.get(name, [""])[0]
