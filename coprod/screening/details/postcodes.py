"""Postcodes: whole ones, also mistyped or spaced, and first halves where they are said to be somebody's."""

import re
from collections.abc import Iterator

from coprod.screening.finding import Finding, FindingKind

# The letters and figures a postcode may have in each place (Royal Mail), and the 124 areas there are.
_AREAS = (
    "AB AL BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY EC EH EN EX FK FY "
    "GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY LA LD LE LL LN LS LU ME MK ML NE NG NN NP NR NW OL OX "
    "PA PE PH PL PO PR RG RH RM SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB WA WC WD WF WN WR "
    "WS WV YO ZE B E G L M N S W"
)
_BIG = [area for area in _AREAS.split() if len(area) == 2]
_BIG_AREA = "|".join(
    f"{first}[{''.join(a[1] for a in _BIG if a[0] == first)}]" for first in sorted({a[0] for a in _BIG})
)
_ONE_AREA = f"{_BIG_AREA}|[{''.join(area for area in _AREAS.split() if len(area) == 1)}]"
# Of letters and figures anywhere, only those that may begin a postcode are looked at further: ten times as fast.
_MAY_BEGIN = r"(?<![\w'’])(?=[A-Z]{1,2}[ .\-]{0,2}[0-9OIL]|[A-Z][ .][A-Z][ .])"
_BETWEEN = r"(?:[ \u00a0\t.,;/_:(~+\-]{0,3}|,? (?:and )?(?:then|ends?(?: in| with)?|dash|space|hyphen) )"
# "1st", "2nd" in small letters: a floor or a class, where nothing longer says that it is a postcode.
_NO_NTH = r"(?!(?-i:1st|2nd|3rd|\dth)\b)"
# Two letters after a figure that are no end of a postcode: "4th", "3pm", "2 to".
_NO_END = r"(?!(?:st|nd|rd|th|am|pm|kg|km|mm|cm|hr|yr|ml|mg|ft|to|of|in|or|is|at|it|on|no|by|so|we|he|me|go|do|up|us|my|an|as|if|be|ep|tv)\b)"
_POSTCODE = re.compile(
    rf"{_MAY_BEGIN}(?:(?:{_ONE_AREA})[.\-]?[0-9](?:[0-9]|[A-HJKMNPR-Y])?"
    rf"(?:{_BETWEEN}(?:(?<=[a-zA-Z]{{2}}[0-9]{{2}} )|{_NO_NTH})[0-9](?!th[ ](?:floor|of|year|form|grade|row)\b)[ABD-HJLNP-UW-Z]{{2}}"
    rf"|[ \u00a0_/.\-][0-9](?:(?-i:[A-Z]){{2}}|(?-i:{_NO_END})[A-Z]{{2}}))"  # people who make them up know no rules
    rf"|(?-i:{_ONE_AREA}) [0-9]{{1,2}} [0-9] ?(?-i:[A-Z]){{2}}"
    rf"|(?:{_BIG_AREA}) [0-9]{{1,2}} [0-9] ?{_NO_END}[A-Z]{{2}}"
    rf"|(?:{_BIG_AREA})[ ]?[0-9][ ]?[0-9]?[ ]?[0-9][ ]?{_NO_END}(?:[ABD-HJLNP-UW-Z][ ]?){{2}}(?<! )"
    rf"|(?:{'|'.join('[ .]'.join(area) for area in _AREAS.split())})(?:[ .,]{{1,2}}[0-9]){{2,3}}(?:[ .,]{{1,2}}[A-Z]){{2}}"
    rf"|(?:{'|'.join(' '.join(area) for area in _BIG)}) [0-9]{{1,2}} [0-9] [A-Z] [A-Z]"
    r"|GIR[ \u00a0]?0AA)(?!\w)",
    re.IGNORECASE | re.ASCII,
)

# Said to be a postcode: then with letters for figures, with gaps, or only its first half.
_WORD_FOR_IT = r"\bp(?:ost)?[ \-/.]?codes?\b"
_CODE = rf"(?P<code>(?=[A-Z]{{1,2}} ?[OIL]?[0-9])(?:{_ONE_AREA})[ ]?[0-9OIL][0-9OILA-Z]?(?:[ \u00a0\n.,\-]{{0,3}}[0-9OILZS][\s\-]?[A-Z]\s?[A-Z])?)(?!\w)"
_SAID_TO_BE = re.compile(rf"{_WORD_FOR_IT}[^.!?\n\d]{{0,30}}?\b{_CODE}", re.IGNORECASE | re.ASCII)
_SAID_AFTER = re.compile(
    rf"{_MAY_BEGIN}{_CODE},?[ ](?:(?:(?:which|that)[ ]?(?:is|'s|s)|is|was|as|being)[ ](?:\w+[ ]){{0,2}}?)?{_WORD_FOR_IT}",
    re.IGNORECASE | re.ASCII,
)
_LIVES_IN = re.compile(
    rf"\b(?:[Ll]iv(?:e|es|ed|ing)|(?:[Hh]ouse|[Hh]ome|[Ff]lat)(?: is)?|[Bb]orn(?: [^.!?]{{2,16}})?|[Mm]oved|(?:[Ww]e|I)['’]?(?:re|m)|[Pp]ut)"
    rf"(?: (?:in|to|at|from|up in|down))?(?: the)? (?P<code>(?:{_BIG_AREA})[0-9]{{1,2}})(?!\w)(?!\s?[0-9])"
    rf"|(?<![\w'’])(?P<place>(?:{_BIG_AREA})[0-9]{{1,2}}) (?:area|end|side|on the address)\b",
    re.ASCII,
)
# A letter O or I where a figure belongs, as when somebody copies what they see.
_MISREAD = re.compile(
    rf"(?<![\w'’])(?:5T[0-9]{{1,2}} [0-9][A-Z]{{2}}|[A-Z]{{1,2}}(?=[OIl]?[0-9])[0-9OIl]{{1,2}}[ \u00a0]{{1,2}}[0-9OIlSZ] ?[A-Z] ?[A-Z]"
    rf"|(?i:{_BIG_AREA})(?=[OIlo]?[0-9])[0-9OIlo]{{1,2}}[ \u00a0]{{0,2}}[0-9OIlo]{_NO_END}(?i:[ABD-HJLNP-UW-Z]{{2}}))(?!\w)",
    re.ASCII,
)

_FIGURE = re.compile("[0-9]")


def find(text: str) -> Iterator[Finding]:
    """Every postcode."""
    if not _FIGURE.search(text):  # most notes: no postcode is without one
        return
    for pattern in (_POSTCODE, _SAID_TO_BE, _SAID_AFTER, _LIVES_IN, _MISREAD):
        for match in pattern.finditer(text):
            named = [name for name in pattern.groupindex if match[name]]
            start, end = match.span(*named)
            if any(character.isdigit() for character in text[start:end]):
                yield Finding(FindingKind.POSTCODE, start, end, "Looks like a postcode")
