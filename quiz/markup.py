"""Markdown -> safe HTML. HTML in a text is shown as text, and a link goes to http(s) or mailto or is no link."""

import functools
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

SAFE_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


@functools.cache
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.validateLink = lambda url: SAFE_LINK.match(url) is not None  # type: ignore[method-assign]
    parser.add_render_rule("heading_open", _below_page_headings)
    parser.add_render_rule("heading_close", _below_page_headings)
    parser.add_render_rule("link_open", _no_link_without_address)
    parser.add_render_rule("th_open", _aligned_by_class)
    parser.add_render_rule("td_open", _aligned_by_class)
    parser.add_render_rule("fence", _within_reach_of_the_keyboard)
    parser.add_render_rule("code_block", _within_reach_of_the_keyboard)
    return parser


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
