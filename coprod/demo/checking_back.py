"""The demonstration's check-back: of which themes each challenge is made, and who had spoken of it when it opened."""

from sqlalchemy import select

from coprod.check_backs.models import CheckBack, Says
from coprod.database import UK, db
from coprod.demo import content
from coprod.questionnaires.models import Questionnaire
from coprod.themes.models import Theme


def tie() -> None:
    """In the caller's transaction, when all that was said has been sorted into themes."""
    facts = content.toml("check_back")
    db.session.flush()
    questionnaire = db.session.scalars(select(Questionnaire).where(Questionnaire.slug == facts["slug"])).one()
    in_it = select(Theme).where(Theme.engagement_id == questionnaire.engagement_id)
    themes = {theme.slug: theme for theme in db.session.scalars(in_it)}
    check_back = CheckBack(questionnaire, judged=facts["judged"], ranked=facts["ranked"])
    db.session.add(check_back)
    for key, of_themes in facts["themes"].items():
        check_back.take(Says(key, themes=[themes[slug] for slug in of_themes]), key)
    db.session.flush()
    opened = questionnaire.opens_at
    assert opened is not None  # noqa: S101 - the demonstration's is open
    check_back.write_down_who_spoke(opened.astimezone(UK).date())
