"""How hard a text is to read: the age at which most people can, long sentences, and hard words with plainer ones."""

import re
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…:]+(?=\s|$)|\n")
# The longest sentence that most people take in at once; Easy Read asks for 15 words.
LONG_SENTENCE = 25
FEWEST_WORDS = 10  # fewer say nothing about how hard a text is

# Hard word: a plainer one. Beginnings of words too: "utilise" is found in "utilised".
PLAINER = {
    "accordingly": "so", "additional": "more", "adjacent": "next to", "advise": "tell", "allocate": "give",
    "alternative": "other", "ameliorate": "make better", "anticipate": "expect", "applicable": "that fits",
    "approximately": "about", "ascertain": "find out", "assist": "help", "attain": "reach",
    "barriers": "what stops you", "beneficial": "good for", "cease": "stop", "clarify": "make clear",
    "cohort": "group", "collaborat": "work together", "commence": "start", "commission": "plan and pay for",
    "complete the": "fill in the", "comply": "keep to", "component": "part", "comprise": "is made of",
    "concerning": "about", "consequently": "so", "consult": "ask", "contribute": "give",
    "co-ordinat": "bring together", "deliver": "give", "demonstrate": "show", "disseminate": "share",
    "due to the fact that": "because", "early intervention": "help soon", "efficacy": "how well it works",
    "eligible": "can get", "enable": "let", "encounter": "meet", "engage with": "talk to", "ensure": "make sure",
    "enquire": "ask", "equitable": "fair", "establish": "set up", "evaluate": "look at how well",
    "expedite": "speed up", "facilitate": "help", "feasible": "can be done", "forthcoming": "coming",
    "framework": "plan", "frequently": "often", "fundamental": "main", "furthermore": "also", "holistic": "whole",
    "identif": "find", "implement": "carry out", "in accordance with": "as", "in order to": "to",
    "in relation to": "about", "indicate": "show", "inform": "tell", "initial": "first", "initiate": "start",
    "interim": "for now", "intervention": "help", "key stakeholder": "people", "leverage": "use",
    "liaise": "talk with", "localit": "area", "methodology": "way", "mitigate": "make less bad", "modif": "change",
    "monitor": "check", "moreover": "also", "multi-agency": "several services", "necessitate": "need",
    "notif": "tell", "notwithstanding": "even so", "numerous": "many", "objective": "aim", "obtain": "get",
    "optimal": "best", "outcome": "what changed", "participate": "take part", "pathway": "steps",
    "pertaining": "about", "practitioner": "worker", "prioriti": "put first", "prior to": "before", "procure": "buy",
    "provision": "help there is", "purchase": "buy", "pursuant": "under", "regarding": "about", "remuneration": "pay",
    "require": "need", "residents": "people who live here", "retain": "keep", "robust": "strong",
    "signpost": "show the way", "stakeholder": "people who are part of it", "statutory": "by law",
    "strategic": "long-term", "submit": "send", "subsequent": "later", "sufficient": "enough", "terminate": "end",
    "thematic": "by topic", "transparen": "open", "trajectory": "way", "transition": "moving on", "undertake": "do",
    "utilis": "use", "vulnerab": "at risk", "whilst": "while", "workstream": "piece of work",
}  # fmt: skip
_HARD = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, PLAINER), key=len, reverse=True)) + r")[a-z]*", re.IGNORECASE
)


class Reading(NamedTuple):
    """What there is to say of a text. `age` is None when it is too short to tell; `hard` are (word, plainer)."""

    age: int | None
    words: int
    long_sentences: list[str]
    hard: list[tuple[str, str]]


def read_closely(text: str) -> Reading:
    """Look at a text as its readers will."""
    sentences = [each.strip() for each in _SENTENCE_END.split(text or "") if _WORD.search(each)]
    words = _WORD.findall(text or "")
    hard: dict[str, str] = {}
    for found in _HARD.finditer(text or ""):
        hard.setdefault(found[0].lower(), PLAINER[found[1].lower()])
    return Reading(
        age=_age(words, len(sentences)) if len(words) >= FEWEST_WORDS else None,
        words=len(words),
        long_sentences=[each for each in sentences if len(_WORD.findall(each)) > LONG_SENTENCE],
        hard=list(hard.items()),
    )


def how_many_words(text: str) -> int:
    """How many words a text has."""
    return len(_WORD.findall(text))


def _age(words: list[str], sentences: int) -> int:
    """By the Automated Readability Index: letters to a word and words to a sentence, as a school year, as an age."""
    letters = sum(len(word) for word in words)
    grade = 4.71 * letters / len(words) + 0.5 * len(words) / max(1, sentences) - 21.43
    return max(5, round(grade + 5))
