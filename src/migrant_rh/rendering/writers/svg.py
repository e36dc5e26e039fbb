"""A drawing set into a page: only shapes and text, with names of its own."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_SHAPES = """
    svg g defs symbol use marker clipPath mask pattern linearGradient radialGradient stop
    path rect circle ellipse line polyline polygon image text tspan title desc
"""
SHAPES = frozenset(_SHAPES.split())
LEFT_OUT = frozenset(("metadata",))
_INHERITED_STYLE = re.compile(r"\s*\*\s*\{([^{}]*)\}\s*")
_OUTSIDE = re.compile(r"url\((?!\s*['\"]?\s*#)|@import|javascript:|expression\(", re.IGNORECASE)
_NAMED = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")


def inline(svg: bytes, *, prefix: str, alt: str) -> str:
    """Make an SVG file part of an HTML page.

    Parameters
    ----------
    svg : bytes
        The file.
    prefix : str
        Put before every id, so that two drawings on a page do not share any.
    alt : str
        What the drawing shows, for those who do not see it.

    Returns
    -------
    str
        An ``svg`` element without namespaces, scripts, comments or addresses.

    Raises
    ------
    ValueError
        If the file is no SVG, declares entities, or holds anything but shapes and text.

    Examples
    --------
    >>> inline(b'<svg xmlns="http://www.w3.org/2000/svg"><g id="a"/></svg>', prefix="f1-", alt="A")
    '<svg role="img" aria-label="A"><g id="f1-a" /></svg>'
    """
    if b"<!ENTITY" in svg:
        raise ValueError("the drawing declares entities")
    try:
        root = ET.fromstring(svg)  # noqa: S314  (entities are refused above)
    except ET.ParseError as error:
        raise ValueError(f"the drawing is no SVG: {error}") from error
    if _local(root.tag) != "svg":
        raise ValueError(f"the drawing is no SVG but {root.tag!r}")
    copy = _copy(root, prefix)
    copy.attrib = {"role": "img", "aria-label": alt, **copy.attrib}
    _take_style(root, copy)
    return ET.tostring(copy, encoding="unicode")


def _copy(element: ET.Element, prefix: str) -> ET.Element:
    """Copy an element and what it holds, without namespaces."""
    copy = ET.Element(_local(element.tag), _attributes(element, prefix))
    copy.text, copy.tail = element.text, element.tail
    for child in element:
        name = _local(child.tag)
        if name in SHAPES:
            copy.append(_copy(child, prefix))
        elif name not in LEFT_OUT and name != "style":
            raise ValueError(f"the drawing holds the element {name!r}")
    return copy


def _attributes(element: ET.Element, prefix: str) -> dict[str, str]:
    """Copy attributes: names made the drawing's own, addresses only within it."""
    copied = {}
    for key, value in element.attrib.items():
        name = _local(key)
        if name.lower().startswith("on") or _OUTSIDE.search(value):
            raise ValueError(f"the drawing holds {name}={value!r}")
        if name == "href":
            copied[name] = _address(value, prefix)
        elif name == "id":
            copied[name] = prefix + value
        else:
            copied[name] = _NAMED.sub(lambda found: f"url(#{prefix}{found[1]})", value)
    return copied


def _address(value: str, prefix: str) -> str:
    """Keep an address within the drawing, or a picture that is part of it."""
    if value.startswith("#"):
        return f"#{prefix}{value[1:]}"
    if value.startswith("data:image/png;base64,"):
        return value
    raise ValueError(f"the drawing refers to {value!r}")


def _take_style(root: ET.Element, copy: ET.Element) -> None:
    """Let the drawing inherit its style sheet, so that the sheet does not rule the page."""
    for sheet in root.iter():
        if _local(sheet.tag) != "style":
            continue
        rules = _INHERITED_STYLE.fullmatch(sheet.text or "")
        if rules is None or _OUTSIDE.search(rules[1]):
            raise ValueError(f"the drawing has a style sheet of its own: {sheet.text!r}")
        copy.set("style", f"{copy.get('style', '')}{rules[1]};")


def _local(tag: str) -> str:
    """Drop the namespace of a name."""
    return tag.rpartition("}")[2]
