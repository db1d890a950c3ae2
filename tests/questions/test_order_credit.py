"""The nine schemes. The right order is 1 2 3 4 …; the credits were worked out by hand from Moodle's rules."""

import re
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.questions.order_credit import POINTS, Credit, fraction
from quiz.settings import ROOT

SCHEMES: tuple[Credit, ...] = get_args(Credit)
each_scheme = pytest.mark.parametrize("credit", SCHEMES)

# In the order of SCHEMES: all, position, next, next or last, neighbours, all others, ordered, run, distance.
CREDITS = {
    "12": "1 1 1 1 1 1 1 1 1",
    "21": "0 0 0 0 0 0 0 0 0",
    "123": "1 1 1 1 1 1 1 1 1",
    "132": "0 1/3 0 0 1/6 2/3 2/3 2/3 2/3",
    "213": "0 1/3 0 1/3 1/6 2/3 2/3 2/3 2/3",
    "231": "0 0 1/2 1/3 1/3 1/3 2/3 2/3 1/3",
    "312": "0 0 1/2 1/3 1/3 1/3 2/3 2/3 1/3",
    "321": "0 1/3 0 0 0 0 0 0 1/3",
    "1234": "1 1 1 1 1 1 1 1 1",
    "4321": "0 0 0 0 0 0 0 0 1/3",
    "2341": "0 0 2/3 1/2 1/2 1/2 3/4 3/4 1/2",
    "1324": "0 1/2 0 1/4 1/4 5/6 3/4 1/2 5/6",
    "1423": "0 1/4 1/3 1/4 3/8 2/3 3/4 3/4 2/3",
    "1342": "0 1/4 1/3 1/4 3/8 2/3 3/4 1/2 2/3",
    "2143": "0 0 0 0 0 2/3 1/2 1/2 2/3",
    "3412": "0 0 2/3 1/2 1/2 1/3 1/2 1/2 1/3",
    "623451": "0 2/3 3/5 1/2 1/2 2/5 2/3 2/3 2/3",
    "324561": "0 1/6 2/5 1/3 1/3 3/5 2/3 2/3 2/3",
    "234561": "0 0 4/5 2/3 2/3 2/3 5/6 5/6 2/3",
    "654321": "0 0 0 0 0 0 0 0 2/5",
}


def places(order: str) -> list[int]:
    return [int(number) - 1 for number in order]


@pytest.mark.parametrize("order", CREDITS)
def test_an_order_earns_what_was_worked_out_by_hand(order: str) -> None:
    earned = [fraction(credit, places(order)) for credit in SCHEMES]
    assert earned == [float(Fraction(part)) for part in CREDITS[order].split()]


@pytest.mark.parametrize(
    ("credit", "order", "points"),
    [
        ("all-or-nothing", "132", [(1, 1), (0, 1), (0, 1)]),
        ("next-item", "312", [(0, 0), (1, 1), (0, 1)]),
        ("next-item-or-last", "213", [(0, 1), (0, 1), (1, 1)]),
        ("neighbours", "132", [(1, 2), (0, 2), (0, 2)]),
        ("all-others", "132", [(2, 2), (1, 2), (1, 2)]),
        ("longest-ordered", "1342", [(1, 1), (1, 1), (1, 1), (0, 1)]),
        ("longest-run", "1423", [(1, 1), (0, 1), (1, 1), (1, 1)]),
        ("longest-ordered", "2143", [(1, 1), (0, 1), (1, 1), (0, 1)]),  # of equal ones, the first
        ("longest-ordered", "321", [(0, 1)] * 3),
        ("distance", "231", [(1, 2), (1, 2), (0, 2)]),
    ],
)
def test_each_item_has_its_own_points(credit: Credit, order: str, points: list[tuple[int, int]]) -> None:
    assert POINTS[credit](places(order)) == points


@each_scheme
@given(order=st.integers(2, 9).flatmap(lambda number: st.permutations(range(number))))
def test_only_the_right_order_earns_everything(credit: Credit, order: list[int]) -> None:
    earned = fraction(credit, order)
    assert 0 <= earned <= 1
    assert (earned == 1) == (order == sorted(order))


@given(order=st.integers(2, 7).flatmap(lambda number: st.permutations(range(number))))
def test_the_longest_order_is_the_longest_of_all_there_are(order: list[int]) -> None:
    chains: list[list[int]] = [[]]
    for place in order:
        chains += [[*chain, place] for chain in chains if not chain or chain[-1] < place]
    longest = max(map(len, chains))
    assert fraction("longest-ordered", order) == (longest / len(order) if longest > 1 else 0)


def test_the_table_in_the_docs_is_true() -> None:
    page = (ROOT / "docs" / "question-types.md").read_text("utf-8")
    first, second = re.findall(r"\| credit \|.*\| ([1-4 ]+) \| ([1-4 ]+) \|", page)[0]
    rows = re.findall(r"\| `([a-z-]+)` \| .* \| (\S+) \| (\S+) \|", page)
    assert {row[0] for row in rows} == set(SCHEMES)
    for credit, *parts in rows:
        orders = (places(order.replace(" ", "")) for order in (first, second))
        assert [fraction(credit, order) for order in orders] == [float(Fraction(part)) for part in parts], credit
