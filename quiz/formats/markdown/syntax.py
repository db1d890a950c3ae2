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
