"""Words as they are written, with their capital letters, for finding names."""

import re

from coprod.screening.spelling import fold

_TOKEN = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]|['’\-][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n\"“”(•*\-–—/|])[\s\"'“‘(]*\Z")
_POSSESSIVE = re.compile(r"['’]s?\Z")


class Token:
    """A written word and what can be seen of it at once."""

    __slots__ = ("capital", "end", "low", "start", "text", "written")

    def __init__(self, written: str, start: int, text: str, capitals: bool) -> None:
        self.text = text
        self.start = start
        self.written = _POSSESSIVE.sub("", written) if "'" in written or "’" in written else written
        self.end = start + len(self.written)
        self.low = fold(self.written)
        self.capital = capitals and written[0].isupper() and (not written.isupper() or len(self.written) == 1)

    @property
    def first(self) -> bool:
        """Whether a sentence begins with it."""
        return bool(_SENTENCE_START.search(self.text, max(0, self.start - 6), self.start))


def tokens_of(text: str) -> list[Token]:
    """The words of a text as they are written."""
    capitals = not _is_shouted(text)
    return [Token(match[0], match.start(), text, capitals) for match in _TOKEN.finditer(text)]


def _is_shouted(text: str) -> bool:
    """Whether it is all in capital letters, which then say nothing."""
    letters = sum(map(str.isalpha, text))
    return letters > 6 and sum(map(str.isupper, text)) > 0.6 * letters
