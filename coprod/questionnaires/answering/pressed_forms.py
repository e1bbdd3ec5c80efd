"""What a button beside a question does to what was typed, before it is kept: skip a question, or move a choice up."""

from typing import NamedTuple

from coprod.questionnaires.answering.drafts.kept import Typed
from coprod.questionnaires.answering.forms import AnswersForm
from coprod.questionnaires.answering.way_forms import first


class Pressed(NamedTuple):
    """What stands in the fields now. `goes_to` is the id of what is looked at next on the same screen, if anything."""

    typed: Typed
    goes_to: str = ""


def pressed(form: AnswersForm, typed: Typed) -> Pressed:
    """What was typed on a screen, after its button was pressed. Whoever skips the last question there goes on."""
    for at, asked in enumerate(form.asked):
        if first(typed, "skip") == asked.question.key:
            left = {name: values for name, values in typed.items() if name not in asked.fields()}
            return Pressed(left, *(id_of(following.question.key) for following in form.asked[at + 1 : at + 2]))
        if (up := first(typed, "up")) in asked.place_names[1:]:
            above = asked.place_names[asked.place_names.index(up) - 1]
            swapped = {above: typed.get(up, [""]), up: typed.get(above, [""])}
            return Pressed({**typed, **swapped}, id_of(asked.question.key))
    return Pressed(typed)


def id_of(key: str) -> str:
    """Where a question stands on its screen."""
    return f"question-{key}"
