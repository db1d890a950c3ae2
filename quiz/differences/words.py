"""Words that differences are said in."""

from collections.abc import Iterator

LONGEST = 60  # characters that are quoted of a text


def quoted(text: str) -> str:
    """The first words of a text."""
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return f"“{line}”"
    head = line[:LONGEST]
    return f"“{head.rpartition(' ')[0] or head[:-1]}…”"


def text(name: str, before: str, after: str) -> Iterator[str]:
    """What became of a text: nothing is said if it is the same."""
    if before != after:
        yield f"{name} was {'changed' if before and after else 'added' if after else 'taken away'}."


def questions(count: int | None) -> str:
    return "all questions" if count is None else "1 question" if count == 1 else f"{count} questions"
