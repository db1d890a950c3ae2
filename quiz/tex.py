"""TeX formulas -> MathML, which browsers and screen readers read without script. Values only.

latex2mathml reads the TeX. It takes nearly everything, so what it must not see is refused before it, and what it
did not understand behind it, in quiz/mathml.py.
"""

import functools
import re
from typing import Literal

from latex2mathml import commands
from latex2mathml.converter import convert_to_element
from latex2mathml.symbols_parser import convert_symbol

from quiz import mathml
from quiz.errors import Invalid

LONGEST_FORMULA = 2000  # characters
NO_CHARACTER = re.compile("[^ -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
COMMAND = re.compile(r"\\(?:(?:begin|end)\s*\{[^{}]*\}|[a-zA-Z]+|.)|[{}%]")
# They reach for the page (addresses, styles, any character) or define others, which may grow without end.
REFUSED = {
    *(r"\href", r"\style", r"\class", r"\color", r"\textcolor", r"\colorbox", r"\fcolorbox", r"\unicode", r"\verb"),
    *(r"\def", r"\newcommand", r"\newenvironment", r"\DeclareMathOperator", r"\begin", r"\end"),
}
# By the name of one that latex2mathml lays out the same way. Equations get no numbers: a quiz refers to none.
ENVIRONMENTS = {
    **{name: name for name in ("align*", "split", "cases", "array", "smallmatrix", "matrix", "displaylines")},
    **{name: name for name in ("pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix")},
    **{"aligned": "align*", "align": "align*", "dcases": "cases"},
    **{"gathered": "displaylines", "gather": "displaylines", "gather*": "displaylines"},
}


@functools.lru_cache(maxsize=1024)
def formula(tex: str, display: Literal["inline", "block"]) -> str:
    """A <math> element. Raises Invalid for TeX that is broken or says something that is not known here."""
    ready = _ready(tex)
    try:
        element = convert_to_element(ready, display=display)
    except Exception as error:  # broken TeX fails wherever it breaks the library's code: KeyError, StopIteration …
        raise Invalid("it is not complete") from error
    return mathml.written(element)


def _ready(tex: str) -> str:
    """The formula as latex2mathml takes it."""
    line = re.sub(r"\s", " ", tex)
    found = COMMAND.findall(line)
    if len(line) > LONGEST_FORMULA:
        raise Invalid(f"it is longer than {LONGEST_FORMULA} characters")
    if NO_CHARACTER.search(line):
        raise Invalid("it has a character that no page can hold")
    if unknown := [command for command in found if not _is_known(command)]:
        raise Invalid(f"{unknown[0]} is not known here")
    if found.count("{") != found.count("}"):
        raise Invalid("there must be as many { as }")
    # With a space, a single letter is not taken for a symbol, which would be italic.
    return re.sub(r"\\mathrm\{(?=[a-zA-Z]\})", r"\\mathrm{ ", COMMAND.sub(_as_the_library_has_it, line))


def _is_known(command: str) -> bool:
    if "{" in command[1:-1]:
        return _environment(command) in ENVIRONMENTS
    if command.startswith(r"\math"):  # any other such name would pass as a font
        return command in commands.CONVERSION_MAP or command in commands.LOCAL_FONTS or bool(convert_symbol(command))
    return command not in REFUSED


def _environment(command: str) -> str:
    return command[command.index("{") + 1 : -1].strip()


def _as_the_library_has_it(found: re.Match[str]) -> str:
    command = found[0]
    if command == "%":  # in TeX the rest would be a comment
        return r"\%"
    if "{" in command[1:-1]:
        return f"{command[: command.index('{')].strip()}{{{ENVIRONMENTS[_environment(command)]}}}"
    return command
