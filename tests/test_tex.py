import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.errors import Invalid
from quiz.mathml import ATTRIBUTES, ELEMENTS
from quiz.tex import LONGEST_FORMULA, formula
from tests.texts import moderate

SOUP = st.lists(
    st.sampled_from(
        ("{", "}", "^", "_", "&", "\\\\", "'", "%", "#", "$", "~", "<", '"', "x", "12", " ", "\n", "[", "]")
    )
    | st.sampled_from((r"\frac", r"\sqrt", r"\left(", r"\right)", r"\text{<b>", r"\mathbb", r"\mathrm{x}", r"\lim"))
    | st.sampled_from((r"\begin{cases}", r"\end{cases}", r"\begin{array}{c|r}", r"\hline", r"\sum", r"\overline"))
    | st.sampled_from((r"\hspace{1em}", r"\rule{1em}{2em}", r"\raise{9}", r"\href{javascript:x}", r"\color{red}"))
    | st.sampled_from(
        (r"\style{a}", r"\boxed", r"\operatorname{a b}", r"\substack", r"\limits", r"\hbox{$\def", r"\mbox")
    )
    | st.text(max_size=3),
    max_size=20,
).map("".join)


def shape(tex: str, display: str = "inline") -> str:
    """The formula with each element as its name without the m: "frac(n:1 n:2)"."""
    math = ElementTree.fromstring(formula(tex, "block" if display == "block" else "inline"))
    return " ".join(map(_shape, math[0]))


def _shape(element: ElementTree.Element) -> str:
    name = element.tag.removeprefix("m")
    inside = " ".join(map(_shape, element))
    return f"{name}({inside})" if inside else f"{name}:{element.text or ''}"


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        ("x + 1", "i:x o:+ n:1"),
        (r"\frac12", "frac(n:1 n:2)"),
        (r"\frac{a}{b}", "frac(row(i:a) row(i:b))"),
        (r"\sqrt{x}", "sqrt(row(i:x))"),
        (r"\sqrt[3]{x}", "root(row(i:x) n:3)"),
        ("x^2", "sup(i:x n:2)"),
        ("x_i", "sub(i:x i:i)"),
        ("x_i^2", "subsup(i:x i:i n:2)"),
        ("f'", "sup(i:f i:′)"),
        (r"\alpha\Omega", "i:α i:Ω"),
        (r"\int_0^1", "subsup(o:∫ n:0 n:1)"),
        (r"\sum_{i}^n", "underover(o:∑ row(i:i) i:n)"),
        (r"\lim_{x}", "under(o:lim row(i:x))"),
        (r"\max_x", "under(o:max i:x)"),
        (r"\log x", "i:log i:x"),
        (r"\operatorname{rank} A", "o:rank i:A"),
        (r"a \neq b \leq c", "i:a o:≠ i:b o:≤ i:c"),
        ("a < b > c", "i:a o:< i:b o:> i:c"),
        (r"\text{if } x", "text:if\N{NO-BREAK SPACE} i:x"),
        (r"\text{costs \$5 \& <b>}", "text:costs\xa0$5\xa0&\xa0<b>"),
        (r"\hat x", "over(i:x o:^)"),
        (r"\vec{v}", "over(row(i:v) o:→)"),
        (r"\overline{AB}", "over(row(i:A i:B) o:―)"),
        (r"\left( x \right]", "row(o:( i:x o:])"),
        (r"\left\{ x \right.", "row(o:{ i:x o:)"),
        (r"\mathbb{R}", "i:ℝ"),
        (r"\mathbb{RN}", "row(i:ℝ i:ℕ)"),
        (r"\mathcal{L}", "i:ℒ"),
        (r"\mathbf{xy}", "row(i:𝐱 i:𝐲)"),
        (r"\mathop{ab}", "row(row(i:a i:b))"),
        (r"\{a\}", "o:{ i:a o:}"),
        ("50%", "n:50 i:%"),
        (r"50\%", "n:50 i:%"),
        (r"\binom{n}{k}", "o:( frac(row(i:n) row(i:k)) o:)"),
        (r"\begin{pmatrix} 1 & 2 \end{pmatrix}", "o:( table(tr(td(n:1) td(n:2))) o:)"),
        (r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}", "o:[ table(tr(td(n:1)) tr(td(n:2))) o:]"),
        (r"\begin{cases} 1 & x \end{cases}", "row(o:{ table(tr(td(n:1) td(i:x))))"),
        (r"\begin{aligned} a &= b \end{aligned}", "table(tr(td(i:a) td(i: o:= i:b)))"),
        (r"\begin{align*} a &= b \end{align*}", "table(tr(td(i:a) td(i: o:= i:b)))"),
        (r"\begin{align} a &= b \end{align}", "table(tr(td(i:a) td(i: o:= i:b)))"),
        (r"\begin{gathered} a \\ b \end{gathered}", "table(tr(td(i:a)) tr(td(i:b)))"),
    ],
)
def test_tex_becomes_mathml(tex: str, expected: str) -> None:
    assert shape(tex, "block") == expected


def test_a_single_letter_stands_upright_where_tex_says_so() -> None:
    assert '<mi mathvariant="normal">d</mi>' in formula(r"\mathrm{d}x", "inline")


def test_limits_move_with_the_room_there_is() -> None:
    for display in ("inline", "block"):
        assert '<munder><mo movablelimits="true">lim</mo>' in formula(r"\lim_x", display)  # type: ignore[arg-type]


def test_what_html_aligns_by_style_is_aligned_by_class() -> None:
    aligned = formula(r"\begin{aligned} a &= b \end{aligned}", "block")
    assert '<mtd class="align-right"><mi>a</mi></mtd><mtd class="align-left">' in aligned
    assert '<mover class="line">' in formula(r"\overline{x}", "inline")


@pytest.mark.parametrize(
    ("tex", "why"),
    [
        (r"\foo", r"\foo is not known here"),
        (r"\ce{H2O}", r"\ce is not known here"),
        (r"\mathfoo{x}", r"\mathfoo is not known here"),
        (r"\left\foo x \right)", r"\foo is not known here"),
        (r"\big\foo", r"\foo is not known here"),
        (r"\begin{foo} x \end{foo}", r"\begin{foo} is not known here"),
        (r"\begin {foo} x \end{foo}", r"\begin {foo} is not known here"),
        (r"\href{https://a.example}{x}", r"\href is not known here"),
        (r"\style{color:red}{x}", r"\style is not known here"),
        (r"\class{card}{x}", r"\class is not known here"),
        (r"\color{red} x", r"\color is not known here"),
        (r"\def\a{\a\a}\a", r"\def is not known here"),
        (r"\hbox{$\newcommand{\a}{x}$}", r"\newcommand is not known here"),
        (r"\unicode{x3c}", r"\unicode is not known here"),
        (r"\boxed{x}", "it has something that browsers do not show"),
        (r"a & b", "& is not known here"),
        (r"a $ b", "$ is not known here"),
        (r"\frac{1}", "it is not complete"),
        (r"\sqrt", "it is not complete"),
        (r"x^", "it is not complete"),
        (r"\left( x", "it is not complete"),
        (r"\begin{cases} x", "it is not complete"),
        (r"x}", "there must be as many { as }"),
        (r"{x", "there must be as many { as }"),
        (r"}x{", "it is not complete"),
        ("x\x00", "it has a character that no page can hold"),
        ("x" * (LONGEST_FORMULA + 1), "it is longer than 2000 characters"),
        (r"\sqrt{" * 40 + "x" + "}" * 40, "it is more than 60 levels deep"),
        (r"\sqrt" * 390 + " x", "it is more than 60 levels deep"),
    ],
)
def test_what_cannot_be_read_says_why(tex: str, why: str) -> None:
    with pytest.raises(Invalid) as caught:
        formula(tex, "inline")
    assert caught.value.message == why


def test_an_attribute_is_a_plain_length_or_left_out() -> None:
    assert '<mspace width="1em">' in formula(r"a\hspace{1em}b", "inline")
    assert "width" not in formula(r"a\hspace{999em}b", "inline")
    assert "width" not in formula(r'a\hspace{"onclick"}b', "inline")


@moderate
@given(tex=SOUP)
def test_any_tex_becomes_known_elements_or_is_refused(tex: str) -> None:
    for display in ("inline", "block"):
        try:
            math = ElementTree.fromstring(formula(tex, display))  # type: ignore[arg-type]
        except Invalid:
            continue
        for element in math.iter():
            assert element.tag in ELEMENTS
            assert set(element.keys()) <= ATTRIBUTES | {"class", "mathvariant"}
            assert all(re.fullmatch("[a-z0-9.+-]+", value) for value in element.attrib.values())
