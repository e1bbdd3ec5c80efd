"""Numbers as people say them, put in figures: "oh double seven", "nine hundred", "O77OO", and numbers in pieces."""

import re

from coprod.screening.details.rewritten import Copy, Rewritten, in_small_letters

_ONES = {
    "zero": "0", "nought": "0", "naught": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TEENS = {
    word: str(number)
    for number, word in enumerate(
        ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
        10,
    )
}
_TENS = {
    word: str(number)
    for number, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_OH = {"oh": "0", "o": "0"}
_ONE, _TEEN, _TEN = "|".join(_ONES), "|".join(_TEENS), "|".join(_TENS)
_UP_TO_99 = rf"(?:{_TEEN}|(?:{_TEN})(?:[ -](?:{_ONE}))?|{_ONE})"
# "oh" is a figure only beside others: "oh well" is none.
_BESIDE = rf"(?=[\s,.\-]{{0,2}}(?:\d|{_ONE}|{_TEN}|double|treble|triple|oh\b|o\b))"
# "l23" is a figure after three others; elsewhere L and OL begin postcodes.
_SAID = re.compile(
    rf"(?<![^\W\d_])(?:(?P<times>double|treble|triple)[ -](?P<repeated>\d|{_ONE}|oh|o)"
    rf"|two thousand(?: (?:and )?(?P<years>{_UP_TO_99}))?(?P<thousand>)"
    rf"|(?P<hundreds>{_ONE}) hundred(?: and (?P<rest>{_UP_TO_99}))?"
    rf"|(?P<tens>{_TEN})(?:[ -](?P<unit>{_ONE}))?|(?P<teen>{_TEEN})"
    rf"|(?P<plain>(?:(?:oh?(?={_ONE})|{_ONE}){{1,12}}))"
    rf"|(?P<oh>oh?(?:{_BESIDE}|(?<=\d[\s\-]oh)|(?<=\d[\s\-]o)|(?<=(?:ne|wo|ee|ur|ve|ix|en|ht|oh|ro)[\s\-]oh)))"
    r"|(?P<alike>(?:(?<=[\do]{3}\s)|(?!o?l\d\d?\b))(?=[oil]{0,4}\d[oil]{0,4}\d)[\doil]{3,14}))(?![^\W\d_])"
    rf"(?:,(?=\s(?:{_ONE}|{_TEN}|double|treble|triple|oh?\b)))?"
)
_EACH = re.compile(rf"oh?(?={_ONE}|\Z)|{_ONE}")
# Between two parts of one number: signs that nobody counts with, words that put it together.
_APART = re.compile(
    r"(?<=\d)(?:\u20e3\s?(?=\d)|(?<=\d\d\d)\s?[*~:|,·]\s?(?=\d\d\d)"
    r"|,?\s(?:and\s)?(?:then|slash|stroke|dash|dot)\s|\sand\sends\s(?:in\s|with\s)?|\s(?:the\s)?(?:second|next|last|other)\s(?:bit|half|part)\s"
    r"|\s?\([^()\d\n]{3,40}\)\s?)(?=\d)"
)
_LIKE = str.maketrans("oil", "011")
_TIMES = {"double": 2, "treble": 3, "triple": 3}
_MAY_BE = re.compile(
    rf"\d[oil]|[oil]\d|\d\s{{0,2}}[\u20e3*~:|,·(]|\d\s(?:and|then|slash|stroke|dash|dot|second|next|last|other|the)\s|(?<![a-z])(?:double|treble|triple|oh?\b|{_ONE}|{_TEEN}|{_TEN}|hundred)"
)


def in_figures(line: Copy) -> Copy:
    """A text on one line, with its numbers in figures."""
    low = in_small_letters(line.text)
    if not _MAY_BE.search(low):
        return line
    said = Rewritten(line.text)
    for match in _SAID.finditer(low):
        said.put(match.start(), match.end(), _figures(match))
    joined = Rewritten(said.finished())
    for match in _APART.finditer(joined.old):
        joined.put(match.start(), match.end(), " ")
    return line.then(joined.finished(), said, joined)


def _figures(match: re.Match[str]) -> str:
    if match["times"]:
        return _figure(match["repeated"]) * _TIMES[match["times"]]
    if match["thousand"] is not None:
        return "20" + (_up_to_99(match["years"]).zfill(2) if match["years"] else "00")
    if match["hundreds"]:
        return _ONES[match["hundreds"]] + (_up_to_99(match["rest"]).zfill(2) if match["rest"] else "00")
    if match["plain"]:
        return "".join(_figure(each) for each in _EACH.findall(match["plain"]))
    return (
        "0" if match["oh"] else match["alike"].translate(_LIKE) if match["alike"] else _up_to_99(match[0].rstrip(","))
    )


def _figure(said: str) -> str:
    return said if said.isdigit() else {**_ONES, **_OH}[said]


def _up_to_99(said: str) -> str:
    first, _, second = said.replace("-", " ").partition(" ")
    if first in _TENS:
        return _TENS[first] + _ONES.get(second, "0")
    return _TEENS.get(first) or _ONES[first]
