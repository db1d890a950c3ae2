"""Texts for hypothesis that look like structure, and what else the strategies of all kinds share."""

import re

from hypothesis import settings
from hypothesis import strategies as st

from quiz.formats.markdown.escapes import code_lines
from quiz.markup import problems
from quiz.questions.common import tidy

moderate = settings(deadline=None, max_examples=100)

TRICKS = (
    *(
        "# x",
        "## x",
        "  ## z",
        "- [ ] t",
        "- [x]",
        "- [x] True",
        "= a",
        "- a -> b",
        "- a->b",
        " - a->b",
        "   - [x] t",
        " \\# x",
        ">",
        "> q",
        ">>> x",
        "---",
        "=",
        "===",
    ),
    *(
        "```",
        "  ```",
        "   ~~~",
        "~~~",
        "````",
        "    code",
        " text",
        "text  ",
        "a -> b",
        "->",
        "→",
        "\\->",
        "[x]",
        "\\[ ] a",
        "1. a → b",
        "1. a",
        "   2. a",
        "    3) a",
        "1.",
        "1. [x] a",
        "\t# tab",
        "",
        " ",
        "True",
        "False",
    ),
    *(
        "{#a}",
        "x {#b c=d}",
        "x {draw=2}",
        "from 80%: x",
        "x {}",
        "{ }",
        "\u00a0",
        "\u2028",
        "&lt;",
        "<b>",
        "language: de",
        "\ufeff",
        "$$",
        "[[= a]]",
        "[[[x] a | [ ] b]]",
        "\\[[= a]]",
        "[[=a]]",
        "[[1, 2]]",
        "$x$",
    ),
)
lines = (
    st.sampled_from(TRICKS)
    | st.text(alphabet="ab #>=-[]x`{}~ é", max_size=12)
    | st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=8)
)


def normal(text: str) -> str:
    """Without blank lines at either end, and with closed code: what a file can hold."""
    text = re.sub(r"\A(?:[ \t]*\n)+", "", text).rstrip()
    _, fence = code_lines(text.split("\n"))
    return f"{text}\n{fence}" if fence else text


def is_good(text: str) -> bool:
    """Not empty, and without a broken formula."""
    return bool(text) and not any(problems(text))


texts = st.lists(lines, min_size=1, max_size=5).map("\n".join).map(normal).filter(is_good)
words = lines.map(lambda line: " ".join(line.split())).filter(is_good)  # one line
maybe = st.just("") | texts
marks = st.sampled_from((1.0, 2.0, 0.5, 0.00005, 1000.0))
tags = st.lists(
    st.sampled_from(("loops", "Python 3", "a=b", "#1", "-", "ÉTÉ"))
    | st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=',"{}'), max_size=8).map(tidy),
    max_size=4,
    unique_by=str.casefold,
).map(lambda found: tuple(filter(None, found)))
part_credits = st.sampled_from((0.0, 0.5, 0.07, -0.25, 0.000001))
