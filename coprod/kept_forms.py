"""Form pages kept with holes: rendered once, empty, and filled in for each person with tokens and what they have typed.

A page of questions is three quarters macros, and differs from one person to the next only in its fields.
"""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from html import unescape
from threading import Lock
from typing import NamedTuple

from cachetools import LRUCache
from markupsafe import escape

_TAG = re.compile(r"<(input|textarea|select|option|button)\b([^>]*)>|</(select)>")
_ATTRIBUTE = re.compile(r'\s([\w-]+)(?:="([^"]*)")?')
_TEXTAREA_END = "</textarea>"
_TICKED = ("radio", "checkbox")
# A button that is an answer says so by its class. The one that was pressed is described by the words "Your answer".
_ANSWER, _MINE = "answer", ' aria-describedby="mine"'

# From a field's name to what was filled in under it: several values where several boxes are ticked.
Typed = Mapping[str, Sequence[str]]


class Hole(NamedTuple):
    """A place in a page that depends on what somebody has typed. `mark` is what a chosen option says.

    `at_first` is what stands there for whoever has typed nothing in that field yet. A date is three fields under one
    name: `part` counts them from 0.
    """

    name: str
    option: str | None = None
    mark: str = ""
    is_attribute: bool = False
    at_first: str = ""
    part: int = 0

    def filled(self, typed: Typed) -> str:
        """What stands there."""
        if self.name not in typed:
            return self.at_first
        values = typed[self.name]
        if self.option is not None:
            return self.mark if self.option in values else ""
        text = escape(values[self.part % len(values)]) if values else ""
        return f' value="{text}"' if self.is_attribute else str(text)


class FormPage:
    """A rendered page, cut at its fields."""

    def __init__(self, html: str) -> None:
        self._parts: list[str | Hole] = []
        at, select = 0, ""
        parts: Counter[str] = Counter()
        for found in _TAG.finditer(html):
            if found.start() < at:
                continue  # inside a text area, where "<input>" is only text
            tag, attributes = found[1], dict(_ATTRIBUTE.findall(found[2] or ""))
            name = unescape(attributes.get("name", ""))
            if tag == "select" or found[3]:
                select = name
            hole = hole_of(tag, name or select, attributes)
            if hole is None:
                continue
            if tag == "textarea":
                end = html.index(_TEXTAREA_END, found.end())
                self._parts += [html[at : found.end()], hole._replace(at_first=html[found.end() : end])]
                at = end
                continue
            if hole.is_attribute:
                hole = hole._replace(part=parts[hole.name])
                parts[hole.name] += 1
            taken = "value" if hole.is_attribute else hole.mark.strip()
            at_first = "".join(each[0] for each in _ATTRIBUTE.finditer(found[2]) if each[1] == taken)
            left = found[2].replace(at_first, "", 1) if at_first else found[2]
            self._parts += [f"{html[at : found.start()]}<{tag}{left}", hole._replace(at_first=at_first), ">"]
            at = found.end()
        self._parts.append(html[at:])

    def filled(self, typed: Typed) -> str:
        """The page with its fields as they were typed; those that nothing is said of are as they are at first."""
        return "".join(part if isinstance(part, str) else part.filled(typed) for part in self._parts)


def hole_of(tag: str, name: str, attributes: Mapping[str, str]) -> Hole | None:
    """What of this tag depends on what was typed; None when nothing does."""
    if not name or tag == "select":
        return None
    if tag == "option":
        return Hole(name, unescape(attributes.get("value", "")), " selected")
    if tag == "textarea":
        return Hole(name)
    if attributes.get("type") in _TICKED:
        return Hole(name, unescape(attributes.get("value", "")), " checked")
    if tag == "button":
        is_answer = _ANSWER in attributes.get("class", "").split()
        return Hole(name, unescape(attributes.get("value", "")), _MINE) if is_answer else None
    return Hole(name, is_attribute=True) if tag == "input" else None


class KeptForms:
    """The form pages of one process, those used least recently forgotten first. `most` bounds its memory."""

    def __init__(self, most: int = 64) -> None:
        self._pages: LRUCache[Hashable, tuple[Hashable, FormPage]] = LRUCache(most)
        self._lock = Lock()

    def page(self, address: Hashable, shows: Hashable, render: Callable[[], str]) -> FormPage:
        """The page at `address`: as kept while all that it `shows` is unchanged, else rendered, with empty fields."""
        with self._lock:
            kept = self._pages.get(address)
        if kept is None or kept[0] != shows:
            kept = shows, FormPage(render())
            with self._lock:
                self._pages[address] = kept
        return kept[1]
