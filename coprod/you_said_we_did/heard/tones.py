"""In which sense people speak of each theme, as most of the texts in it were coded: what staff begin from."""

from collections import Counter

from sqlalchemy import func, select

from coprod.database import db
from coprod.themes.coding import Tone, in_themes
from coprod.themes.models import Theme

# Good stands before hard, so that what goes well is not lost.
HEADINGS = {Tone.GOING_WELL: "What goes well", Tone.HARD: "What is hard", Tone.IDEA: "What people want"}


def usual_tones(engagement_id: int) -> dict[int, Tone]:
    """For each theme the tone of most of its texts; where nobody said any, that it is hard."""
    rows = db.session.execute(
        select(in_themes.c.theme_id, in_themes.c.tone, func.count())
        .join(Theme, Theme.id == in_themes.c.theme_id)
        .where(Theme.engagement_id == engagement_id, in_themes.c.tone.is_not(None))
        .group_by(in_themes.c.theme_id, in_themes.c.tone)
    )
    found: dict[int, Counter[Tone]] = {}
    for theme, tone, number in rows:
        found.setdefault(theme, Counter())[Tone(tone)] = number
    return {theme: max(tones, key=lambda tone: (tones[tone], tone)) for theme, tones in found.items()}
