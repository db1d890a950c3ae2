"""The fields of the settings' form, in the order of the page, and their words.

They are named as in quiz.document's Quiz and Access; a field that takes two inputs has a dot in their names.
"""

from collections.abc import Mapping, Sequence

BAND = ("band.from", "band.text")  # these two once for every text for results
LABELS = {
    "layout": "Layout",
    "feedback": "When students see what was right",
    "time_limit": "Time limit",
    "shuffle": "In random order",
    "pass_mark": "Pass mark",
    "bands": "Texts for results",
    "language": "Language of the questions",
    "opens_at": "Opens",
    "closes_at": "Closes",
    "attempts": "Attempts for each student",
    "counts": "Which attempt counts",
    "leaderboard": "Leaderboard",
    "pin": "PIN",
    "listed": "Who finds it",
    "slug": "Address",
}
# Of each field the values that it may have: as stored, in words, and what that means.
OPTIONS: Mapping[str, Sequence[tuple[str, str, str]]] = {
    "layout": (
        ("all_at_once", "All questions on one page", "Students see the whole quiz, and answer in the order they like."),
        ("one_at_a_time", "One question at a time", "Students can go back, and mark questions to look at again."),
    ),
    "feedback": (
        ("after_each", "After each question", "Each can be checked once, and shows its answer and explanation."),
        ("at_end", "At the end", "Marks, right answers and explanations, as soon as it is handed in."),
        ("after_closing", "After the quiz has closed", "Nobody can pass on the answers. It needs a closing time."),
        ("marks_only", "Marks only", "Which answers were right is not shown."),
        ("none", "Never", "Not even the marks."),
    ),
    "counts": (
        ("best", "The best", ""),
        ("first", "The first", ""),
        ("last", "The last", ""),
    ),
    "leaderboard": (
        ("names", "With names", ""),
        ("nicknames", "With nicknames", "Students may choose what the others read there. You see their names."),
        ("off", "Off", ""),
    ),
    "listed": (
        ("home", "It is on the home page", ""),
        ("link", "By its link only", "Whoever has the link can take it. A PIN keeps others out."),
    ),
}
INPUTS = (
    *(f"time_limit.{unit}" for unit in ("minutes", "seconds")),
    *(f"{field}.{part}" for field in ("opens_at", "closes_at") for part in ("date", "time")),
    *("shuffle.questions", "shuffle.choices", "pass_mark", "language", "attempts", "pin", "slug", *OPTIONS),
)
