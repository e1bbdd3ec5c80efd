"""What is filed under a theme."""

from builders import a_board, a_submission, a_theme, an_engagement, heard, saved
from coprod.database import db


def test_approved_words_are_filed_once(app):
    words = heard(activity=a_board())
    theme = a_theme()
    assert (theme.add([words.id]), theme.add([words.id])) == (1, 0)


def test_words_that_were_not_approved_are_not(app):
    theme = a_theme(engagement=(board := a_board()).engagement)
    assert theme.add([a_submission(activity=board).id]) == 0


def test_words_of_another_engagement_are_not(app):
    theme = a_theme(engagement=an_engagement("other"))
    assert theme.add([heard(activity=a_board()).id]) == 0


def test_taken_out_again(app):
    words = heard(activity=a_board())
    theme = a_theme()
    theme.add([words.id])
    theme.remove([words.id])
    saved(theme)
    assert theme.add([words.id]) == 1 and db.session.is_active
