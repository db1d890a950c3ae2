"""What is structure in a Markdown quiz."""

import re

HEADING = re.compile(r"(#{1,2})(?:[ \t]+(.*))?")
TASK = re.compile(r"[-*+] \[([ xX])\](?: +(.*))?")
ACCEPTED = re.compile(r"(=)(?: +(.*))?")
BOX = r"\[\s*[xX]?\s*\]"
ARROW = r"(?:->|→)"
PAIR = re.compile(rf"[-*+] (?!\s*{BOX})(?:(.*) )?{ARROW}(?: (.*))?")  # the last arrow counts
NUMBERED = re.compile(rf"([0-9]{{1,9}})[.)](?:[ \t](?!\s*{BOX})(.*))?")
# Almost structure: a heading without its space, an answer's box or a pair's dash that is not quite at its place.
NEAR_MISS = re.compile(rf"##[^#\s].*|(?:[-*+]|[0-9]+[.)])\s*{BOX}.*|=[^=].*|(?:-|[0-9]+[.)]\s).*\s{ARROW}(?:\s.*)?")
# A pair without the spaces around its arrow. Only beside other pairs: elsewhere `- p->next` is a text.
TIGHT_PAIR = re.compile(rf"(?:-|[*+]\s).*{ARROW}.*")
ANSWERS = (TASK, ACCEPTED, PAIR)  # NUMBERED too, in a question that has none of these
STRUCTURE = re.compile("|".join(pattern.pattern for pattern in (HEADING, *ANSWERS, NEAR_MISS)))
QUOTE = re.compile(r">.*")
DRAW = re.compile(r"[0-9]{1,6}")


def is_structure(line: str) -> bool:
    return bool(STRUCTURE.fullmatch(line.rstrip()))


def is_structure_or_numbered(line: str) -> bool:
    return is_structure(line) or bool(NUMBERED.fullmatch(line.rstrip()))


def is_structure_or_tight_pair(line: str) -> bool:
    return is_structure(line) or bool(TIGHT_PAIR.fullmatch(line.rstrip()))


def is_quote(line: str) -> bool:
    return bool(QUOTE.fullmatch(line))


def is_any(line: str) -> bool:
    """In a question without answer lines a numbered list would be its answers, and a quote its explanation."""
    return is_structure_or_numbered(line) or is_quote(line)
