"""Which passwords are good enough."""

from types import SimpleNamespace

import pytest

from coprod.accounts import passwords
from coprod.accounts.passwords import JUDGED, hashed, matches

MAYA = ["Maya Thornbury", "maya.thornbury@fernshire.example", "Fernshire SEND Partnership"]


@pytest.mark.parametrize(
    "common",
    [
        "passwordpassword",
        "password1234",
        "Password123!",
        "123456789012",
        "qwertyuiop123",
        "aaaaaaaaaaaa",
        "iloveyouiloveyou",
        "letmeinletmein",
        "p@ssw0rdp@ssw0rd",
        "mayathornbury",
        "Thornbury1985",
        "maya.thornbury@fernshire.example",
        "fernshire2026",
        "coprodcoprod",
        "moderator1234",
        "safeguarding1",
    ],
)
def test_a_password_that_many_would_try_is_refused(common):
    with pytest.raises(ValueError, match="too easy to guess"):
        hashed(common, MAYA)


@pytest.mark.parametrize(
    "good",
    [
        "lantern orbit pickle",
        "otter-kettle-maple",
        "Xq7#mVd2!pLw",
        "ffwrnais gwdihw llefrith",
        "пингвин-зонтик-9",
        "正確馬電池訂書針正確馬電池",
    ],
)
def test_words_without_a_connection_are_good_in_any_language_and_with_no_other_rule(good):
    assert matches(hashed(good, MAYA), good)


@pytest.mark.parametrize(
    "slow",
    ["x" * 500, "password4$0!" * 40, "@$4510!" * 70, "".join(chr(33 + i * 7 % 90) for i in range(500)), "é" * 500],
)
def test_only_the_beginning_of_a_long_password_is_judged(slow, monkeypatch):
    """The work grows with the square of what is judged: 500 characters would take many seconds."""
    judged: list[str] = []
    judge = SimpleNamespace(zxcvbn=lambda password, user_inputs: judged.append(password) or {"score": 4})
    monkeypatch.setattr(passwords, "zxcvbn", judge)
    assert matches(hashed(slow), slow)
    assert [len(each) for each in judged] == [JUDGED]
