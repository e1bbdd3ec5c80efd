"""The demonstration's themes: what was approved is sorted into them by the words in it, as staff would by reading."""

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import cycle

from sqlalchemy import select

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.database import db, uk_today
from coprod.demo import content
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.submission import Submission
from coprod.permissions import Role
from coprod.themes.models import Theme

# Staff have not come to what people sent in the last days.
NOT_YET_FILED = timedelta(days=5)


def sort_into_themes(staff: Sequence[User]) -> None:
    """Words may have several themes, or none. Those who read them share the themes between them."""
    db.session.flush()
    sort = cycle(sorted(person.id for person in staff if Role.ANALYST in person.roles))
    by_question = {
        question["prompt"]: question["theme"]
        for questionnaire in content.toml("questionnaires")["questionnaires"]
        for page in questionnaire["pages"]
        for question in page["questions"]
        if "theme" in question
    }
    keywords = {facts["slug"]: pattern(facts["keywords"]) for facts in content.toml("themes")["themes"]}
    for theme in db.session.scalars(select(Theme).order_by(Theme.id)).all():
        theme.add(
            [
                id
                for id, prompt, words in approved(theme)
                if by_question.get(prompt) == theme.slug or keywords[theme.slug].search(words)
            ],
            by=next(sort),
        )


def approved(theme: Theme) -> Sequence[tuple[int, str, str]]:
    """What could belong to a theme: id, question and words."""
    query = (
        select(Submission.id, Submission.prompt, Submission.published_words)
        .join(Submission.contribution)
        .join(Contribution.activity)
        .where(
            Activity.engagement_id == theme.engagement_id,
            Submission.status == Status.APPROVED,
            Submission.published_words.is_not(None),
            Contribution.submitted_on < uk_today() - NOT_YET_FILED,
        )
    )
    return [(row.id, row.prompt, row.published_words or "") for row in db.session.execute(query)]


def pattern(keywords: Sequence[str]) -> re.Pattern[str]:
    """Finds whole words, whatever their capitals; a star at the end stands for any ending."""
    each = (re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in keywords)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)", re.IGNORECASE)
