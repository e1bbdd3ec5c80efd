"""What everyone sees of who wrote on a board, and when: its releases, each at an address of its own, with files."""

from flask import abort
from flask.typing import ResponseReturnValue

from coprod.boards.blueprint import blueprint
from coprod.boards.head import Head
from coprod.boards.models import Board
from coprod.permissions import public
from coprod.results.published import Published
from coprod.results.release_pages import released


@blueprint.get("/boards/<slug>/results")
@public
def results(slug: str) -> ResponseReturnValue:
    """The latest release."""
    head = Head.find(slug) or abort(404)
    return released.as_kept(lambda: Board.find(slug) or abort(404), head, released.newest(head.id), "results")


@blueprint.get("/boards/<slug>/results/<int:number>")
@public
def one_release(slug: str, number: int) -> ResponseReturnValue:
    """One release: its figures never change."""
    head = Head.find(slug) or abort(404)
    return released.as_kept(lambda: Board.find(slug) or abort(404), head, of_number(slug, number), number)


@blueprint.get("/boards/<slug>/results/<int:number>/figures.csv")
@public
def figures_csv(slug: str, number: int) -> ResponseReturnValue:
    """Its figures as a table to open in a spreadsheet."""
    return released.as_csv(slug, of_number(slug, number))


@blueprint.get("/boards/<slug>/results/<int:number>/figures.json")
@public
def figures_json(slug: str, number: int) -> ResponseReturnValue:
    """The same for a program."""
    return released.as_data(slug, of_number(slug, number))


def of_number(slug: str, number: int) -> Published:
    """One release of a board that anyone may see."""
    head = Head.find(slug) or abort(404)
    return released.of_number(head.id, number)
