"""User names, in games and wherever people talk: what is found, and the same words without one. All made up."""

import pytest

from coprod.screening.screen import screen


def found(text: str) -> list[str]:
    return [text[finding.start : finding.end] for finding in screen(text) if finding.kind.value == "handle"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("my insta is @foxy_22", "@foxy_22"),
        ("add me on gamerbadger77", "gamerbadger77"),
        ("wolfpaw#2291 on discord", "wolfpaw#2291"),
        # plain words
        ("my snap is biscuitqueen", "biscuitqueen"),
        ("my snap is Mango Milk all one word", "Mango Milk"),
        ("add me on xbox im purple walrus", "purple walrus"),
        ("I'm Captain Custard on Minecraft, ask me", "Captain Custard"),
        ("gamertag Silent Badger", "Silent Badger"),
        ("MY SNAP IS JELLYFINGERS ADD ME", "JELLYFINGERS"),
        ("my snap:\njellyfingers", "jellyfingers"),
        ("whats ur snap mines bobbybeans", "bobbybeans"),
        ("TheQuietTent on X", "TheQuietTent"),
        ("kik me lonelyleaf", "lonelyleaf"),
        ("my best mate online is PixelPanther", "PixelPanther"),
        ("my gamertag on xbox live: Wobbly Table", "Wobbly Table"),
        # dots, spaces, figures, signs that are said
        ("insta wheels.and.wonder if you like", "wheels.and.wonder"),
        ("my snap's j e l l y b e a n no spaces", "j e l l y b e a n"),
        ("on insta its katz underscore nine", "katz underscore nine"),
        ("odd dot socks on insta", "odd dot socks"),
        ("noodlearms77 thats me", "noodlearms77"),
        # newer services, addresses, codes
        ("on bluesky I'm tweedlark.bsky.social", "tweedlark.bsky.social"),
        ("see @rampwatch@mastodon.example", "@rampwatch@mastodon.example"),
        ("add me on bereal im gingernut", "gingernut"),
        ("follow instagram.com/biscuit.and.bean", "biscuit.and.bean"),
        ("my reddit is u/tea-tribunals", "u/tea-tribunals"),
        ("my switch friend code is SW-1234-5678-9012", "SW-1234-5678-9012"),
        ("trainer code 1234 5678 9012", "1234 5678 9012"),
        ("brawl stars tag #2PP0LQ8C", "#2PP0LQ8C"),
    ],
)
def test_a_user_name_is_found(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "my snap is broken",
        "My Snap is not working all day",
        "add me on the list, I'm desperate",
        "im good on xbox and rubbish at football",
        "I'm happier on Minecraft, ask me",
        "my username is my own business",
        "MY SNAP IS BROKEN AND DELETED",
        "my snap:\nbroken",
        "mine is better on snap than in class",
        "TikTok and YouTube on X",
        "on insta.and my mum too",
        "insta has a underscore in the middle",
        "look up sensory rooms on youtube",
        "year9 and room101 and covid19",
        "on bluesky I'm quiet. See staffordshire.gov.uk",
        "see you @ the hall, @ my school",
        "add me on whatever you use",
        "follow instagram.com",
        "a letter u/s to read",
        "the switch is broken, code EH1 1234 it says",
        "page 1234 5678 of the code of practice",
        "twice as stubborn, put him on the tag team",
        "He watches YouTube: trains, lifts, hand dryers",
        "my snap streak with my cousin is 400 days",
        "kik me out, dm me tomorrow",
        "my best mate online is McKenzie on YouTube and LinkedIn",
        "#EndTheWait and #ActuallyAutistic on insta",
    ],
)
def test_the_same_words_without_a_user_name_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_what_is_a_postcode_a_date_or_in_an_email_address_is_no_user_name() -> None:
    text = "dob 20_03_2014, DE15_0XQ, carrot_04@example.org"
    assert found(text) == []
    assert [finding.kind.value for finding in screen(text)] == ["date_of_birth", "postcode", "email"]
