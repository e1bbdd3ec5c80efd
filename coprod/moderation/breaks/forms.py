"""How much that is hard to read one person meets before a break is offered."""

from coprod.forms import EditForm, WholeNumber

LEAST, MOST = 1, 10


class BreakForm(EditForm):
    """How many hard things in half an hour are enough for one person."""

    hard_before_break = WholeNumber(
        "How many hard things before a break is offered?", LEAST, MOST, f"Enter a number from {LEAST} to {MOST}"
    )
