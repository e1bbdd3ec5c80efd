"""A board for anyone to read, with the box in which they write."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from coprod import kept_pages
from coprod.activities import for_staff
from coprod.activities.audience import audiences_in_short
from coprod.activities.life import State
from coprod.boards.blueprint import blueprint
from coprod.boards.head import Head
from coprod.boards.models import Board
from coprod.boards.notes_to_read import NoteFilters, NotesPage, page_of, pinned_notes
from coprod.database import uk_today
from coprod.partnership.district import District
from coprod.permissions import Permission, public, requires
from coprod.results.published import Published
from coprod.results.release_pages.glance import glance


@blueprint.get("/boards/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """The board: no cookie, no token, the same bytes for everyone."""
    head = Head.find(slug)
    if head is None:
        abort(404)
    wanted = NoteFilters.from_address(request.args)
    shows = (*head, head.is_open, uk_today())
    is_kept: list[bool] = []

    def rendered() -> str:
        board = Board.find(slug) or abort(404)
        known = wanted.on(board)
        page = page_of(board, known)
        is_kept.append(wanted.has_address_of_ours and bool(page.batches) and known == wanted)
        return as_page(board, known, page)

    return kept_pages.answer(("board", slug, wanted), shows, rendered, keep=lambda: is_kept[0])


def as_page(board: Board, wanted: NoteFilters, page: NotesPage, preview: bool = False) -> str:
    """A board as the public see it; in a preview, as they will when it is open."""
    is_over = board.state is State.CLOSED and not preview
    last = Published.last_of(board.id) if is_over and not wanted.is_used else None
    return render_template(
        "boards/preview.html" if preview else "boards/show.html",
        board=board,
        is_open=board.is_open or preview,
        is_preview=preview,
        page=page,
        pinned=[] if wanted.is_used or wanted.before or wanted.week else pinned_notes(board, wanted),
        wanted=wanted,
        question=board.named(wanted.question) or board.asked[0],
        districts=District.choices(),
        whos=audiences_in_short(),
        glance=glance(last) if last else None,
    )


@blueprint.get("/staff/boards/<slug>/preview")
@requires(Permission.EDIT_ACTIVITIES)
def preview(slug: str) -> ResponseReturnValue:
    """The board as the public will see it, also while it is a draft."""
    board = for_staff.of_kind(Board, slug)
    wanted = NoteFilters(question=NoteFilters.from_address(request.args).on(board).question)
    return as_page(board, wanted, page_of(board, wanted), preview=True)
