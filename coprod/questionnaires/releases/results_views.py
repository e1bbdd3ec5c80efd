"""What everyone sees of the answers: the releases of a questionnaire, each at an address of its own, with files."""

from flask.typing import ResponseReturnValue

from coprod.permissions import public
from coprod.questionnaires.as_asked import found
from coprod.questionnaires.blueprint import blueprint
from coprod.results.published import Published
from coprod.results.release_pages import released


@blueprint.get("/questionnaires/<slug>/results")
@public
def results(slug: str) -> ResponseReturnValue:
    """The latest release."""
    asked = found(slug)
    return released.as_kept(lambda: asked.questionnaire, asked.head, released.newest(asked.head.id), "results")


@blueprint.get("/questionnaires/<slug>/results/<int:number>")
@public
def one_release(slug: str, number: int) -> ResponseReturnValue:
    """One release: its figures never change."""
    asked = found(slug)
    return released.as_kept(lambda: asked.questionnaire, asked.head, of_number(slug, number), number)


@blueprint.get("/questionnaires/<slug>/results/<int:number>/figures.csv")
@public
def figures_csv(slug: str, number: int) -> ResponseReturnValue:
    """Its figures as a table to open in a spreadsheet."""
    return released.as_csv(slug, of_number(slug, number))


@blueprint.get("/questionnaires/<slug>/results/<int:number>/figures.json")
@public
def figures_json(slug: str, number: int) -> ResponseReturnValue:
    """The same for a program."""
    return released.as_data(slug, of_number(slug, number))


def of_number(slug: str, number: int) -> Published:
    """One release of a questionnaire that anyone may see."""
    return released.of_number(found(slug).head.id, number)
