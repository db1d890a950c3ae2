"""Tags: words by which a teacher finds questions again. Students never see them."""

import re
from collections.abc import Iterator, Sequence

from quiz.errors import Invalid
from quiz.questions.common import tidy

MOST_TAGS = 10  # of one question
LONGEST_TAG = 40  # characters
SEPARATOR = ","
NOT_IN_A_TAG = re.compile(r'[,"{}]')  # it stands in quotes, in braces, among others


def read(text: str) -> tuple[str, ...]:
    """ "loops, Python" -> ("loops", "Python"): tidied, and none twice, whatever its capitals. Raises Invalid."""
    by_fold: dict[str, str] = {}
    for tag in filter(None, map(tidy, text.split(SEPARATOR))):
        by_fold.setdefault(tag.casefold(), tag)
    found = tuple(by_fold.values())
    if why := next(problems(found), None):
        raise Invalid(why)
    return found


def written(tags: Sequence[str]) -> str:
    """What `read` takes apart again."""
    return f"{SEPARATOR} ".join(tags)


def problems(tags: Sequence[str]) -> Iterator[str]:
    """Why a question cannot have these tags: half-sentences."""
    if len(tags) > MOST_TAGS:
        yield f"it has {len(tags)} tags; {MOST_TAGS} are allowed"
    if any(len(tag) > LONGEST_TAG for tag in tags):
        yield f"a tag is longer than {LONGEST_TAG} characters"
    if any(tag != tidy(tag) or not tag or NOT_IN_A_TAG.search(tag) for tag in tags):
        yield "a tag must be words on one line, without commas, double quotes and braces"
    if len({tag.casefold() for tag in tags}) < len(tags):
        yield "two tags are alike"
