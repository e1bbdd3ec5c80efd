"""The words that people say around user names. All for a text in small letters."""

import re

from coprod.screening import data_files

_LISTS = data_files.table("handles.toml")
_SERVICES = frozenset(_LISTS["services"])
NO_NAMES, CLOSERS = frozenset(_LISTS["no_names"].split()), frozenset(_LISTS["closers"].split())
SURE_WEB = frozenset(("uk", "com", "org", "net", "gov", "html", "pdf", "docx"))
NO_AT = frozenset(_LISTS["no_at"].split())
STARTERS = frozenset(_LISTS["starters"].split())
WEB, NUMBERED = frozenset(_LISTS["web_endings"].split()), frozenset(_LISTS["numbered"].split())
LOOKING = ("look", "search")


def _by_first_letter(names: list[str]) -> str:
    """A pattern of all names that takes a tenth of the time of one after another."""
    rest: dict[str, list[str]] = {}
    for name in sorted(names, reverse=True):
        rest.setdefault(name[0], []).append(re.escape(name[1:]).replace(r"\ ", r"\s?"))
    return "(?:" + "|".join(f"{letter}(?:{'|'.join(some)})" for letter, some in rest.items()) + r")(?!\w)"


_SERVICE = _by_first_letter(_LISTS["services"])
_OWN = r"(?:my|mi|moj|our|his|her|their|\w{2,12}['’]s)"
_BE = r"(?:['’]s|\s(?:is|are|es|called|named|it['’]?s|as)(?!\w))"
_MARK = r"\s{0,2}[:=\-–—]{1,2}"
_IM = r"(?:i['’]?m|i\sam|it['’]?s|as|under|called|named|known\sas|(?:he|she|we|they)(?:['’]s|['’]re|\sis|\sare))(?!\w)"
_ME = r"(?:me|us|him|her|my\s\w{2,12})"
_REACH = r"(?:add|find|follow|dm|pm|message|msg|text|snap|wizz|kik|hmu|hit\sme\sup|look\sup|search(?:\sfor)?|subscribe\sto|ask\sfor)(?!\w)"
_NAMING = r"(?:user\s?name|gamer\s?tag|(?:screen|display|gamer|player)\s?name|login|(?:psn|gt)(?=\s(?:is|name|id)|[:=]))(?!\w)"
_START = r"(?<![\w/.@#'’])"

_ALONE = r"(?:(?<![^\n.,;/|(])|(?<=[.,;/|(\-–!:]\s))"

# What comes before a user name that may be plain words: "my snap is", "add me on xbox im", "gamertag:".
SAID = re.compile(
    rf"{_START}(?:"
    rf"{_NAMING}(?:\s(?:on|for)\s(?:(?:my|the)\s)?\w{{2,14}}(?:\slive)?)?{_BE}{{0,2}}(?:{_MARK})?"
    rf"|{_OWN}\s(?:{_SERVICE}(?:{_BE}{{1,2}}|{_MARK})|(?:handle|@|user){_BE})"
    rf"|{_SERVICE}\s(?:name|user|id|tag|handle|account|channel|nick|@)(?!\w)(?:\son\s{_SERVICE})?{_BE}{{0,2}}(?:{_MARK})?"
    rf"|{_ALONE}{_SERVICE}(?:\sand\s{_SERVICE})?(?:\s{{0,2}}[:=–—]|\s-)"
    rf"|(?:page|group|channel|account|name)\son\s{_SERVICE}{_BE}|(?:on|in)\s{_SERVICE},?\s{_IM}"
    rf"|{_REACH}\s{_ME}(?:\son\s{_SERVICE}|\sback)?(?:,?\s{_IM}|{_MARK}|,)"
    rf"|{_REACH}(?:\s{_ME})?\son\s{_SERVICE},?|same\sname\son\s{_SERVICE}(?:\sand\s{_SERVICE})?,?"
    rf"|(?:page|channel|account)(?:\s\w{{1,14}}){{0,5}}?\s(?:is\s)?called|handle{_MARK})\s{{0,3}}(?=[^\s:])"
)
IM_LAST = re.compile(rf"{_IM}\s{{1,3}}\Z")
# The same, where only a word that nobody knows is a user name: "follow", "my page is", "mines".
HINTED = re.compile(
    rf"{_START}(?:(?:kik|snap|dm|pm|add|wizz)\sme|{_SERVICE}(?:\sby|\sis|\sto|(?:\saccount)?\scalled|{_MARK})|{_REACH}|user|handle{_BE}?|(?:{_OWN}\s)?(?:page|channel|account|name|tag){_BE}{{1,2}}"
    rf"|(?:(?:on|in)\s)?{_SERVICE}(?:\stoo)?,|on\sthere(?:\stoo)?,|mines?(?:\sis)?|(?:go|goes|going)\sby|calling\s(?:him|her|them)self|post\sas)\s{{1,3}}(?=\S)"
)
# The same, where a service is spoken of.
HINTED_NEAR_SERVICE = re.compile(rf"{_START}(?:i['’]?m|i\sam|it['’]?s|s?he['’]?s|under)\s{{1,3}}(?=\S)")
# The same, where it must be the last word of what is said: "psn wobblytable".
BARE = re.compile(rf"{_START}{_SERVICE}\s{{1,2}}(?=\S)")
ON = re.compile(rf"\s(?:on|for)\s(?:my\s)?(?:{_SERVICE}|x\b|(?:there|it|everything)\b)")
BEFORE_ON = re.compile(
    rf"{_START}(?:(?P<lead>{_IM}|(?:go|goes)\sby|calling\s(?:him|her|them)self|look\sup|search(?:\sfor)?)\s)?"
    r"(?P<name>@?[^\W_][\w.'’\-]{0,29}(?:\s[^\W_][\w.'’\-]{0,20}){0,2})\Z"
)
# Signs that are said: "odd underscore socks", "odd dot socks on insta".
SPOKEN = re.compile(
    r"(?<!\w)(?!(?:an?|the|with|then|no|one|two)\s)[^\W_]{2,20}\sunder\s?score\s(?!(?:in|is|at|between|and|then|after|before)\b)[^\W_]{1,20}"
    rf"|(?<!\w)[^\W_]{{2,20}}\sdot\s[^\W_]{{1,20}}(?:\sdot\s[^\W_]{{1,20}})?(?=\son\s{_SERVICE})"
    rf"|{_START}{_SERVICE}\s(?:is\s)?(?P<dots>[^\W_]{{2,20}}\sdot\s[^\W_]{{1,20}}(?:\sdot\s[^\W_]{{1,20}})?)"
)
ADDRESSED = re.compile(
    rf"(?<![\w@])(?:{'|'.join(map(re.escape, _LISTS['hosts'].split()))})/(?:(?:add|user|u|in|c|p|profile|invite)/)?(?P<name>@?[\w.\-]{{2,40}}(?<!\.))"
    r"|(?<![\w/])(?P<reddit>u/[\w\-]{3,20})"
)
CODE = re.compile(
    r"(?<!\w)(?P<nintendo>sw[ \-]?\d{4}[ \-]?\d{4}[ \-]?\d{4})(?!\d)"
    r"|(?<!\w)(?:(?:friend|trainer|player|invite)\s?(?:code|id)s?(?:\sfor\s\w{2,12})?|fc|(?:roblox|steam|player|game)\sid|(?:brawl\sstars?|clash\s\w{2,6}(?:\sclans)?|player)\stag)"
    r"[^\w#]{0,3}(?:is)?[^\w#]{0,3}(?P<code>#[0-9a-z]{5,10}|\d{4}(?:[ \-]?\d{4}){1,2}|\d{7,12})(?!\w)"
)
_NAMES_SERVICE = re.compile(rf"(?<!\w)(?:{_SERVICE}|{_NAMING}|add\sme(?!\w)|online(?!\w))")
_CUE = re.compile(
    rf"(?<!\w)(?:{_SERVICE}|{_NAMING}|{_REACH}|(?:user|handle|account|channel|page|called|known|go|goes|post|calling|tag|mines?|online)(?!\w)|on\s(?:everything|there|x)(?!\w)|@\sis\s)"
)


def is_service(low: str) -> bool:
    """Whether this is what a service is called."""
    return low in _SERVICES


def names_service(low: str) -> bool:
    """Whether anything in it is a service on which people have user names."""
    return _NAMES_SERVICE.search(low) is not None


def is_spoken_of(low: str) -> bool:
    """Whether anything in it is said as people say what they are called on a service."""
    return _CUE.search(low) is not None
