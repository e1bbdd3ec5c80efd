"""What screening found, marked in the words and named; and what a moderator wants hidden."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape
from sqlalchemy import Row

from coprod.participation.move import Hide
from coprod.screening.finding import WORRIES, Finding, FindingKind

# What each kind is called, on a tag and in "[phone number removed]"; and its drawing.
NAMES = {
    FindingKind.CONCERN: "worrying words",
    FindingKind.READ_FIRST: "words to read first",
    FindingKind.ABUSE: "rude words",
    FindingKind.PHONE: "phone number",
    FindingKind.EMAIL: "email address",
    FindingKind.POSTCODE: "postcode",
    FindingKind.NHS_NUMBER: "health number",
    FindingKind.DATE_OF_BIRTH: "date of birth",
    FindingKind.PERSON_NAME: "name",
    FindingKind.SCHOOL: "school",
    FindingKind.ADDRESS: "address",
    FindingKind.HANDLE: "user name",
}
ICONS = {
    FindingKind.CONCERN: "care",
    FindingKind.READ_FIRST: "care",
    FindingKind.ABUSE: "talk",
    FindingKind.PHONE: "phone",
    FindingKind.EMAIL: "page",
    FindingKind.POSTCODE: "pin",
    FindingKind.SCHOOL: "school",
    FindingKind.ADDRESS: "pin",
}
# Words that say how somebody is, not who they are: shown or escalated as a whole, seldom cut. Hard to read, too.
NOT_PERSONAL = {*WORRIES, FindingKind.ABUSE}


class Found(NamedTuple):
    """One finding as the page shows it: its number beside the words, the words themselves, and why."""

    number: int
    finding: Finding
    words: str

    @property
    def name(self) -> str:
        """What it may be: "phone number"."""
        return NAMES[self.finding.kind]

    @property
    def icon(self) -> str:
        """The drawing that goes with the name."""
        return ICONS.get(self.finding.kind, "people")

    @property
    def is_worrying(self) -> bool:
        """Whether somebody may not be safe."""
        return self.finding.kind in WORRIES

    @property
    def is_hard(self) -> bool:
        """Whether it may be hard to read. Such words show when they are asked for."""
        return not self.is_personal

    @property
    def is_personal(self) -> bool:
        """Whether it may say who somebody is. Such words are hidden unless a moderator decides otherwise."""
        return self.finding.kind not in NOT_PERSONAL

    @property
    def place(self) -> str:
        """Where it stands in the words, "8-12": what a tick on the page sends, and what it still means tomorrow."""
        return f"{self.finding.start}-{self.finding.end}"

    @property
    def hide(self) -> Hide:
        """The stretch to take out, and what stands there instead."""
        what = NAMES[self.finding.kind] if self.is_personal else "words"
        return Hide(self.finding.start, self.finding.end, what)


class Tag(NamedTuple):
    """One kind of finding, in the list."""

    name: str
    icon: str
    is_worrying: bool = False


def tags(rows: Sequence[Row[Any]]) -> list[Tag]:
    """What there is to look out for in one contribution: each kind of finding once, the worrying first."""
    kinds = {FindingKind(stored["kind"]) for row in rows for stored in row.findings or ()}
    shown = [
        Tag(NAMES[kind].capitalize(), ICONS.get(kind, "people"), kind in WORRIES)
        for kind in FindingKind
        if kind in kinds
    ]
    if any(row.findings is None for row in rows):
        shown.append(Tag("Not screened", "eye"))
    if rows[0].unusual:
        shown.append(Tag("Many at once", "clock"))
    return shown


def found(words: str, findings: Sequence[dict[str, Any]] | None) -> list[Found]:
    """What screening marked, numbered from 1 in the order of the words. Marks that lie outside them are left out."""
    known = [Finding.from_dict(stored) for stored in findings or ()]
    inside = sorted((f for f in known if 0 <= f.start < f.end <= len(words)), key=lambda f: (f.start, f.end))
    return [Found(number, f, words[f.start : f.end]) for number, f in enumerate(inside, start=1)]


def warning(marks: Sequence[Found]) -> str:
    """What is hard to read among them, the worrying first: "worrying words and rude words"; empty when nothing is."""
    hard = sorted((mark for mark in marks if mark.is_hard), key=lambda mark: not mark.is_worrying)
    return " and ".join(dict.fromkeys(mark.name for mark in hard))


def marked(words: str, marks: Sequence[Found]) -> Markup:
    """The words, escaped, with each finding set apart and its number after it; marks that overlap become one."""
    html, at = Markup(""), 0
    for run in _runs(marks):
        start, end = run[0].finding.start, max(mark.finding.end for mark in run)
        late = " mark--late" if any(mark.is_worrying for mark in run) else ""
        numbers = " ".join(str(mark.number) for mark in run)
        mark = Markup('<mark class="mark{}">{}<sup>{}</sup></mark>').format(late, words[start:end], numbers)
        html, at = html + escape(words[at:start]) + mark, end
    return html + escape(words[at:])


def is_hard(findings: Iterable[dict[str, Any]] | None) -> bool:
    """Whether words with these findings may be hard to read."""
    return any(FindingKind(stored["kind"]) in NOT_PERSONAL for stored in findings or ())


def masked(words: str, findings: Iterable[dict[str, Any]] | None) -> Markup:
    """The words as a list shows them, escaped: what may say who somebody is gives way to what it is, as "[name]"."""
    known = (Finding.from_dict(stored) for stored in findings or ())
    personal = (f for f in known if f.kind not in NOT_PERSONAL and 0 <= f.start < min(f.end, len(words)))
    html, at = Markup(""), 0
    for hide in merged(Hide(f.start, f.end, NAMES[f.kind]) for f in personal):
        html += escape(words[at : hide.start]) + Markup('<span class="hid">[{}]</span>').format(hide.what)
        at = hide.end
    return html + escape(words[at:])


def everywhere(words: str, line: str, what: str) -> list[Hide]:
    """Every place in the words where exactly this stands."""
    places, at = [], words.find(line)
    while at >= 0:
        places.append(Hide(at, at + len(line), what))
        at = words.find(line, at + len(line))
    return places


def merged(hides: Iterable[Hide]) -> list[Hide]:
    """Stretches that overlap, made one; it is called after the longest of them."""
    result: list[Hide] = []
    for hide in sorted(hides):
        last = result[-1] if result else None
        if last is None or hide.start >= last.end:
            result.append(hide)
            continue
        longest = max(last, hide, key=lambda h: h.end - h.start)
        result[-1] = Hide(last.start, max(last.end, hide.end), longest.what)
    return result


def as_ticks(words: str, marks: Sequence[Found], hides: Sequence[Hide]) -> tuple[list[str], list[str], str]:
    """What somebody wanted hidden, as it is chosen on the page: findings to tick, other words, and what those are."""
    inside = [mark for mark in marks if any(h.start <= mark.hide.start and mark.hide.end <= h.end for h in hides)]
    ticked = {(hide.start, hide.end) for hide in merged(mark.hide for mark in inside)}
    others = [hide for hide in hides if (hide.start, hide.end) not in ticked]
    lines = (line.strip() for hide in others for line in words[hide.start : hide.end].split("\n"))
    return [mark.place for mark in inside], list(dict.fromkeys(filter(None, lines))), others[0].what if others else ""


def _runs(marks: Sequence[Found]) -> Iterator[list[Found]]:
    """Findings that overlap, together."""
    run: list[Found] = []
    end = 0
    for mark in marks:
        if run and mark.finding.start >= end:
            yield run
            run = []
        run.append(mark)
        end = max(end, mark.finding.end) if len(run) > 1 else mark.finding.end
    if run:
        yield run
