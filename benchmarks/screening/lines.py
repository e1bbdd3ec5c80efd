"""Labelled lines: what somebody wrote, whether it is worrying or abusive, and which personal details stand in it."""

import re
from pathlib import Path
from typing import NamedTuple

from coprod.screening.finding import FindingKind

FOLDER = Path(__file__).parent / "lines"
DEMONSTRATION = Path(__file__).parents[2] / "coprod" / "demo_content" / "words"
_MARKED = re.compile(r"\{(\w+):([^{}]*)\}")


class Line(NamedTuple):
    """One text. `kinds`: concern, abuse, and the kind of each detail; `places`: where the details stand; `voice`: who
    speaks, or how, which is the name of its file."""

    text: str
    kinds: frozenset[FindingKind]
    places: tuple[tuple[FindingKind, int, int], ...]
    voice: str = ""

    @property
    def is_worrying(self) -> bool:
        """Whether somebody may not be safe."""
        return FindingKind.CONCERN in self.kinds

    @property
    def is_as_it_comes(self) -> bool:
        """Whether it is as people write, not made to be hard to tell or to hold details."""
        return self.voice.startswith(AS_IT_COMES) and FindingKind.ABUSE not in self.kinds

    @property
    def is_talk(self) -> bool:
        """Ordinary talk as it comes."""
        return self.is_as_it_comes and not self.is_worrying


AS_IT_COMES = (
    *("talk", "everyday", "home", "plain_short", "stream", "answers", "notes", "voice", "lines"),
    *("concerns_plain", "concerns_more", "concerns_young_people"),
)
"""How the names of files with such lines begin."""


def seen() -> list[Line]:
    """What rules and model were made from."""
    return _read("seen")


def unseen() -> list[Line]:
    """What they were not."""
    return _read("unseen")


def demonstration() -> list[str]:
    """What the made-up people of the demonstration say; none of it is worrying but the lines of `escalate.txt`."""
    paths = [path for path in sorted(DEMONSTRATION.rglob("*.txt")) if path.stem not in ("escalate", "names")]
    lines = (line.split("\t")[0] for path in paths for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _read(folder: str) -> list[Line]:
    paths = sorted((FOLDER / folder).glob("*.txt"))
    lines = ((line, path.stem) for path in paths for line in path.read_text("utf-8").splitlines())
    return [_line(line, voice) for line, voice in lines if line and not line.startswith("#")]


def _line(written: str, voice: str) -> Line:
    """ "concern<tab>ring {person_name:Sam}" without its marks, and what they say."""
    labels, _, marked = written.partition("\t")
    kinds = {FindingKind(label) for label in labels.split(",") if label != "ordinary"}
    text, at, places = "", 0, []
    marked = marked.replace("\\n", "\n")
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        places.append((FindingKind(match[1]), len(text), len(text) + len(match[2])))
        text += match[2]
        at = match.end()
    return Line(text + marked[at:], frozenset(kinds | {kind for kind, _, _ in places}), tuple(places), voice)
