import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.markup import html, inline, is_line, problems
from quiz.mathml import ATTRIBUTES as MATH_NAMES
from quiz.mathml import ELEMENTS
from tests.texts import moderate, texts

DIGEST = "0123456789abcdef" * 4
TAGS = {
    *("p", "br", "em", "strong", "a", "code", "pre", "hr", "blockquote", "ul", "ol", "li", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td", "span", "img"),
    *ELEMENTS,
}
NAMES = {"src", "alt", "loading", "href", "title", "class", "start", "style", "tabindex", "mathvariant", *MATH_NAMES}
TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)((?: [a-z]+=\"[^\"<>]*\")*) ?/?>")
ATTRIBUTES = re.compile(r" ([a-z]+)=")
HTML_SOUP = st.lists(
    st.sampled_from(("<script>", "</p>", "<img src=x onerror=", "<!--", "<?", "]]>", "&lt;", "&#60;", "&colon;"))
    | st.sampled_from(
        (
            "[a](",
            ")",
            "javascript:x",
            "https://a.example/",
            '"onclick="',
            "<https://b>",
            "![",
            "](",
            "\n",
            "](media:",
            DIGEST,
        )
    )
    | st.sampled_from(("|", "|-|-|", "# ", "> ", "- ", "1. ", "```", "`", "**", "_", "\\", "    ", "[a]: data:x '"))
    | st.sampled_from(("$", "$$", "$$\n", "```js\n", "\\frac", "{", "}", "\\text{<b>}", "x^2", "\\begin{cases}", "&"))
    | st.text(max_size=4),
    max_size=25,
).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("a & b", "<p>a &amp; b</p>"),
        ("*a* **b** `<c>`", "<p><em>a</em> <strong>b</strong> <code>&lt;c&gt;</code></p>"),
        ("a\nb\n\nc  \nd", "<p>a\nb</p>\n<p>c<br />\nd</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("```\n<b>\n```", '<pre tabindex="0"><code>&lt;b&gt;\n</code></pre>'),
        ("```klingon\n<b>\n```", '<pre tabindex="0"><code class="language-klingon">&lt;b&gt;\n</code></pre>'),
        (
            "```py\nif\n```",
            '<pre tabindex="0"><code class="language-py"><span class="code-keyword">if</span>\n</code></pre>',
        ),
        ("---", "<hr />"),
    ],
)
def test_markdown_becomes_html(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>a</b>", "<p>&lt;b&gt;a&lt;/b&gt;</p>"),
        ("<script>\nalert(1)\n</script>", "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;</p>"),
        ("<!-- a -->", "<p>&lt;!-- a --&gt;</p>"),
        ("&lt;b&gt;", "<p>&lt;b&gt;</p>"),
    ],
)
def test_html_is_shown_as_text(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    "address", ["https://a.example/?b=c", "http://a.example", "HTTPS://A.EXAMPLE", "mailto:ada@a.example"]
)
def test_a_link_leads_to_the_web_or_to_mail(address: str) -> None:
    assert f'<p><a href="{address}' in html(f"[a]({address})")
    assert f'<p><a href="{address}' in html(f"<{address}>")


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JavaScript:alert(1)", "java&#115;cript:alert(1)", "javascript&colon;alert(1)"),
        *("vbscript:x", "data:text/html,x", "data:image/png;base64,x", "file:///etc/passwd", "ftp://a.example"),
        *("//a.example", "/quizzes", "#a", "x", "http:", "https:a.example", " javascript:x"),
    ],
)
def test_any_other_link_is_no_link(address: str) -> None:
    for text in (f"[a]({address})", f"[a][b]\n\n[b]: {address}", f"<{address}>"):
        assert "<a" not in html(text)


def test_a_link_without_an_address_leads_nowhere() -> None:
    assert html("[a]()") == "<p><a>a</a></p>"
    assert "<a" not in html("[a](<>)")


IMAGE = f"](media:{DIGEST})"


@pytest.mark.parametrize(
    ("text", "alternative"),
    [
        ("![a cat" + IMAGE, "a cat"),
        ("![" + IMAGE, ""),
        ("![ a\n cat " + IMAGE, "a cat"),
        (r'![a *b* \] "c" <d> &amp; [e]' + IMAGE, "a *b* ] &quot;c&quot; &lt;d&gt; &amp; [e]"),
    ],
)
def test_an_image_of_the_site_is_shown(text: str, alternative: str) -> None:
    image = f'<img src="/media/{DIGEST}" alt="{alternative}" loading="lazy" />'
    assert inline(text) == image and is_line(text)
    assert inline(f"**so:** {text}, or") == f"<strong>so:</strong> {image}, or"
    assert image in html(f"| a |\n|---|\n| {text} |") or "\n" in text
    assert f'<a href="https://a.example">{image}</a>' in html(f"[{text}](https://a.example)")


@pytest.mark.parametrize(
    "address",
    [
        *("https://a.example/a.png", "//a.example/a.png", "/media/" + DIGEST, "a.png", "data:image/png;base64,x"),
        *("media:", "media:a.png", f"media:{DIGEST}0", f"media:{DIGEST[1:]}", f"media:{DIGEST.upper()}"),
        *(f"media:{DIGEST} 'title'", f" media:{DIGEST}", f"<media:{DIGEST}>", f"MEDIA:{DIGEST}", "javascript:x"),
    ],
)
def test_any_other_image_is_text_and_told_to_the_author(address: str) -> None:
    text = f"See ![a cat]({address})."
    assert "<img" not in html(text)
    (problem,) = problems(text)
    assert problem.startswith("the image “") and "uploaded" in problem


@pytest.mark.parametrize(
    "text", [f"`![a{IMAGE}`", rf"\![a{IMAGE}", f"```\n![a{IMAGE}\n```", f"![a][b]\n\n[b]: {IMAGE}"]
)
def test_what_only_looks_like_an_image_is_none(text: str) -> None:
    assert "<img" not in html(text)
    assert not list(problems(text))


def test_an_image_needs_an_alternative_text() -> None:
    assert not list(problems("![a cat" + IMAGE))
    for text in ("![" + IMAGE, "> - ![  " + IMAGE, "| a |\n|---|\n| ![" + IMAGE + " |"):
        (problem,) = problems(text)
        assert problem == "an image has no alternative text: write between its brackets what it shows"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("# a", "h4"),
        ("## a", "h5"),
        ("### a", "h6"),
        ("#### a", "h6"),
        ("###### a", "h6"),
        ("a\n=", "h4"),
        ("a\n-", "h5"),
    ],
)
def test_headings_come_below_those_of_the_page(text: str, tag: str) -> None:
    assert html(text) == f"<{tag}>a</{tag}>"


def test_a_table_is_a_table() -> None:
    assert re.sub(r"\s", "", html("| a | b |\n|---|---|\n| c | d |")) == (
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody></table>"
    )


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("a *b*", True, "a <em>b</em>"),
        ("a\nb", True, "a\nb"),
        ("<p>a</p>", True, "&lt;p&gt;a&lt;/p&gt;"),
        ("", False, ""),
        ("a\n\nb", False, "<p>a</p>\n<p>b</p>"),
        ("# a", False, "<h4>a</h4>"),
        ("- a", False, "<ul>\n<li>a</li>\n</ul>"),
    ],
)
def test_one_paragraph_can_stand_in_a_label(text: str, line: bool, expected: str) -> None:
    assert is_line(text) is line
    assert inline(text) == expected


X = '<math display="inline"><mrow><mi>x</mi></mrow></math>'
BIG_X = f'<span class="formula" tabindex="0">{X.replace("inline", "block")}</span>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$x$", X),
        ("$x$ is 5", f"{X} is 5"),
        ("**$x$**, *($x$)*", f"<strong>{X}</strong>, <em>({X})</em>"),
        ("$$x$$", BIG_X),
        ("$$ x $$", BIG_X),
        ("$$\nx\n$$", BIG_X),
        ("so $$x$$ holds", f"so {BIG_X} holds"),
        (r"$\foo$", r'<code class="tex-error">$\foo$</code>'),
        (r"$$\foo<b>$$", r'<code class="tex-error">$$\foo&lt;b&gt;$$</code>'),
        ("costs $5 and $10", "costs $5 and $10"),
        ("costs 5$ and 10$", "costs 5$ and 10$"),
        ("5$/kg or 6$/kg", "5$/kg or 6$/kg"),
        ("$5-$10", "$5-$10"),
        ("a $ b $ c", "a $ b $ c"),
        (r"\$x\$", "$x$"),
        ("`$x$`", "<code>$x$</code>"),
        ("$", "$"),
        ("$$", "$$"),
        ("$$$$", "$$$$"),
        ("$$ $$", "$$ $$"),
    ],
)
def test_dollars_make_a_formula(text: str, expected: str) -> None:
    assert is_line(text)
    assert inline(text) == expected


@pytest.mark.parametrize("line", ["= x", "+ x", "- x", "# x", "> x", "1. x", "---", "```", "| a |"])
def test_what_looks_like_structure_is_none_in_a_formula(line: str) -> None:
    assert is_line(f"$$\na\n{line}\n$$")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n$$\nx\n$$\nb", f"<p>a</p>\n<p>{BIG_X}</p>\n<p>b</p>"),
        ("> $$\n> x\n> $$", f"<blockquote>\n<p>{BIG_X}</p>\n</blockquote>"),
        ("- $$\n  x\n  $$", f"<ul>\n<li>{BIG_X}</li>\n</ul>"),
        ("$$\nx\n\ny\n$$", "<p>$$\nx</p>\n<p>y\n$$</p>"),
        ("$$\nx", "<p>$$\nx</p>"),
        ("    $$x$$", '<pre tabindex="0"><code>$$x$$\n</code></pre>'),
    ],
)
def test_a_formula_can_have_lines_of_its_own(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no formula, costs $5", []),
        (r"$x$ and $\foo$", [r"the formula “\foo” cannot be read: \foo is not known here"]),
        (
            "# $}$\n\n> - **$x^$**",
            [
                "the formula “}” cannot be read: there must be as many { as }",
                "the formula “x^” cannot be read: it is not complete",
            ],
        ),
        ("$" + "x" * 2001 + "$", [f"the formula “{'x' * 80}” cannot be read: it is longer than 2000 characters"]),
    ],
)
def test_what_is_wrong_with_formulas_is_told_to_the_author(text: str, expected: list[str]) -> None:
    assert list(problems(text)) == expected


@moderate
@given(text=HTML_SOUP | texts)
def test_whatever_is_typed_becomes_only_known_tags(text: str) -> None:
    for markup in (html(text), inline(text)):
        found = list(TAG.finditer(markup))
        assert {tag[1] for tag in found} <= TAGS
        assert {name for tag in found for name in ATTRIBUTES.findall(tag[2])} <= NAMES
        assert not re.search("[<>]", TAG.sub("", markup))
        assert set(re.findall('src="([^"]*)"', markup)) <= {f"/media/{DIGEST}"}
        assert all(re.match("https?://|mailto:", address, re.I) for address in re.findall('href="([^"]*)"', markup))


def test_a_columns_alignment_is_a_class_and_no_style() -> None:
    table = html("| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert '<th class="align-center">' in table and '<td class="align-right">' in table
    assert "style" not in table
