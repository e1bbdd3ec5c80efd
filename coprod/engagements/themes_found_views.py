"""How the themes of an engagement were found, by whom, and what a machine had to do with it."""

from datetime import date
from typing import NamedTuple

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from coprod.activities.engagement import Engagement
from coprod.engagements.blueprint import blueprint
from coprod.permissions import public
from coprod.results.disclosure import Figure, in_words, is_enough, share, shown
from coprod.themes.suggesting import record
from coprod.themes.suggesting.learning import FEWEST_IN_THEME, FEWEST_TEXTS
from coprod.themes.suggesting.written_by import FEWEST_PEOPLE
from coprod.you_said_we_did.heard.models import Heard


@blueprint.get("/engagements/<slug>/how-themes-were-found")
@public
def how_themes_were_found(slug: str) -> ResponseReturnValue:
    """The record that is published with the themes; there is no such page before."""
    engagement = Engagement.find_public(slug) or abort(404)
    heard = Heard.last_of(engagement.id)
    kept = heard.machine_record if heard else None
    if kept is None:
        abort(404)
    return render_template(
        "engagements/how_themes_were_found.html",
        engagement=engagement,
        figures=Shown.of(kept),
        fewest={"texts": FEWEST_TEXTS, "in_theme": FEWEST_IN_THEME, "people": FEWEST_PEOPLE},
    )


class Shown(NamedTuple):
    """A record as everyone reads it: numbers of texts to the nearest ten, and shares of at least fifty; else None."""

    as_of: date
    texts: str
    read: str
    learned_from: str
    themes: int
    judged: str
    first_right: Figure | None
    among_three: Figure | None
    offered: str
    first_taken: Figure | None
    another: Figure | None

    @classmethod
    def of(cls, kept: record.Record) -> "Shown":
        """What may be shown of it."""
        judged, taken = kept.judged, kept.taken
        return cls(
            as_of=kept.as_of,
            texts=in_words(shown(kept.texts)),
            read=in_words(shown(kept.read)),
            learned_from=in_words(shown(kept.learned_from)),
            themes=kept.themes,
            judged=in_words(shown(judged.texts if judged else 0)),
            first_right=of_hundred(judged.first_right, judged.texts) if judged else None,
            among_three=of_hundred(judged.among_three, judged.themes) if judged else None,
            offered=in_words(shown(taken.texts)),
            first_taken=of_hundred(taken.first_taken, taken.texts),
            another=of_hundred(taken.another, taken.texts),
        )


def of_hundred(some: int, all: int) -> Figure | None:
    """How many in a hundred; None where there are too few to say, or one could tell who they were."""
    base, part = shown(all), shown(some)
    return share(part, base) if is_enough(base) and isinstance(part, int) else None
