"""CheckBack: a questionnaire in which people check what was heard, and the challenges that it asks about."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple, Self

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from coprod.activities.activity import Activity
from coprod.activities.life import NotAllowed
from coprod.activities.parts import next_slug, slug_of
from coprod.check_backs.asked import JUDGED, RANKED, USUALLY_RANKED, Facts, Pages, pages_about, put_in, question_in
from coprod.check_backs.challenge import Challenge, challenge_theme
from coprod.database import Base, db, uk_today
from coprod.themes import who_spoke
from coprod.themes.models import Theme
from coprod.themes.who_spoke import Spoke

FEWEST = 2  # of one thing nobody can say what comes first
GONE = "That challenge is not there any more."


class Says(NamedTuple):
    """What a challenge says: a short title, and a sentence or two in plain words; and where that comes from."""

    title: str
    meaning: str = ""
    themes: Sequence[Theme] = ()
    earlier: Challenge | None = None

    def as_facts(self, key: str) -> Facts:
        """As an option of a question."""
        plain = {"plain": self.meaning} if self.meaning else {}
        return {"key": key, "label": self.title} | plain


class CheckBack(Base):
    """What was heard in an engagement, put before people as challenges. It is answered as a questionnaire.

    `judged` and `ranked` are the keys of the questions about the challenges: does each feel right, which comes first.
    Each verb writes in the questionnaire's draft; what people have read stays as it was until that is published.
    """

    __tablename__ = "check_back"

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"), unique=True)
    judged: Mapped[str]
    ranked: Mapped[str]

    questionnaire: Mapped[Any] = relationship("Questionnaire")  # by name: it stands above this file
    challenges: Mapped[list[Challenge]] = relationship(
        back_populates="check_back", order_by=Challenge.id, cascade="all, delete-orphan"
    )

    def __init__(self, questionnaire: Any, *, judged: str = JUDGED, ranked: str = RANKED) -> None:
        super().__init__(questionnaire=questionnaire, judged=judged, ranked=ranked)

    @classmethod
    def of(cls, questionnaire_id: int) -> Self | None:
        """The one that a questionnaire is, if it is one."""
        return db.session.scalar(select(cls).where(cls.questionnaire_id == questionnaire_id))

    @classmethod
    def in_engagement(cls, engagement_id: int) -> list[Self]:
        """All of an engagement, the first that closes first."""
        query = select(cls).join(Activity, Activity.id == cls.questionnaire_id)
        return list(
            db.session.scalars(
                query.where(Activity.engagement_id == engagement_id).order_by(Activity.closes_at, cls.id)
            )
        )

    @classmethod
    def among(cls, questionnaire_ids: Collection[int], *, whole: bool = False) -> dict[int, Self]:
        """Those of these questionnaires that are one, by the questionnaire's number; `whole`: with their challenges."""
        if not questionnaire_ids:
            return {}
        query = select(cls).where(cls.questionnaire_id.in_(questionnaire_ids)).order_by(cls.id)
        query = query.options(selectinload(cls.challenges).selectinload(Challenge.earlier)) if whole else query
        return {each.questionnaire_id: each for each in db.session.scalars(query)}

    # --- what it says -----------------------------------------------------------------------------------------

    @property
    def written(self) -> list[Facts]:
        """The challenges as they are being written, in order: {"key", "label", "plain"}."""
        return _options(self.questionnaire.being_written, self.judged)

    @property
    def read(self) -> list[Facts]:
        """The same as people read them now, or will when it opens."""
        return _options(self.questionnaire.asks, self.judged)

    @property
    def by_key(self) -> dict[str, Challenge]:
        """Where each came from. What was added in the questionnaire itself is not here: the team wrote it there."""
        return {each.key: each for each in self.challenges}

    @property
    def most(self) -> int:
        """How many people put in order at most; nought where nothing is ranked."""
        asked = _question(self.questionnaire.being_written, self.ranked)
        return asked.most or 0 if asked else 0

    def words_of(self, key: str) -> Facts:
        """What a challenge says as people read it; one that they cannot read yet, as it is written."""
        return next((each for each in chain(self.read, self.written) if each["key"] == key), {})

    def called(self, beside: Any) -> str:
        """Its title, as it is called beside another questionnaire: with its engagement, where that is another one."""
        mine = self.questionnaire
        return str(mine.title) if mine.engagement is beside.engagement else f"{mine.title}: {mine.engagement.title}"

    def was_read(self, key: str) -> bool:
        """Whether people may have read it."""
        return self.questionnaire.was_public and any(each["key"] == key for each in self.read)

    def spoke_now(self) -> dict[int, Spoke]:
        """Who spoke of each challenge: as it was counted, or, before people could read it, until now. By its id."""
        counted = {each.id: Spoke(each.people, each.texts or 0) for each in self.challenges if each.people is not None}
        open_ended = [each.id for each in self.challenges if each.id not in counted]
        return counted | who_spoke.of_challenges(challenge_theme, open_ended, uk_today())

    # --- verbs ------------------------------------------------------------------------------------------------

    def begin(self, chosen: Sequence[Says], *, by: int, seen: int | None = None) -> None:
        """What it asks about, while that is nothing: staff have chosen, and the three questions are written."""
        if self.written:
            raise NotAllowed("Its challenges have been chosen. Add to them, or drop some.")
        facts = [says.as_facts(self.take(says, self.free_key(says.title)).key) for says in chosen]
        self._write(lambda offered: offered.extend(facts), by=by, seen=seen)

    def add(self, says: Says, *, by: int, seen: int | None = None) -> Challenge:
        """One more challenge, at the end."""
        made = self.take(says, self.free_key(says.title))
        self._write(lambda offered: offered.append(says.as_facts(made.key)), by=by, seen=seen)
        return made

    def take(self, says: Says, key: str) -> Challenge:
        """Where a challenge comes from, before it is written in the questionnaire.

        The themes of an earlier round come along where that was in this engagement: elsewhere, others spoke of them.
        """
        themes, before = says.themes, says.earlier
        if not themes and before and before.check_back.questionnaire.engagement is self.questionnaire.engagement:
            themes = before.themes
        made = Challenge(key, themes=themes, earlier=says.earlier)
        self.challenges.append(made)
        return made

    def reword(self, key: str, says: Says, *, by: int, seen: int | None = None) -> None:
        """Say it in other words; and, while nobody has read it, of other themes."""
        challenge = self.by_key.get(key)
        if challenge is not None and challenge.of_themes != frozenset(theme.id for theme in says.themes):
            if self.was_read(key):
                raise NotAllowed("People have read where this came from. That stays as it is.")
            self.questionnaire.edit_a_part(by=by, seen=seen)
            was, challenge.themes, seen = in_words(challenge.themes), [*says.themes], None
            self.questionnaire.write_down("themes", was, in_words(says.themes), by=by)

        def put(offered: list[Facts]) -> None:
            there = _found(offered, key)
            there.pop("plain", None)
            there.update(says.as_facts(key))

        self._write(put, by=by, seen=seen)

    def move(self, key: str, places: int, *, by: int, seen: int | None = None) -> None:
        """One place up (-1) or down (1)."""

        def step(offered: list[Facts]) -> None:
            at = offered.index(_found(offered, key))
            if not 0 <= at + places < len(offered):
                raise NotAllowed("It stands at that end already.")
            offered.insert(at + places, offered.pop(at))

        self._write(step, by=by, seen=seen)

    def drop(self, key: str, *, by: int, seen: int | None = None) -> None:
        """Ask about it no more. One that people have read stays on record, with what they answered."""

        def out(offered: list[Facts]) -> None:
            offered.remove(_found(offered, key))
            if len(offered) < FEWEST:
                raise NotAllowed("Keep two challenges at least: of one, nobody can say what comes first.")

        self._write(out, by=by, seen=seen)
        if (there := self.by_key.get(key)) and not there.counted_on and not self.was_read(key):
            self.challenges.remove(there)

    def rank(self, most: int, *, by: int, seen: int | None = None) -> None:
        """How many of them people put in order."""
        self._write(lambda offered: None, by=by, seen=seen, most=most)

    def write_down_who_spoke(self, on: date | None = None) -> None:
        """People can read it from now on: how many had spoken of each challenge is written down, once."""
        on = on or uk_today()
        asked = {each["key"] for each in self.read}
        new = [each for each in self.challenges if each.key in asked and each.themes and each.counted_on is None]
        spoke = who_spoke.of_challenges(challenge_theme, [each.id for each in new], on)
        others = [each for one in self.in_engagement(self.questionnaire.engagement_id) for each in one.challenges]
        counted = sorted((each for each in others if each.counted_on), key=lambda each: (each.counted_on, each.id))
        last = {each.of_themes: each for each in counted}
        for challenge in new:
            challenge.count(spoke.get(challenge.id, Spoke()), on, last.get(challenge.of_themes))

    def free_key(self, title: str) -> str:
        """A key for a new challenge, which none has or had."""
        taken = {*self.by_key, *(each["key"] for each in self.written)}
        key = slug_of(title) or "challenge"
        return next_slug(key, taken) if key in taken else key

    def _write(
        self, change: Callable[[list[Facts]], Any], *, by: int, seen: int | None, most: int | None = None
    ) -> None:
        def put(pages: Pages) -> None:
            begins = not pages  # nothing is asked yet: with its first challenges come its questions
            if begins:
                pages[:] = pages_about([])
            asked = question_in(pages, self.judged)
            if asked is None:
                raise NotAllowed("The question about the challenges was taken out of the questionnaire.")
            offered = [*asked["options"]]
            change(offered)
            put_in(pages, (self.judged, self.ranked), offered, USUALLY_RANKED if begins else most)

        self.questionnaire.write(put, by=by, seen=seen)


def in_words(themes: Sequence[Theme]) -> str:
    """The titles of some themes."""
    return ", ".join(theme.title for theme in themes)


def _found(offered: list[Facts], key: str) -> Facts:
    for each in offered:
        if each["key"] == key:
            return each
    raise NotAllowed(GONE)


def _question(version: Any, key: str) -> Any:
    return next((each for each in version.questions if each.key == key), None)


def _options(version: Any, key: str) -> list[Facts]:
    asked = _question(version, key)
    return [{"key": each.key, "label": each.label, "plain": each.plain} for each in (asked.options if asked else ())]
