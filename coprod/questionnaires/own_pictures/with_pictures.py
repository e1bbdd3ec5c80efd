"""WithPictures: what a questionnaire does with pictures of its own."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, declared_attr, relationship

from coprod.activities.life import NotAllowed
from coprod.activities.pictures import PICTURES
from coprod.activities.wording import Wording
from coprod.database import db
from coprod.questionnaires.editing.outline import Pages, give_picture, short
from coprod.questionnaires.facts import free_key
from coprod.questionnaires.own_pictures import picture_sets
from coprod.questionnaires.own_pictures.own_picture import MOST, OwnPicture, names_in, renamed
from coprod.questionnaires.own_pictures.picture_sets import SetPicture
from coprod.questionnaires.question import OptionVersion, Question, QuestionVersion


class WithPictures:
    """Pictures that staff put there or took from a set, to choose from beside our drawings."""

    id: Any
    must_not_be_archived: Any
    count_edit: Any
    edited: Any
    write_down: Any
    write: Any

    @declared_attr
    @classmethod
    def own_pictures(cls) -> Mapped[list[OwnPicture]]:
        """In the order in which they came."""
        return relationship(OwnPicture, order_by=OwnPicture.id, cascade="all, delete-orphan")

    @property
    def pictures(self) -> dict[str, str]:
        """Every picture to choose from, and what it shows: our drawings by their names, its own by their files."""
        return PICTURES | {each.file: each.shows for each in self.own_pictures}

    def add_picture(self, file: str, shows: str, licence: str, *, by: int) -> None:
        """One more. Raises `NotAllowed` when it is there, or when two could not be told apart by their words."""
        self.must_not_be_archived()
        self._must_have_room()
        if same := next((each for each in self.own_pictures if each.file == file), None):
            raise NotAllowed(f"This picture is here already, as “{same.shows}”.")
        self._must_be_told_apart(shows)
        key = free_key(shows, {*PICTURES, *(each.key for each in self.own_pictures)})
        try:
            with db.session.begin_nested():
                self.own_pictures.append(OwnPicture(key, shows, licence, file))
                db.session.flush()
        except IntegrityError as both_at_once:
            raise NotAllowed("A colleague put a picture here in the same moment. Try again.") from both_at_once
        self.write_down("own_picture", "", shows, by=by)  # no edit of what is asked: who has a question open saves it

    def choose_picture(self, name: str, shows: str, *, question: str, option: str, by: int, seen: int) -> None:
        """Give a question, or one of its answers, a picture of a set. `shows` says what it shows, in staff's words."""
        self.must_not_be_archived()
        there = next((each for each in self.own_pictures if each.file == name), None)
        if there is None and not picture_sets.known({name}):
            raise NotAllowed("This picture is in no set that is here. Choose another.")
        if there is None:
            self._take_from_set(name, shows, by=by)
        elif shows:
            self.call_picture(there.key, shows, by=by)
        self.write(lambda pages: give_picture(pages, question, option, name), by=by, seen=seen)

    def call_picture(self, key: str, shows: str, *, by: int) -> None:
        """Say in other words what one shows. Raises `NotAllowed` when two could not be told apart by them."""
        self.must_not_be_archived()
        there = next((each for each in self.own_pictures if each.key == key), None)
        if there is None or there.shows == shows:
            return
        self._must_be_told_apart(shows, but=there.file)
        self.write_down("own_picture", there.shows, shows, by=by)
        there.shows = shows

    def take_from_sets(self, pages: Pages, *, by: int) -> None:
        """The pictures of sets that these pages name are the questionnaire's own from now on: so they are credited."""
        there = {each.file for each in self.own_pictures}
        for name in sorted(picture_sets.known(names_in(pages) - there)):
            self._take_from_set(name, "", by=by)

    def _take_from_set(self, name: str, shows: str, *, by: int) -> None:
        self._must_have_room()
        if shows:
            self._must_be_told_apart(shows)
        else:
            taken = {words.casefold() for words in self.pictures.values()}
            shows = next(words for words in _names_for(SetPicture(name, 0)) if words.casefold() not in taken)
        licence = picture_sets.sets()[SetPicture(name, 0).of].credit
        self.own_pictures.append(OwnPicture(name, shows, licence, name))
        self.write_down("own_picture", "", shows, by=by)

    def _must_have_room(self) -> None:
        if len(self.own_pictures) >= MOST:
            raise NotAllowed(f"A questionnaire can have {MOST} pictures of its own. Take one away first.")

    def _must_be_told_apart(self, shows: str, but: str = "") -> None:
        others = {words.casefold() for file, words in self.pictures.items() if file != but}
        if shows.casefold() in others:
            raise NotAllowed(f"There is a picture already that shows “{shows}”. Say what is different in this one.")

    def take_away_picture(self, key: str, *, by: int, seen: int) -> None:
        """Nobody can choose it any more. Raises `NotAllowed` when a question has it, or had it when people read it."""
        self.must_not_be_archived()
        gone = next((each for each in self.own_pictures if each.key == key), None)
        if gone is None:
            return
        self.count_edit(seen)  # first: of two, one who takes it away and one who chooses it, the second is told
        if questions := self.where_used().get(gone.file):
            raise NotAllowed(f"“{gone.shows}” stands with “{short(questions[0])}”, and so it stays.")
        self.own_pictures.remove(gone)
        self.write_down("own_picture", gone.shows, "", by=by)

    def where_used(self) -> Mapping[str, list[str]]:
        """The questions that have each, or had it when people read them, by the pictures' files."""
        of_questions = select(QuestionVersion.picture, Wording.text).join(Question, QuestionVersion.question)
        of_options = select(OptionVersion.picture, Wording.text).join(
            QuestionVersion, OptionVersion.question_version_id == QuestionVersion.id
        )
        of_options = of_options.join(Question, QuestionVersion.question)
        found: dict[str, list[str]] = {}
        for query in (of_questions, of_options):
            query = query.join(Wording, QuestionVersion.wording_id == Wording.id)
            query = query.where(Question.questionnaire_id == self.id).order_by(QuestionVersion.id)
            for picture, prompt in db.session.execute(query):
                if prompt not in found.setdefault(picture, []):
                    found[picture].append(prompt)
        return found

    def in_words(self, pages: Pages) -> Pages:
        """The same pages, where each picture of its own is called by what it shows."""
        return renamed(pages, {each.file: f"“{each.shows}”" for each in self.own_pictures})

    def with_keys(self, pages: Pages) -> Pages:
        """The same pages as they go elsewhere: each picture of its own by its key."""
        return renamed(pages, {each.file: each.key for each in self.own_pictures})

    def with_files(self, pages: Pages) -> Pages:
        """The other way round, as they come from elsewhere."""
        return renamed(pages, {each.key: each.file for each in self.own_pictures})


def _names_for(picture: SetPicture) -> Iterator[str]:
    """What a picture of a set could be called in a questionnaire, the best first."""
    yield picture.shows
    yield f"{picture.shows} ({picture_sets.sets()[picture.of].title})"
    yield from (f"{picture.shows} ({number})" for number in range(2, MOST + 3))
