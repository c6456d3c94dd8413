"""Small tools for writing XML trees."""

import xml.etree.ElementTree as ET
from collections.abc import Collection

# Characters that no XML 1.0 document may hold, not even escaped.
_FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)} | {
    0xFFFE: None,
    0xFFFF: None,
}


def child(
    parent: ET.Element, tag: str, text: object = None, attributes: dict[str, str] | None = None
) -> ET.Element:
    """A new last child of `parent`, with `str(text)` unless that is None."""
    element = ET.SubElement(parent, tag, attributes or {})
    if text is not None:
        element.text = clean(str(text))
    return element


def clean(text: str) -> str:
    """The text without the control characters and surrogates that XML forbids."""
    return text.translate(_FORBIDDEN).encode("utf-8", "ignore").decode("utf-8")


def indent(element: ET.Element, mixed_tags: Collection[str] = (), level: int = 0) -> None:
    """Indent the tree in place; inside `mixed_tags`, where blanks would show, change nothing."""
    if len(element) == 0 or element.tag in mixed_tags:
        return
    element.text = "\n" + "  " * (level + 1)
    for item in element:
        indent(item, mixed_tags, level + 1)
        item.tail = "\n" + "  " * (level + 1)
    element[-1].tail = "\n" + "  " * level


def to_bytes(root: ET.Element, mixed_tags: Collection[str] = (), doctype: str = "") -> bytes:
    """The document as indented UTF-8 with its declaration."""
    indent(root, mixed_tags)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n' + (doctype + "\n" if doctype else "")
    return (head + ET.tostring(root, encoding="unicode") + "\n").encode("utf-8")
