"""What screening makes of worrying words, of abuse, and of ordinary talk that sounds like either. All made up."""

import pytest

from coprod.screening.finding import CERTAIN, WORRIES, Finding, FindingKind, OwnWord
from coprod.screening.linear_model import LinearModel, Scored
from coprod.screening.screen import screen
from coprod.screening.spelling import Speller
from coprod.screening.worries import WEIGHTS, Worries

CONCERN, READ_FIRST, ABUSE = FindingKind.CONCERN, FindingKind.READ_FIRST, FindingKind.ABUSE
WITHOUT_MODEL = Worries(Speller(), weights=None)


def worries(text: str) -> list[Finding]:
    """At either level."""
    return [finding for finding in screen(text) if finding.kind in WORRIES]


def of(kind: FindingKind, text: str, own: tuple[OwnWord, ...] = ()) -> list[Finding]:
    return [finding for finding in screen(text, own) if finding.kind is kind]


@pytest.mark.parametrize(
    "text",
    [
        "My dad hits me when I get it wrong",
        "mi stepdad hert me agen n i cant tell any1",
        "he h1t me with a belt",
        "i want to k i l l myself",
        "thinking about s*icide every nite",
        "i wanna d.i.e",
        "man hit. scared. home",
        "i sleep in my shoes in case we have to go",
        "there is no food in our house till friday",
        "My uncle comes into my room at night",
        "he wants me to send pics or he will tell everyone",
        "She is being made to marry her cousin this summer",
        "they locked him in a cupboard for an hour",
        "some lads make my brother carry packages on the train",
        "I am scared I will hurt him if nobody helps",
        "she makes herself sick after tea",
    ],
)
def test_worrying_words_are_found_however_they_are_written(text: str) -> None:
    assert of(CONCERN, text)


@pytest.mark.parametrize(
    "text",
    [
        "school is killing me",
        "I'm gay and that's fine",
        "my anxiety is bad on Mondays",
        "the new club is dead good",
        "We would like restraint training for every school",
        "We are exhausted by the process",
        "could murder a pizza",
        "we beat them 4-1 and I scored",
        "More clubs",
    ],
)
def test_ordinary_talk_is_left_alone(text: str) -> None:
    assert worries(text) == []
    assert of(ABUSE, text) == []


@pytest.mark.parametrize(
    "text",
    ["you are all useless idiots", "ur a fat b1tch", "f*** off you morons", "send them all back home, scroungers"],
)
def test_abuse_of_people_is_found(text: str) -> None:
    assert of(ABUSE, text)


@pytest.mark.parametrize(
    "text", ["this is bloody slow", "what a crap bus", "Scouts shout about it", "finger prick test"]
)
def test_swearing_at_a_thing_is_not_abuse(text: str) -> None:
    assert of(ABUSE, text) == []


def test_a_rule_says_why_in_plain_words_and_where() -> None:
    text = "Lovely day. My dad hits me with a belt. See you."
    assert any(f.why == "Somebody may be hitting or hurting a person" for f in of(CONCERN, text))
    assert all(text.index("My dad") <= f.start < f.end <= text.index(" See") for f in of(CONCERN, text))


def test_the_model_names_the_words_that_weighed() -> None:
    [finding] = worries("Weekends are the worst and I have to go back there")
    said, _, words = finding.why.partition(": ")
    assert said == "Taken together, these words are like others that were worrying"
    assert "back there" in words


def test_one_clause_in_a_long_paragraph_is_found() -> None:
    talk = "The ramp is good and the bus was on time. We liked the quiet room and the soup. " * 6
    hidden = f"{talk}On Sundays he burns my arm with his cigarette. {talk}"
    assert worries(talk) == []
    assert any(
        hidden.index("On Sundays") <= finding.start < hidden.index(" The ramp", 400) + 60 for finding in worries(hidden)
    )


def test_the_places_are_those_of_the_words_as_written() -> None:
    text = "🙂 ok. ｈｅ   k\u200bi\u0301cked me"
    [finding] = of(CONCERN, text)
    assert text[finding.start : finding.end].startswith("ｈｅ")


@pytest.mark.parametrize(
    "text", ["go to Marigold House", "MARIGOLD  HOUSE!", "m a r i g o l d house", "mar*gold house", "marigoooold-house"]
)
def test_the_partnerships_own_words_are_found_as_whole_words(text: str) -> None:
    [finding] = of(CONCERN, text, (OwnWord(CONCERN, "Marigold House"),))
    assert finding.why == "It is on the partnership's own list of words"


def test_own_words_are_never_part_of_another_word() -> None:
    own = (OwnWord(ABUSE, "ass"), OwnWord(CONCERN, "***"))
    assert of(ABUSE, "a class pass", own) == []
    assert of(CONCERN, "a class pass ***", own) == []


DANGER = [
    "I want to kill myself",
    "i dont want to be alive anymore",
    "im going to end my life",
    "my daughter has said she wants to die",
    "I am going to jump off the bridge",
    "she swallowed all her mum's tablets",
    "ive taken 30 paracetamol",
    "I have taken an overdose",
    "my dad hits me",
    "my brother beats me up every day",
    "my mum burns me with her cigarette",
    "he held a knife to mums throat",
    "my mum's boyfriend is abusing my sister",
    "the escort slapped him on the bus",
    "my uncle touches my private parts",
    "he put his hand up my skirt",
    "my partner rapes me",
    "she was sexually assaulted on the bus",
    "he asks me to send nudes",
]


@pytest.mark.parametrize("text", DANGER)
def test_present_danger_is_a_concern_and_certain_whatever_the_model_says(text: str) -> None:
    found = [finding for finding in WITHOUT_MODEL.find(text) if finding.kind is CONCERN]
    assert found and all(finding.sure == CERTAIN for finding in found)
    assert READ_FIRST not in {finding.kind for finding in screen(text)}


@pytest.mark.parametrize(
    "text",
    [
        "hit me with your best ideas",
        "he takes all his tablets with jam",
        "Nobody hurts me here and I feel safe",
        "Dad said he would kill me if I missed the bus again, then he gave me a lift",
        "He puts his hand up when he knows the answer",
        "We beat them 3-1 and I was made up",
        "she wants to dye her hair green",
        "The driver touches the button and the ramp comes down",
    ],
)
def test_what_only_sounds_like_danger_is_not_danger(text: str) -> None:
    assert [finding for finding in WITHOUT_MODEL.find(text) if finding.kind is CONCERN] == []


@pytest.mark.parametrize(
    ("ordinary", "worrying"),
    [
        ("My mum and dad came to watch my assembly", "My mum is never there on Fridays and we have no tea"),
        ("He has his asthma pump in his bag and school has a spare", "They give him extra medicine to keep him quiet"),
        ("School sorted the bullying and she has good friends now", "They trip her up every day and film her crying"),
        ("Our grandad died in March and school were kind", "I want to go and be with grandad in heaven"),
        ("On the training day we learned how to spot abuse", "A child told us what her uncle does to her at night"),
        ("the bus dunna come up our bonk when it snows", "he dunna want to go wum cos on him"),
        ("I like it when my TA tells me what is going to happen", "please tell someone what will happen to me"),
        ("She loves long sleeves and the labels are cut out", "I only do it where my sleeves cover"),
    ],
)
def test_ordinary_talk_is_left_alone_and_its_opposite_is_not(ordinary: str, worrying: str) -> None:
    assert worries(ordinary) == []
    assert worries(worrying)


CHEERFUL = (
    "We had a brilliant day at the farm. He fed the goats and he laughed so much he got hiccups. His sister came too "
    "and she held the rabbit. Mum made sandwiches and we ate them on the grass by the pond. On the way home he fell "
    "asleep in the van with his hand on the dog. He talked about it all week and drew the goats for his gran. "
)


def test_a_long_cheerful_account_is_ordinary() -> None:
    assert worries(CHEERFUL + "Thank you to everyone who made it happen, we would go again tomorrow.") == []


def test_the_worst_sentence_of_a_long_account_is_found() -> None:
    hidden = "He locks her in the cupboard when she cries and she has no food until Monday. "
    found = worries(CHEERFUL + hidden + CHEERFUL)
    assert found
    assert any(len(CHEERFUL) - 40 <= finding.start < len(CHEERFUL + hidden) for finding in found)


@pytest.mark.parametrize("pause", ["\n", " \n", "\n ", "\n\n", "... ", " … ", "; ", ".. \n"], ids=ascii)
@pytest.mark.parametrize(
    "danger",
    ["  i WANT to  kill myself ", "i want to end my life", "he makes me have sex with him", "i tried to hang myself"],
)
def test_a_new_line_or_a_pause_in_place_of_a_space_makes_nothing_less_of_it(danger: str, pause: str) -> None:
    words = danger.split(" ")
    for at in range(1, len(words)):
        wrapped = " ".join(words[:at]) + pause + " ".join(words[at:])
        found = [finding for finding in screen(wrapped) if finding.kind is CONCERN]
        assert any(finding.sure == CERTAIN for finding in found), wrapped
        assert all(0 <= finding.start < finding.end <= len(wrapped) for finding in found)
    assert any(finding.kind is CONCERN for finding in screen(pause.join(words)))


def test_a_list_of_ordinary_things_is_ordinary() -> None:
    assert worries("what would help\nmore buses\na quiet room\nmy nan coming to meetings\nlonger lunch") == []


def test_a_weaker_worry_is_read_first_and_a_clear_one_is_a_concern() -> None:
    weak, clear = worries("there is a lot of shouting at home some nights"), worries("mum locks me in the cupboard")
    assert {finding.kind for finding in weak} == {READ_FIRST}
    assert {finding.kind for finding in clear} == {CONCERN}
    assert max(finding.sure for finding in weak) < min(finding.sure for finding in clear) < CERTAIN


def test_how_sure_it_is_never_falls_when_the_score_rises() -> None:
    sure = [Scored(score / 10, None, []).sure for score in range(-200, 200)]
    assert sure == sorted(sure)
    assert min(sure) == 1 and max(sure) == CERTAIN - 1


def test_the_levels_follow_from_the_score() -> None:
    model = LinearModel(WEIGHTS)
    assert [level for _, level in model.levels] == [CONCERN, READ_FIRST]
    assert model.levels[0][0] > model.levels[1][0]


def test_of_very_few_words_only_those_that_a_rule_knows_are_marked() -> None:
    assert worries("tie hands")
    assert worries("tie laces") == []


@pytest.mark.parametrize("after", [" ", "\n", "\n\n", " .", "...", " \u200b"])
def test_what_trails_after_the_words_changes_nothing(after: str) -> None:
    for text in ("Weekends are the worst and I have to go back there", "my uncle drives the taxi and he is funny"):
        assert [(f.kind, f.sure) for f in worries(text + after)] == [(f.kind, f.sure) for f in worries(text)]


def test_marks_that_nobody_sees_do_not_change_how_sure_it_is() -> None:
    plain, marked = worries("he locks her in the cupboard"), worries("he lo\u200bcks her in the cup\u200bboard")
    assert [(f.kind, f.sure) for f in marked] == [(f.kind, f.sure) for f in plain]
    assert any(f.sure != CERTAIN for f in marked)
