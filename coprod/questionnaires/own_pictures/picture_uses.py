"""Where staff's own pictures are used; so who may have their files, and who made what everyone sees."""

from collections.abc import Collection, Iterable, Sequence

from flask import url_for
from flask_login import current_user
from sqlalchemy import ColumnElement, Select, or_, select

from coprod.activities import for_staff
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.database import db, now
from coprod.files.recognise import PICTURES
from coprod.files.uses import Place, Use
from coprod.permissions import Permission
from coprod.questionnaires.own_pictures.own_picture import OwnPicture
from coprod.questionnaires.own_pictures.picture_sets import of_a_set
from coprod.questionnaires.question import OptionVersion, QuestionVersion
from coprod.questionnaires.version import Placed, QuestionnaireVersion

MOST_CREDITS = 500


def hashes() -> Iterable[str]:
    """Every one there is; what comes from a set is none of our files."""
    return {file.partition(".")[0] for file in db.session.scalars(select(OwnPicture.file)) if not of_a_set(file)}


def asked_with() -> ColumnElement[bool]:
    """The condition under which a questionnaire that has opened asks something with the picture, or did."""
    asked = (
        select(Placed.id)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Placed.version_id)
        .join(QuestionVersion, QuestionVersion.id == Placed.question_version_id)
        .outerjoin(OptionVersion, OptionVersion.question_version_id == QuestionVersion.id)
        .where(
            QuestionnaireVersion.questionnaire_id == OwnPicture.questionnaire_id,
            QuestionnaireVersion.published_at.is_not(None),
            or_(QuestionVersion.picture == OwnPicture.file, OptionVersion.picture == OwnPicture.file),
        )
    )
    return Activity.public() & (Activity.opens_at <= now()) & asked.exists()


def pictures() -> Select[OwnPicture]:
    """To select from: pictures, each with the activity that has it."""
    query: Select[OwnPicture] = select(OwnPicture).join(Activity, Activity.id == OwnPicture.questionnaire_id)
    return query.join(Engagement, Engagement.id == Activity.engagement_id)


def with_file(hash: str) -> ColumnElement[bool]:
    """The condition for those that are made of this file."""
    return OwnPicture.file.in_([f"{hash}.{kind}" for kind in sorted(PICTURES)])


def is_public(hash: str) -> bool:
    """Whether people have been asked something with it."""
    found = pictures().with_only_columns(OwnPicture.id).where(with_file(hash), asked_with()).limit(1)
    return db.session.scalar(found) is not None


def may_see(hash: str) -> bool:
    """Whether whoever asks looks after a questionnaire that has it."""
    theirs = for_staff.engagements(Permission.EDIT_ACTIVITIES).with_only_columns(Engagement.id)
    found = pictures().with_only_columns(OwnPicture.id).where(with_file(hash), Activity.engagement_id.in_(theirs))
    return db.session.scalar(found.limit(1)) is not None


def places(wanted: Collection[str]) -> dict[str, list[Place]]:
    """The questionnaires that have them, each at the page of its pictures for whoever may open it."""
    query = pictures().with_only_columns(OwnPicture.file, Activity.title, Activity.slug, Activity.engagement_id)
    query = query.where(OwnPicture.file.in_([f"{hash}.{kind}" for hash in wanted for kind in sorted(PICTURES)]))
    found: dict[str, list[Place]] = {}
    for file, title, slug, engagement_id in db.session.execute(query.order_by(OwnPicture.id)):
        may_open = current_user.may(Permission.EDIT_ACTIVITIES, engagement_id)
        address = url_for("questionnaires.pictures", slug=slug) if may_open else ""
        found.setdefault(file.partition(".")[0], []).append(Place(title, address))
    return found


def credited() -> Sequence[OwnPicture]:
    """Those that people have been asked something with, each once however many questionnaires say the same of it."""
    found = db.session.scalars(pictures().where(asked_with()).order_by(OwnPicture.id.desc()).limit(MOST_CREDITS))
    return list({(each.file, each.shows, each.licence): each for each in found}.values())


USE = Use("pictures in questionnaires", hashes, is_public, may_see, places)
