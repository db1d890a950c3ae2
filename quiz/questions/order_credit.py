"""What each item of an ordered list earns, under each of the nine schemes of Moodle's ordering question.

A scheme takes the right places, from 0, of two or more items in the order given: [1, 0, 2] has the first two
exchanged. For each of the items it returns the points earned and those it could earn; (0, 0) is not counted.
"""

from collections.abc import Callable, Sequence
from typing import Literal

Credit = Literal[
    "all-or-nothing",
    "absolute-position",
    "next-item",
    "next-item-or-last",
    "neighbours",
    "all-others",
    "longest-ordered",
    "longest-run",
    "distance",
]
DEFAULT: Credit = "absolute-position"
Places = Sequence[int]
Points = list[tuple[int, int]]


def fraction(credit: Credit, places: Places) -> float:
    points = POINTS[credit](places)
    earned, possible = sum(one for one, _ in points), sum(most for _, most in points)
    return float(earned == possible) if credit == "all-or-nothing" else earned / possible


def _absolute_position(places: Places) -> Points:
    return [(int(place == index), 1) for index, place in enumerate(places)]


def _next_item(places: Places) -> Points:
    """The last item of the right order has none after it and is not counted, wherever it stands."""
    last = len(places) - 1
    return [
        (0, 0) if place == last else points for place, points in zip(places, _next_item_or_last(places), strict=True)
    ]


def _next_item_or_last(places: Places) -> Points:
    """For the last item of the right order the end is what comes next."""
    return [(int(after == place + 1), 1) for place, after in zip(places, [*places[1:], len(places)], strict=True)]


def _neighbours(places: Places) -> Points:
    """One point for the item before, one for that after; beginning and end are neighbours too."""
    around = [-1, *places, len(places)]
    return [
        (int(around[index] == place - 1) + int(around[index + 2] == place + 1), 2) for index, place in enumerate(places)
    ]


def _all_others(places: Places) -> Points:
    """One point for every other item that stands on the right side."""
    return [
        (
            sum(other < place for other in places[:index]) + sum(other > place for other in places[index + 1 :]),
            len(places) - 1,
        )
        for index, place in enumerate(places)
    ]


def _longest_ordered(places: Places) -> Points:
    """The longest chain of items of which each should come after the one before; a single item is none."""
    return _in_longest(places, lambda place, before: before < place)


def _longest_run(places: Places) -> Points:
    """The same of items that follow each other in the right order; others may stand between them."""
    return _in_longest(places, lambda place, before: before == place - 1)


def _in_longest(places: Places, follows: Callable[[int, int], bool]) -> Points:
    chains: dict[int, tuple[int, ...]] = {}  # the longest that ends with each place
    for place in places:
        before = max((chain for end, chain in chains.items() if follows(place, end)), key=len, default=())
        chains[place] = (*before, place)
    longest = max(chains.values(), key=len)
    return [(int(len(longest) > 1 and place in longest), 1) for place in places]


def _distance(places: Places) -> Points:
    """One point less for every place that the item is away from its own."""
    most = len(places) - 1
    return [(most - abs(place - index), most) for index, place in enumerate(places)]


POINTS: dict[Credit, Callable[[Places], Points]] = {
    "all-or-nothing": _absolute_position,
    "absolute-position": _absolute_position,
    "next-item": _next_item,
    "next-item-or-last": _next_item_or_last,
    "neighbours": _neighbours,
    "all-others": _all_others,
    "longest-ordered": _longest_ordered,
    "longest-run": _longest_run,
    "distance": _distance,
}
