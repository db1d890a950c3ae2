"""Code -> HTML with a class for each kind of token that has a colour. Values only."""

import functools
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType
from pygments.util import ClassNotFound

CLASSES = {
    Comment.Preproc: "",
    Comment: "code-comment",
    Keyword: "code-keyword",
    Operator.Word: "code-keyword",
    Name.Tag: "code-keyword",
    Number: "code-number",
    String: "code-string",
    Name.Function: "code-name",
    Name.Class: "code-name",
    Name.Attribute: "code-name",
}


@functools.lru_cache(maxsize=256)
def highlighted(code: str, language: str) -> str:
    """The code as HTML; "" if the language is not known."""
    lexer = _lexer(language)
    return "".join(_spans(code, lexer)) if lexer else ""


@functools.lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _spans(code: str, lexer: Lexer) -> Iterator[Markup]:
    for name, tokens in groupby(lexer.get_tokens(code), key=lambda token: _class(token[0])):
        text = "".join(value for _, value in tokens)
        yield Markup('<span class="{}">{}</span>').format(name, text) if name else escape(text)


def _class(kind: _TokenType) -> str:
    return next((name for known, name in CLASSES.items() if kind in known), "")
