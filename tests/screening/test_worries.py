"""What screening makes of worrying words, of abuse, and of ordinary talk that sounds like either. All made up."""

import pytest

from coprod.screening.finding import Finding, FindingKind, OwnWord
from coprod.screening.screen import screen

CONCERN, ABUSE = FindingKind.CONCERN, FindingKind.ABUSE


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
    assert of(CONCERN, text) == []
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
    [finding] = of(CONCERN, "Weekends are the worst and I have to go back there")
    said, _, words = finding.why.partition(": ")
    assert said == "Taken together, these words are like others that were worrying"
    assert "back there" in words


def test_one_clause_in_a_long_paragraph_is_found() -> None:
    talk = "The ramp is good and the bus was on time. We liked the quiet room and the soup. " * 6
    hidden = f"{talk}On Sundays he burns my arm with his cigarette. {talk}"
    assert of(CONCERN, talk) == []
    assert any(
        hidden.index("On Sundays") <= finding.start < hidden.index(" The ramp", 400) + 60
        for finding in of(CONCERN, hidden)
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
