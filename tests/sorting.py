"""A made-up engagement that a team has begun to sort: four themes, and what people say of each in many ways."""

from itertools import product

from builders import a_board, a_theme, a_user
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.themes.code_text import Said, code_text
from coprod.themes.models import Theme

SAID = {
    "Waiting": (
        ("We waited", "She has been waiting", "The waiting list took", "Still in the queue after"),
        ("nine months for a first appointment", "over a year for an assessment", "too long to see the doctor",
         "all winter for the referral", "two summers for a diagnosis"),
    ),
    "Calm places": (
        ("The hall is loud and", "Noise in the corridor means", "A quiet room would help as", "Bright lights hurt so"),
        ("my daughter hides under the table", "he covers both ears", "nobody can think at lunch",
         "I eat outside by the bins", "headphones stay on all day"),
    ),
    "Getting there": (
        ("The taxi came late and", "The bus never stops here so", "Transport changed driver and", "No minibus means"),
        ("we missed the morning register", "college is two hours away", "he arrived upset",
         "I gave up my job to drive", "the escort did not know him"),
    ),
    "Letters": (
        ("The letter was", "Every email is", "Their leaflet was", "The report they sent is"),
        ("full of jargon", "written for lawyers", "about another child", "impossible to read on a phone",
         "six pages without an answer"),
    ),
}  # fmt: skip
TEXTS = [(theme, f"{start} {end}.") for theme, parts in SAID.items() for start, end in product(*parts)]


def begun(read_in_each: int = 14) -> tuple[dict[str, Theme], dict[str, list[Submission]]]:
    """Themes, and twenty texts of each, by twenty people; so many of them were read and sorted."""
    board = a_board()
    themes = {title: a_theme(title, board.engagement) for title in SAID}
    texts: dict[str, list[Submission]] = {title: [] for title in SAID}
    by = a_user("moderator").id
    for title, words in TEXTS:
        text = Submission(contribution=Contribution(activity=board), prompt="What?", words=words, findings=[])
        db.session.add(text)
        text.approve(by=by)
        texts[title].append(text)
    db.session.commit()
    sort(themes, {title: some[:read_in_each] for title, some in texts.items()})
    return themes, texts


def sort(themes: dict[str, Theme], texts: dict[str, list[Submission]], *, blind: bool = False) -> None:
    """Somebody gives each of these texts its theme; somebody else, when it is blind."""
    by = a_user("engagement_lead" if blind else "analyst").id
    for title, some in texts.items():
        for each in some:
            code_text(each.id, Said(themes={themes[title].id: None}), by=by, seen=each.moves_made, blind=blind)
    db.session.commit()
