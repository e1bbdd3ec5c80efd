"""A text written another way for the sake of finding, and where each stretch of it stood before."""

import re

from coprod.screening.finding import Finding

_LINE_END = re.compile(r"[^\S\n]{0,4}(?<!\n)\n(?!\n)[^\S\n]{0,4}")

_PAUSE = re.compile(r"[^\S\n]{0,4}(?:\n|\.\.|…|;)[\s.…;]{0,8}")


class Rewritten:
    """A text of which some stretches are replaced, and which stretch of the old one each character comes from."""

    def __init__(self, old: str) -> None:
        self.old, self._at = old, 0
        self._parts: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def put(self, start: int, end: int, instead: str) -> None:
        """Replace a stretch of the old text; from left to right."""
        self._keep(start)
        self._parts.append(instead)
        self._starts += [start] * len(instead)
        self._ends += [end] * len(instead)
        self._at = end

    def _keep(self, end: int) -> None:
        self._parts.append(self.old[self._at : end])
        self._starts += range(self._at, end)
        self._ends += range(self._at + 1, end + 1)

    def finished(self) -> str:
        """The new text."""
        self._keep(len(self.old))
        return "".join(self._parts)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the new text stands in the old one."""
        return self._starts[start], self._ends[end - 1]


class Copy:
    """A copy of a text, and how findings in it come back to the text; `changed`: whether it is another text at all."""

    def __init__(self, text: str, *steps: Rewritten) -> None:
        self.text, self._steps = text, steps

    @property
    def changed(self) -> bool:
        """Whether anything was replaced."""
        return bool(self._steps)

    def then(self, text: str, *steps: Rewritten) -> "Copy":
        """A copy of the copy."""
        return Copy(text, *self._steps, *steps)

    def back(self, finding: Finding) -> Finding:
        """What was found in the copy, where it stands in the text."""
        for step in reversed(self._steps):
            finding = finding.moved(step.place)
        return finding


def on_one_line(text: str) -> Copy:
    """The text with a space for each line end; where two stand together, something else begins, and they stay."""
    if "\n" not in text:
        return Copy(text)
    line = Rewritten(text)
    for match in _LINE_END.finditer(text):
        line.put(match.start(), match.end(), " ")
    return Copy(line.finished(), line)


def without_pauses(text: str) -> Copy:
    """The text with a space for each line end, and for each mark at which somebody only stops to think: "I ... can't"."""
    found = list(_PAUSE.finditer(text))
    if not found:
        return Copy(text)
    runs_on = Rewritten(text)
    for match in found:
        runs_on.put(match.start(), match.end(), " ")
    return Copy(runs_on.finished(), runs_on)


def in_small_letters(text: str) -> str:
    """The text in small letters, each in its old place: a letter that would become two stays as it is."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
