"""Before every box that people write in it says until when we know who wrote it."""

import re

import pytest

from builders import a_board, a_partnership, a_promise, a_questionnaire, an_event


@pytest.mark.parametrize(("months", "words"), [(24, "2 years"), (12, "1 year"), (18, "18 months"), (1, "1 month")])
@pytest.mark.parametrize(
    ("make", "address", "what"),
    [
        (a_board, "/boards/better/add", "who wrote it, and all words that we did not say yes to"),
        (a_questionnaire, "/questionnaires/survey", "who wrote it, and all words that we did not say yes to"),
        (an_event, "/events/tamworth/sign-up", "who you are, what you need, and all words"),
        (a_promise, "/promise/promise/pledge", "your own name and email address"),
    ],
)
def test_how_long_words_are_kept(client, make, address, what, months, words):
    a_partnership()
    make(retention_months=months)
    panel = re.search(r"Who will read this.*?</div>", client.get(address).text, re.DOTALL)[0]
    assert f"At most {words} after this closes, we forget {what}" in panel
