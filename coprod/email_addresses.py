"""Email addresses as people type, paste and dictate them: read, or met with a sentence that says what is wrong.

A phone puts a curly apostrophe into o’neill@, a mail program pastes "Sam Neill <sam@example.org>;".
"""

import re
from urllib.parse import unquote

from email_validator import EmailNotValidError, validate_email

from coprod.text import normalise, without_unseen

LIKE = "Enter an email address like name@example.com"
LONGEST = 254
TOO_LONG = f"It must be {LONGEST} characters or fewer"

_APOSTROPHES = str.maketrans(dict.fromkeys("‘’‛ʼ´`′＇", "'") | {"＠": "@", "．": ".", "。": ".", "＜": "<", "＞": ">"})
_MAILTO = re.compile(r"^(?:mailto|e-?mail)\s*:\s*", re.I)
_ANGLED = re.compile(r"<([^<>]*@[^<>]*)>")
# What stands around an address in a sentence, a list or a letter's head, and is no part of it.
_AROUND = " \n,;:.!?<>()[]{}\"“”„«»'"


class NotAnAddress(ValueError):
    """What was typed is not one email address; says in plain words what is wrong with it."""


def tidied(typed: str) -> str:
    """What was typed, without what mail programs and keyboards put around an address. Never refuses."""
    text = without_unseen(normalise(typed).translate(_APOSTROPHES))[0]
    angled = _ANGLED.findall(text)
    if len(angled) == 1 and text.count("@") == 1:
        text = angled[0]
    text = text.strip(_AROUND)
    if found := _MAILTO.match(text):
        text = unquote(text[found.end() :].split("?")[0]).translate(_APOSTROPHES).strip(_AROUND)
    return text


def email_address(typed: str) -> str:
    """The address, as mail servers write it. Raises `NotAnAddress`."""
    text = tidied(typed)
    # Letters must reach them: mail servers that take an ë before the @ are few.
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise NotAnAddress(f"{LIKE}. {wrong_with(text)}" if text else LIKE) from error
    address = found.ascii_email or found.normalized
    if len(address) > LONGEST:
        raise NotAnAddress(f"{LIKE}. {TOO_LONG}")
    return address


def wrong_with(text: str) -> str:
    """What is wrong with what is no address, for whoever typed it."""
    before, _, after = text.rpartition("@")
    strange = re.search(r"[^\w.+'&/=?^`{|}~!#$%*-]", before) or re.search(r"[^\w.-]", after)
    accented = next((letter for letter in before if not letter.isascii()), "")
    reasons = {
        TOO_LONG: len(text) > LONGEST,
        "Yours has no @ in it": "@" not in text,
        "There is more than one @ in it: give one address only": "@" in before,
        "Take out the space": re.search(r"\s", text),
        "There is nothing before the @": not before,
        "There is nothing after the @": not after,
        "There is a comma in it. Is it meant to be a dot?": "," in text,
        "There is a dot too many": re.search(r"^\.|\.\.|\.@|@\.", text),
        f"What comes after the @ is not complete: “{after}” has no ending, like .org or .uk": "." not in after,
        f"Letters cannot reach an address with “{accented}” before the @": accented,
        f"There cannot be “{strange[0] if strange else ''}” in it": strange,
    }
    return next((words for words, is_so in reasons.items() if is_so), "Look at each letter, most of all after the @")
