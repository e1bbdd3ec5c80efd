"""The two levels of a worry: which one it is, how sure it is, and by when somebody has to have read the weaker one."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from coprod.screening.finding import CERTAIN, WORRIES, Finding
from coprod.working_days import end_of_work

# For so long, while people are at work, a weaker worry waits for somebody to read it.
READ_WITHIN = timedelta(hours=4)


class Level(StrEnum):
    """How serious a worry is: with the safeguarding lead at once, or read first by those who moderate."""

    CONCERN = "concern"
    READ_FIRST = "read_first"

    @property
    def label(self) -> str:
        """As the safeguarding lead reads it."""
        return LEVEL_LABELS[self]


LEVEL_LABELS = {Level.CONCERN: "At once", Level.READ_FIRST: "To read first"}


# From so many percent on it is called so. Of a hundred hints most are none, and somebody looks all the same.
HOW_SURE = ((CERTAIN, "a rule fits"), (90, "very sure"), (50, "fairly sure"), (10, "not so sure"), (0, "only a hint"))


class Worry(NamedTuple):
    """That somebody may not be safe: on which level, and how sure that is, in percent."""

    level: Level = Level.CONCERN
    sure: int = CERTAIN

    @property
    def in_words(self) -> str:
        """How sure that is, as the safeguarding lead reads it: "fairly sure (56%)"."""
        words = next(words for least, words in HOW_SURE if self.sure >= least)
        return words if self.sure == CERTAIN else f"{words} ({self.sure}%)"

    @classmethod
    def of(cls, findings: Iterable[Finding] | None) -> "Worry | None":
        """The worst that screening marked; none, when it marked no worry."""
        return worst(cls(Level(each.kind.value), each.sure) for each in findings or () if each.kind in WORRIES)

    @classmethod
    def found_in(cls, stored: Iterable[dict[str, Any]] | None) -> "Worry | None":
        """The same of findings as they are stored."""
        return cls.of(Finding.from_dict(each) for each in stored or ())


def worst(worries: Iterable[Worry]) -> Worry | None:
    """The most serious of these, and of two of one level the surer."""
    return min(worries, key=lambda worry: (worry.level is not Level.CONCERN, -worry.sure), default=None)


def read_by(moment: datetime) -> datetime | None:
    """By when a weaker worry that comes at this moment has to be read: within four hours, and before people go home.

    None when nobody is at work: then it does not wait.
    """
    ends = end_of_work(moment)
    return ends and min(moment + READ_WITHIN, ends)
