"""Where somebody can be found: email addresses and addresses of houses."""

import re
from collections.abc import Iterator

from coprod.screening.finding import Finding, FindingKind

# "name@example.org", "name (at) example (dot) org" and "name at example dot org"; a plain "at" needs a spoken dot or a
# provider that everybody knows.
_DOT = r"(?:\s{1,3}dot\s{1,3}|\s?[\[({]\s?dot\s?[\])}]\s?)"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_KNOWN = r"(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|live|btinternet|sky|aol|talktalk|protonmail|me|msn)"
_EMAIL = re.compile(
    rf"(?<![\w.+%@'-])(?:[\w+%'-]{{1,20}}(?:{_DOT}|\s(?:under\s?score|dash|hyphen)\s)){{0,2}}[\w.+%'-]{{1,64}}+(?:"
    rf"(?:@|\s?[\[({{<]\s?at\s?[\])}}>]\s?){_LABEL}(?:(?:\.|{_DOT}){_LABEL}){{1,4}}"
    rf"|\s@\s{_LABEL}(?:(?:\.|{_DOT}){_LABEL}){{1,4}}"
    rf"|@\s?{_LABEL}\.{_LABEL}(?:\.{_LABEL}){{0,3}}"
    rf"|\s?@\s?{_LABEL}\s{{0,2}}[.,]\s{{0,2}}(?:com|org|net|uk|co\s?[.,]\s?uk|gov\s?[.,]\s?uk|example)\b"
    rf"|@{_LABEL}\s{_LABEL}\.(?:com|org|net|uk|co\.uk|gov\.uk|example)\b"
    rf"|\s?@\s?{_KNOWN}\b"
    rf"|\s{{1,3}}at\s{{1,3}}{_KNOWN}(?:\.|{_DOT}){_LABEL}(?:(?:\.|{_DOT}){_LABEL}){{0,2}}"
    rf"|\s{{1,3}}at\s{{1,3}}(?!(?:an?|my|our|the)\s){_LABEL}(?:{_DOT}{_LABEL}){{1,4}})",
    re.IGNORECASE,
)

# Streets, and words that are streets only with a capital letter.
_SURE = (
    "road|rd|street|str|st|lane|ln|avenue|ave|av|crescent|cres|terrace|terr|mews|cottages|gardens|gdns|grove|drive|close|villas|"
    "parade|boulevard|wharf"
)
_CAPITAL = (
    "Way|Court|Ct|Place|Pl|Hill|Walk|Row|Square|Sq|Park|Green|Rise|View|Croft|Mount|Meadow|Meadows|Fields?|Bank|End|Yard|Cottage|"
    "House|Flats|Brow|Paddocks?|Barn|Site|Quay|Gate|Grange|Lodge|Loan|Vale|Heath|Common|Chase|Dene|Dell|Cl|Oval|Ridge|Side|"
    "Wood|Orchard|Farm|Circus|Approach|Arcade|Buildings|Towers?|Heights|Drove|Fold|Garth|Leys?|Spinney|Wynd|Brae|Mansions|Rd|St|"
    "Links|Mill|Reach|Stables|Tannery|Causeway|Bridge|Cross|Corner|Hollow|Hamlet|Acre|Acres|Lea|Copse|Warren|Priory|Mead|Nook|Pastures"
)
_UNIT = r"(?:(?:flat|apartment|apt|suite|unit|plot|house|room|no|number|bungalow|caravan)\.?[ ]{0,2}\d{1,4}[a-z]?,?[ ]{1,2})"
_NO_NAME = (
    "minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|miles?|km|metres?|pounds?|p|pm|am|x|times?|of|to|in|at|and|or|on|for|"
    "from|by|with|people|children|kids|pupils|staff|the|a|an|our|my|this|that|different|more|other|schools?|is|was|are|were|i|we|"
    "way|per|percent|out|up|off|down|one|two|three|years?|yr|grade|it|its|he|she|they|goes|go|into|as|wheel|place|days"
)
_WORD = rf"(?:(?!(?:{_NO_NAME})\b)[^\W\d_][\w'’\-]{{0,20}})"
_NAME = r"(?:[A-Z][\w'’\-]{0,20})"
_ADDRESS = re.compile(
    rf"(?<![\w£.:/-])(?:{_NAME}(?:[ ]{_NAME}){{0,2}}[ ](?:Cottage|House|Barn|Farm|Lodge|Villa),[ ])?(?i:{_UNIT})?(?:"
    rf"\d{{1,4}}[a-zA-Z]?,?[ ]{{1,2}}(?:(?i:the[ ]))?(?:{_WORD}[ ]{{1,2}}){{1,3}}(?i:{_SURE})(?!\w)\.?"
    rf"|\d{{1,4}}[a-zA-Z]?,?[ ]{{1,2}}(?:The[ ])?(?:{_NAME}[ ]{{1,2}}){{1,3}}(?:{_CAPITAL})(?!\w)"
    rf"|\d{{1,4}}[a-zA-Z]?,?[ ]The[ ]{_NAME}(?!\w)"
    rf"|\d{{1,4}}[a-zA-Z]?,?[ ]The[ ](?:Close|Lane|Drive|Street|Avenue|Crescent|Terrace|Mews|Gardens|Grove|Cottages)(?!\w)"
    rf"|{_NAME}(?:[ ]{_NAME}){{0,2}}[ ](?:Cottage|House|Barn|Farm|Lodge|Villa),[ ](?:{_NAME}[ ]){{1,2}}(?:(?:{_CAPITAL})|(?i:{_SURE}))(?!\w))"
    rf"|(?<!\w)(?i:{_UNIT})(?:(?:{_NAME}[ ]{{1,2}}){{1,2}}(?:{_CAPITAL}|(?i:{_SURE})))(?!\w)"
    rf"|(?<!\w)(?i:(?:live|living|lives|stay|staying|moved|house|home|address|flat)[ ](?:on|in|at|down|to|is|up)[ ])(?:{_NAME}[ ]{{1,2}}){{1,2}}(?i:{_SURE})(?!\w)"
)


def find(text: str) -> Iterator[Finding]:
    """Every way to somebody."""
    for match in _EMAIL.finditer(text):
        yield Finding(FindingKind.EMAIL, match.start(), match.end(), "Looks like an email address")
    for match in _ADDRESS.finditer(text):
        yield Finding(FindingKind.ADDRESS, match.start(), match.end(), "Looks like the address of a house")
