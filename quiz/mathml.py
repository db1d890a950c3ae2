"""MathML as it may stand in a page: known elements and attributes, and only what MathML Core lays out. Values only."""

import html
import re
import unicodedata
from xml.etree.ElementTree import Element, tostring

from quiz.errors import Invalid

DEEPEST = 60  # elements in elements; what is deeper would meet Python's limit for recursion somewhere

TOKENS = ("mi", "mn", "mo", "mtext", "mspace")  # hold text, or nothing
PARTS = {
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
ELEMENTS = {*("math", "mrow", "mstyle", "mpadded", "mphantom", "msqrt", "mtable", "mtr", "mtd"), *TOKENS, *PARTS}
ATTRIBUTES = {
    *("display", "displaystyle", "scriptlevel", "linethickness", "mathsize", "width", "height", "depth", "voffset"),
    *("form", "fence", "separator", "stretchy", "largeop", "accent", "movablelimits", "lspace", "rspace"),
    *("minsize", "maxsize"),
}
VALUE = re.compile(r"[a-z]+|[+-]?[0-9]{0,2}(\.[0-9]+)?(em|ex|px|pt|cm|mm)?")
UNDER_OVER = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}
LIMITS = {"lim", "max", "min", "sup", "inf", *"∑∏∐⋃⋂⋁⋀⨁⨂"}
VARIANTS = {
    **{"bold": "BOLD", "bold-italic": "BOLD ITALIC", "monospace": "MONOSPACE", "sans-serif": "SANS-SERIF"},
    **{"double-struck": "DOUBLE-STRUCK", "script": "SCRIPT", "fraktur": "FRAKTUR"},
}
BAR = "&#x02015;"  # what latex2mathml puts over and under for a line; it is drawn as a border, as it does not stretch


def written(element: Element) -> str:
    """As HTML. Raises Invalid if latex2mathml let something pass that it does not know."""
    return tostring(_safe(element, 0), encoding="unicode", short_empty_elements=False)


def _safe(element: Element, depth: int) -> Element:
    children = list(element)
    tag = "mrow" if element.tag in TOKENS and children else element.tag
    if depth > DEEPEST:
        raise Invalid(f"it is more than {DEEPEST} levels deep")
    if tag not in ELEMENTS:
        raise Invalid("it has something that browsers do not show")
    if len(children) != PARTS.get(tag, len(children)):
        raise Invalid("it is not complete")
    if tag in UNDER_OVER and children[0].tag == "mo" and html.unescape(children[0].text or "") in LIMITS:
        tag = UNDER_OVER[tag]
        children[0].set("movablelimits", "true")
    safe = Element(tag, _attributes(element))
    safe.text = _text(element) if tag in TOKENS else None
    safe.extend([_safe(child, depth + 1) for child in children])
    return safe


def _attributes(element: Element) -> dict[str, str]:
    known = {name: value for name, value in element.items() if name in ATTRIBUTES and VALUE.fullmatch(value)}
    if element.tag == "mtd" and element.get("columnalign") in ("left", "right"):
        known["class"] = f"align-{element.get('columnalign')}"
    if element.tag == "mi" and element.get("mathvariant") == "normal":
        known["mathvariant"] = "normal"
    if element.tag in ("mover", "munder") and element[1].text == BAR:
        known["class"] = "line"
    return known


def _text(element: Element) -> str:
    text = element.text or ""
    if element.tag == "mtext":
        return re.sub(r"\\([$%&#_{} ])", r"\1", html.unescape(text))
    if text.startswith("\\") or text in ("&", "{", "}", "#", "$"):  # the library passes on what it does not know
        raise Invalid(f"{text} is not known here")
    variant = VARIANTS.get(element.get("mathvariant", ""))
    shown = html.unescape(text)
    return "".join(_styled(character, variant) for character in shown) if variant else shown


def _styled(character: str, variant: str) -> str:
    """ "R", "DOUBLE-STRUCK" -> "ℝ": MathML Core has letters of their own in place of an attribute."""
    name = re.sub("LATIN |GREEK |LETTER ", "", unicodedata.name(character, ""))
    for prefix in (f"MATHEMATICAL {variant}", variant):
        try:
            return unicodedata.lookup(f"{prefix} {name}")
        except KeyError:
            continue
    return character
