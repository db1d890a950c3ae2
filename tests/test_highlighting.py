import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from quiz.highlighting import CLASSES, highlighted
from quiz.settings import ROOT
from tests.texts import moderate

STYLE = (ROOT / "static" / "style.css").read_text("utf-8")
LIGHT, DARK = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
COLOURS = ("quiet", "code-keyword", "code-string", "code-number", "code-name")


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("python", "x", "x"),
        ("python", "if", '<span class="code-keyword">if</span>'),
        ("python", "a in b", 'a <span class="code-keyword">in</span> b'),
        ("py", "x = 1  # <b>", 'x = <span class="code-number">1</span>  <span class="code-comment"># &lt;b&gt;</span>'),
        ("Python", "def f", '<span class="code-keyword">def</span> <span class="code-name">f</span>'),
        ("js", '"<"', '<span class="code-string">&#34;&lt;&#34;</span>'),
        ("sql", "SELECT 1", '<span class="code-keyword">SELECT</span> <span class="code-number">1</span>'),
        ("text", "if <b>", "if &lt;b&gt;"),
        ("python", "\n\nx\n", "\n\nx\n"),
        ("klingon", "if", ""),
        ("../x", "if", ""),
    ],
)
def test_code_gets_a_class_for_each_kind_of_token(language: str, code: str, expected: str) -> None:
    assert highlighted(code, language) == expected


@moderate
@given(
    code=st.text(alphabet="if '\"<>&#/*{}\\\n1é"),
    language=st.sampled_from(("python", "js", "sql", "html", "c", "java")),
)
def test_no_character_is_lost(code: str, language: str) -> None:
    spans = re.sub('<span class="[a-z-]+">|</span>', "", highlighted(code, language))
    assert "<" not in spans and Markup(spans).unescape() == code


def luminance(colour: str) -> float:
    """Of "#rrggbb" (WCAG 2.2, relative luminance)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("paper", ["paper", "card"])
@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_of_code_can_be_read(scheme: str, paper: str, colour: str) -> None:
    values = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", scheme))
    darker, lighter = sorted(map(luminance, (values[colour], values[paper])))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_every_class_has_a_colour() -> None:
    assert all(f".{name} {{ color:" in STYLE for name in CLASSES.values() if name)
