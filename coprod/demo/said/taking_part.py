"""Everyone who takes part in the demonstration, channel by channel, and what they say."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any

from sqlalchemy.orm import WriteOnlyCollection

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.boards.models import PAPERS, Board, Note
from coprod.boards.question import BoardQuestion
from coprod.database import db, now
from coprod.demo import content
from coprod.demo.decisions import Decision, find_just_now, leave, reject, show
from coprod.demo.said import lines
from coprod.demo.said.answers import Ticks
from coprod.demo.said.lines import Line
from coprod.demo.said.people import JUST_NOW, Crowd, Voice
from coprod.events.forms import PROMPT
from coprod.events.models import Event
from coprod.events.sign_up import PlaceState, SignUp
from coprod.participation.contribution import Contribution, Sharing, Source
from coprod.partnership.sectors import Sector
from coprod.promise.models import Promise
from coprod.promise.pledge import Pledge
from coprod.questionnaires.kinds import Given, said
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.response import Response
from coprod.rendering import uk_date

# Where the lines go that need care: every fourth of a young person's to this question, the others to this board.
QUESTION_WITH_CARE, BOARD_WITH_CARE = "one-change", "better-for-you"


def everyone(crowd: Crowd, activities: Sequence[Activity]) -> list[Voice]:
    """All of them, in the order in which they come."""
    care = lines.that_need_care()
    in_survey = [line for line in care if line.audience is Audience.YOUNG_PERSON][::4]
    on_board = [line for line in care if line not in in_survey]
    there = [
        *(voice for board in activities if isinstance(board, Board) for voice in notes(crowd, board, on_board)),
        *(
            voice
            for each in activities
            if isinstance(each, Questionnaire)
            for voice in responses(crowd, each, in_survey)
        ),
        *sign_ups(crowd, [event for event in activities if isinstance(event, Event)]),
        *(voice for promise in activities if isinstance(promise, Promise) for voice in pledges(crowd, promise)),
    ]
    return sorted(there, key=lambda voice: voice.at)


# Boards ---------------------------------------------------------------------------------------------------


def notes(crowd: Crowd, board: Board, with_care: Sequence[Line]) -> Iterator[Voice]:
    """A note for each line of a board's files. A few do not say who they are."""
    [facts] = [facts for facts in content.toml("boards")["boards"] if facts["slug"] == board.slug]
    said = [
        (question, line)
        for question, asked in zip(board.asked, facts["questions"], strict=True)
        for who, name in asked["words"].items()
        for line in lines.said_by(who, name)
    ]
    if board.slug == BOARD_WITH_CARE:
        said += [(board.asked[0], line) for line in with_care]
    for question, line in said:
        colour = crowd.rng.randint(1, len(PAPERS))
        audience = crowd.pick({line.audience: 96, Audience.NOT_SAID: 4})
        when = {"at": now() - JUST_NOW} if line.decide is find_just_now else {}
        yield crowd.voice(board, audience, partial(put_up, question, colour), [(question.wording, line)], **when)


def put_up(question: BoardQuestion, colour: int, contribution: Contribution) -> None:
    """A note on its board."""
    question.board.notes.add(Note(contribution=contribution, question=question, colour=colour))


# Questionnaires -------------------------------------------------------------------------------------------


def responses(crowd: Crowd, questionnaire: Questionnaire, with_care: Sequence[Line]) -> Iterator[Voice]:
    """What those answer who write something. The many who only tick come later: see `ticking`."""
    [facts] = [each for each in content.toml("questionnaires")["questionnaires"] if each["slug"] == questionnaire.slug]
    audiences = [Audience(audience) for audience, number in facts["who"].items() for _ in range(number)]
    ticks = Ticks(crowd, [question for page in facts["pages"] for question in page["questions"]])
    questions = questionnaire.asks.questions
    written = {
        question: lines.deal(crowd.rng, lines_for(question, facts, with_care), audiences)
        for question in questions
        if question.longest
    }
    pile = questionnaire.responses
    for number, audience in enumerate(audiences):
        words = {question: line for question, dealt in written.items() if (line := dealt[number])}
        if not words:
            continue
        given = {q: said(words[q].words) if q in words else ticks.answer(q, audience) for q in questions}
        answers = {question: answer for question, answer in given.items() if answer}
        under = [(question.wording, words[question]) for question in answers if question in words]
        row = partial(hand_in, pile, answers)
        yield crowd.voice(questionnaire, audience, row, under, context=questionnaire.context(answers))


def lines_for(question: QuestionVersion, facts: dict[str, Any], with_care: Sequence[Line]) -> list[Line]:
    """What people write as their answer to one question."""
    name = f"{facts['words']}/{question.key}.txt"
    if facts["audiences"] == [Audience.YOUNG_PERSON]:
        plain = lines.said_by(Audience.YOUNG_PERSON, name)
        return [*with_care, *plain] if question.key == QUESTION_WITH_CARE else plain
    return lines.said(name)


def hand_in(
    pile: WriteOnlyCollection[Response], answers: dict[QuestionVersion, Given], contribution: Contribution
) -> None:
    """A response to its questionnaire."""
    pile.add(Response.of(contribution, answers))


# Events ---------------------------------------------------------------------------------------------------


def sign_ups(crowd: Crowd, events: Sequence[Event]) -> Iterator[Voice]:
    """Places at the events. One more person for each event cancels."""
    of = {facts["slug"]: facts for facts in content.toml("events")["events"]}
    coming = [(event, place) for event in events for place in range(of[event.slug]["sign_ups"] + 1)]
    audiences = [Audience(crowd.rng.choice(event.audiences)) for event, _ in coming]
    messages = lines.deal(crowd.rng, lines.said("event_messages.txt"), audiences)
    firsts, lasts = zip(*content.rows("names.txt"), strict=True)
    names = crowd.rng.sample([*product(firsts, lasts)], len(coming))
    needs = [row[0] for row in content.rows("access_needs.txt")]
    needs = crowd.rng.sample([*needs, *[""] * len(coming)][: len(coming)], len(coming))
    for (event, place), audience, message, name, need in zip(coming, audiences, messages, names, needs, strict=True):
        yield crowd.voice(
            event,
            audience,
            partial(
                take_place, event, name, need, crowd.pick({True: 5, False: 1, None: 4}), state_of(of[event.slug], place)
            ),
            [(PROMPT, message)] if message else [],
            context={"Event": event.title},
            takes_back=place == 0,
        )


def state_of(facts: dict[str, Any], place: int) -> PlaceState | None:
    """How far somebody is on the way to their place; None for the first, who cancels."""
    last = facts["sign_ups"] - place
    for state, name in ((PlaceState.WAITING, "waits"), (PlaceState.HELD, "held"), (PlaceState.ASKED, "asks")):
        if last < facts.get(name, 0):
            return state
        last -= facts.get(name, 0)
    return PlaceState.COMING if place else None


def take_place(
    event: Event,
    name: tuple[str, str],
    needs: str,
    met: bool | None,
    state: PlaceState | None,
    contribution: Contribution,
) -> None:
    """A place at its event; nothing is left of one that was cancelled, and another has it now."""
    if state is None:
        return
    email = "" if state is PlaceState.ASKED else f"{'.'.join(name).lower()}@example.org"
    person: dict[str, Any] = {"name": " ".join(name), "email": email, "access_needs": needs}
    contribution.came = state is PlaceState.COMING
    contribution.count()
    sign_up = SignUp(event=event, contribution=contribution, state=state, told_edit=event.edited, **person)
    event.taken += sign_up.has_place
    event.waiting += state is PlaceState.WAITING
    if state is PlaceState.HELD:
        sign_up.held_until = now() + timedelta(hours=31)
    db.session.add(sign_up)
    if needs and met is not None:
        sign_up.met() if met else sign_up.not_met()


# The Promise ----------------------------------------------------------------------------------------------


def pledges(crowd: Crowd, promise: Promise) -> Iterator[Voice]:
    """Organisations that say in public what they will do."""
    for facts in content.toml("pledges")["pledges"]:
        chosen = [each.title for each in promise.all_commitments if each.slug in facts["commitments"]]
        context = {
            "Organisation": facts["organisation"],
            "Sector": Sector.names()[facts["sector"]],
            "Commitments": ", ".join(chosen),
            "By when": uk_date(content.day(facts["by_when_in_days"]), year=True),
        }
        line = Line(facts["words"], Audience.ORGANISATION, decision_on(facts))
        yield crowd.voice(
            promise,
            Audience.ORGANISATION,
            partial(pledge, promise, facts),
            [(promise.question, line)],
            at=crowd.hour(content.opening(facts["made_in_days"]), content.opening(facts["made_in_days"]), now()),
            district=None,
            sharing=Sharing.SHOW,
            source=Source.ONLINE,
            context=context,
        )


def decision_on(facts: dict[str, Any]) -> Decision:
    """What became of a pledge."""
    if facts["status"] == "rejected":
        return reject(facts["reason"])
    return show if facts["status"] == "approved" else leave


def pledge(promise: Promise, facts: dict[str, Any], contribution: Contribution) -> None:
    """A pledge to its Promise, with its email address confirmed or not."""
    made = Pledge(
        contribution=contribution,
        organisation=facts["organisation"],
        sector=facts["sector"],
        contact_name=facts["contact_name"],
        contact_email=facts["contact_email"],
        commitments=[each for each in promise.all_commitments if each.slug in facts["commitments"]],
        by_when=content.day(facts["by_when_in_days"]),
    )
    made.new_link()
    if facts["status"] != "unconfirmed":
        made.email_confirmed_at = contribution.received_at
    promise.pledges.add(made)
