"""Documents of an engagement: a title, what it is, and the same in several formats; and what is missing."""

from typing import Any, NamedTuple

from coprod.files.recognise import KNOWN, Kind
from coprod.rendering import file_size

# Which version of a document a file is, and how people read that before its format.
VERSIONS = {
    "full": "The whole document",
    "short": "Short version",
    "easy_read": "Easy Read",
    "large_print": "Large print",
    "spoken": "Read aloud",
    "bsl": "British Sign Language",
}
SPOKEN = (Kind.SOUND, Kind.VIDEO)


class Format(NamedTuple):
    """One way to have a document: what the link says, and where it is."""

    words: str
    address: str


def formats(document: dict[str, Any]) -> list[Format]:
    """All of them, as people read them: "Easy Read, PDF, 240 KB"."""
    return [Format(words_of(each), f"/files/{each['file']}.{each['kind']}") for each in document["formats"]]


def words_of(format: dict[str, Any]) -> str:
    """A format as people read it."""
    version = "" if format["version"] == "full" else f"{VERSIONS[format['version']]}, "
    return f"{version}{KNOWN[Kind(format['kind'])].words}, {file_size(format['size'])}"


def missing(document: dict[str, Any]) -> list[str]:
    """What somebody will need and cannot have yet, as staff read it: each a thing that is missing."""
    there = document["formats"]
    kinds = {Kind(each["kind"]) for each in there}
    needed = {
        "the Easy Read": any(each["version"] == "easy_read" for each in there),
        "a Word version for screen readers and large letters": kinds & {Kind.WORD, Kind.OPEN_DOCUMENT},
        "something to listen to": kinds & set(SPOKEN),
    }
    return [words for words, is_there in needed.items() if not is_there]
