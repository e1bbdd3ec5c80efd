"""Two who reach for the same row where many work together: on one device, on paper, on themes. See scenes.py."""

from datetime import timedelta
from functools import partial

from stage import Scene, Stage, Work, post

from answering import token_on
from builders import a_board, a_questionnaire, a_theme, a_user, closed, one_page, saved
from coprod.database import db, uk_today
from coprod.questionnaires.paper.pile import Pile, finish_old_piles
from coprod.questionnaires.shared_device.shared_session import SharedSession
from deciding_on import on_day, signed_off

WORD = {"key": "word", "kind": "short_text", "prompt": "One word?", "longest": 20}


def a_session() -> SharedSession:
    return saved(SharedSession(questionnaire=a_questionnaire(), label="Room 4", head_count=5, hours=2))


def start_a_device(stage: Stage) -> tuple[str, Work, Work]:
    code = a_session().start_code
    first, second = (post(stage.browser(), "/tablet", code=code) for _ in range(2))
    return "shared_session", first, second


def end_a_session(stage: Stage) -> tuple[str, Work, Work]:
    fields = {"session": str(a_session().id)}
    end = partial(stage.posts, "engagement_lead", "/staff/questionnaires/survey/shared-device/end", **fields)
    return "shared_session", end(), end()


def a_pile() -> Pile:
    survey = a_questionnaire(pages=one_page(WORD), offers_paper=True, paper_return="Any school office")
    return saved(Pile(survey.asks, by=a_user("event_team"), label="Elmsey club", written_on=uk_today()))


def take_back_a_sheet(stage: Stage) -> tuple[str, Work, Work]:
    address = f"/staff/paper/{a_pile().id}"
    typist = stage.browser("event_team")
    token = token_on(typist.get(address).text)
    typist.post(address, data={"token": token, "a-word": "loud", "audience": "1", "sharing": "1", "do": "save"})
    [form] = db.session.query(Pile).one().forms
    take_back = partial(stage.posts, "event_team", f"{address}/take-back", form=str(form.id))
    return "contribution", take_back(), take_back()


def finish_piles(stage: Stage) -> tuple[str, Work, Work]:
    a_pile().begun_on = uk_today() - timedelta(days=30)
    db.session.commit()
    return "paper_pile", finish_old_piles, finish_old_piles


def decide_on_a_theme(stage: Stage) -> tuple[str, Work, Work]:
    theme = a_theme(engagement=a_board(**closed()).engagement)
    signed_off(theme.engagement, by=a_user("engagement_lead").id)
    db.session.commit()
    day = on_day(uk_today())
    says = {
        "verdict": "now",
        "priority": "Shorter",
        "reason": "You said so",
        "meeting": "Board",
        "met_on": day,
        "seen": "0",
    }
    decide = partial(stage.posts, "engagement_lead", "/staff/decisions/for-better/long-waits", **says)
    return "theme", decide(), decide()


OF_GROUPS: dict[tuple[str, str], Scene] = {
    ("questionnaires/shared_device/shared_session.py", "found_by"): start_a_device,
    ("questionnaires/shared_device/session_views.py", "press"): end_a_session,
    ("you_said_we_did/decisions/models.py", "held"): decide_on_a_theme,
    ("questionnaires/paper/pile.py", "take_back"): take_back_a_sheet,
    ("questionnaires/paper/pile.py", "finish_old_piles"): finish_piles,
}
