"""People in public life and in stories: what they are called is nobody's personal detail."""

from collections.abc import Sequence

from coprod.screening import data_files
from coprod.screening.tokens import Token, tokens_of

_JOINED = ("", "&")
_AFTER_LETTER = ("", ".")


class Famous:
    """Knows what they are called."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[list[str]]] = {}
        for name in sorted(data_files.lines("famous.txt"), key=len, reverse=True):
            words = [token.low for token in tokens_of(name)]
            self._by_first.setdefault(words[0], []).append(words)

    def last(self, tokens: Sequence[Token], at: int, text: str) -> int | None:
        """The last word of such a name, if one begins here: the longest."""
        for words in self._by_first.get(tokens[at].low, ()):
            end = at + len(words)
            if [token.low for token in tokens[at:end]] == words and self._is_one(tokens[at:end], text):
                return end - 1
        return None

    @staticmethod
    def _is_one(tokens: Sequence[Token], text: str) -> bool:
        """Whether nothing but a space, "&", or a stop after a letter ("C.S. Lewis"), stands between the words."""
        return all(
            text[one.end : two.start].removeprefix("'s").strip() in (_AFTER_LETTER if len(one.low) == 1 else _JOINED)
            for one, two in zip(tokens, tokens[1:], strict=False)
        )
