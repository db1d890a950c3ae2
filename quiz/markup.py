"""Markdown -> safe HTML. HTML in a text is shown as text, and a link goes to http(s) or mailto or is no link.

An image is one of the site's own, `![what it shows](media:DIGEST)` (quiz/images.py); any other stays text.
`$…$` is a formula in the line and `$$…$$` one of its own, both in TeX; fenced code that names its language is
coloured. What reads TeX and code is imported when a text has some.
"""

import functools
import itertools
import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml, unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

import quiz
from quiz.errors import Invalid
from quiz.images import REFERENCE

SAFE_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
DISPLAY = re.compile(r"\$\$(?!\s*\$\$)((?:\\.|\$(?!\$)|[^\\$])+)\$\$", re.DOTALL)
# As in Pandoc, so that prices are none: no space inside the dollars, and no digit outside of them.
INLINE = re.compile(r"(?<![0-9])\$(?!\s)((?:\\.|[^\\$])+)(?<!\s)\$(?![0-9])", re.DOTALL)
LONGEST_SHOWN = 80  # characters of a formula in a message
OWN_IMAGE = re.compile(rf"\]\({REFERENCE.pattern}\)")
OTHER_IMAGE = re.compile(r"\]\(\s*<?([^\s<>()]+)")
FORMULAS = {"formula_block": "$$", "formula": "$"}


@functools.cache
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "highlight": _highlighted}).enable("table")
    parser.validateLink = lambda url: SAFE_LINK.match(url) is not None  # type: ignore[method-assign]
    parser.add_render_rule("heading_open", _below_page_headings)
    parser.add_render_rule("heading_close", _below_page_headings)
    parser.add_render_rule("link_open", _no_link_without_address)
    parser.add_render_rule("th_open", _aligned_by_class)
    parser.add_render_rule("td_open", _aligned_by_class)
    parser.add_render_rule("fence", _within_reach_of_the_keyboard)
    parser.add_render_rule("code_block", _within_reach_of_the_keyboard)
    parser.inline.ruler.at("image", _take_image)
    parser.add_render_rule("image", _image)
    parser.inline.ruler.before("escape", "formula", _take_formula)
    parser.block.ruler.before(
        "fence", "formula", _take_formula_block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    for name in FORMULAS:
        parser.add_render_rule(name, _formula)
    return parser


def _take_formula(state: StateInline, silent: bool) -> bool:
    for (name, mark), pattern in zip(FORMULAS.items(), (DISPLAY, INLINE), strict=True):
        if found := pattern.match(state.src, state.pos, state.posMax):
            if not silent:
                token = state.push(name, "math", 0)
                token.content, token.markup = found[1].strip(), mark
            state.pos = found.end()
            return True
    return False


def _take_formula_block(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Lines from `$$` to `$$`, with no blank one between, are a paragraph, whatever they would be without."""
    if state.is_code_block(first) or not _line(state, first).startswith("$$"):
        return False
    last = first
    dollars = _line(state, first).count("$$")
    while dollars < 2:
        last += 1
        if last >= end or state.isEmpty(last) or state.sCount[last] < state.blkIndent:
            return False
        dollars += _line(state, last).count("$$")
    if dollars > 2 or not _line(state, last).endswith("$$"):
        return False
    if not silent:
        state.line = last + 1
        state.push("paragraph_open", "p", 1).map = [first, state.line]
        token = state.push("inline", "", 0)
        token.content = state.getLines(first, state.line, state.blkIndent, False).strip()
        token.map, token.children = [first, state.line], []
        state.push("paragraph_close", "p", -1)
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()


def _take_image(state: StateInline, silent: bool) -> bool:
    """Of other images, which stay text, `env` is told the addresses."""
    if not state.src.startswith("![", state.pos):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1, False)
    found = OWN_IMAGE.match(state.src, end, state.posMax) if end >= 0 else None
    if not found:
        if not silent and end >= 0 and (other := OTHER_IMAGE.match(state.src, end, state.posMax)):
            state.env.setdefault("other images", []).append(other[1])
        return False
    if not silent:
        token = state.push("image", "img", 0)
        token.content = " ".join(unescapeAll(state.src[state.pos + 2 : end]).split())
        token.attrs["src"] = f"/media/{found[1]}"
    state.pos = found.end()
    return True


def _image(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[index]
    return f'<img src="{token.attrs["src"]}" alt="{escapeHtml(token.content)}" loading="lazy" />'


def _formula(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Broken TeX is shown as it was written. A formula wider than a phone scrolls sideways, as code does."""
    token = tokens[index]
    try:
        math = _mathml(token)
    except Invalid:
        return f'<code class="tex-error">{escapeHtml(token.markup + token.content + token.markup)}</code>'
    return math if token.markup == "$" else f'<span class="formula" tabindex="0">{math}</span>'


def _mathml(token: Token) -> str:
    """Raises Invalid for TeX that cannot be read."""
    return quiz.tex.formula(token.content, "inline" if token.markup == "$" else "block")


def _highlighted(code: str, language: str, attributes: str) -> str:
    """ "": as it is."""
    return quiz.highlighting.highlighted(code, language) if language else ""


def _below_page_headings(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """A text's headings come below the page's own, which are h1 (the quiz) to h3 (a question)."""
    token = tokens[index]
    token.tag = f"h{min(int(token.tag[1]) + 3, 6)}"
    return renderer.renderToken(tokens, index, options, env)


def _no_link_without_address(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """`[a]()` would link to the page itself, and a click on it would lose what was filled in."""
    return renderer.renderToken(tokens, index, options, env) if tokens[index].attrs.get("href") else "<a>"


def _aligned_by_class(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """A column's alignment as class="align-right": the content policy allows no style in the page."""
    style = tokens[index].attrs.pop("style", "")
    if style:
        tokens[index].attrs["class"] = str(style).replace("text-align:", "align-")
    return renderer.renderToken(tokens, index, options, env)


def _within_reach_of_the_keyboard(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Code that is wider than a phone scrolls sideways, which takes the focus where there is no pointer."""
    render = getattr(renderer, tokens[index].type)
    return str(render(tokens, index, options, env)).replace("<pre>", '<pre tabindex="0">', 1)


def html(text: str) -> Markup:
    """A text of several paragraphs."""
    return Markup(_markdown().render(text).strip())


def inline(text: str) -> Markup:
    """A text for a place where only words may stand, such as a label: a single paragraph loses its <p>."""
    rendered = html(text)
    return Markup(rendered.removeprefix("<p>").removesuffix("</p>")) if is_line(text) else rendered


@functools.lru_cache(maxsize=1024)
def is_line(text: str) -> bool:
    """Whether the text is one paragraph and nothing else."""
    return [token.type for token in _markdown().parse(text)] == ["paragraph_open", "inline", "paragraph_close"]


def problems(text: str) -> Iterator[str]:
    """Which of its formulas cannot be read, and what is wrong with its images: half-sentences."""
    env: dict[str, list[str]] = {}
    paragraphs = (token.children or () for token in _markdown().parse(text, env)) if "$" in text or "![" in text else ()
    for token in itertools.chain.from_iterable(paragraphs):
        if token.type == "image" and not token.content:
            yield "an image has no alternative text: write between its brackets what it shows"
        elif token.type in FORMULAS:
            try:
                _mathml(token)
            except Invalid as error:
                yield f"the formula “{token.content[:LONGEST_SHOWN]}” cannot be read: {error.message}"
    for address in env.get("other images", ()):
        yield f"the image “{address[:LONGEST_SHOWN]}” cannot be shown: only what was uploaded here can"
