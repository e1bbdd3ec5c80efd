"""What staff say of a session on a shared device."""

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from coprod.forms import Form, WholeNumber, one_line
from coprod.questionnaires.shared_device.shared_session import SharedSession


class SessionForm(Form):
    """Which room, how many people, how long."""

    label = StringField(
        "Which group is it?",
        validators=[
            DataRequired("Say which group it is, like: Room 4, Tuesday"),
            Length(max=SharedSession.LONGEST_LABEL, message="Use %(max)d characters or fewer"),
        ],
        filters=[one_line],
    )
    head_count = WholeNumber(
        "How many people are there?",
        1,
        SharedSession.MOST_PEOPLE,
        f"Enter how many people there are, from 1 to {SharedSession.MOST_PEOPLE}",
    )
    hours = WholeNumber(
        "For how many hours?",
        1,
        SharedSession.MOST_HOURS,
        f"Enter how many hours, from 1 to {SharedSession.MOST_HOURS}",
        default=2,
    )
