"""Rendered pages, kept until what they show moves: the same bytes for everyone."""

import gzip
import hashlib
from collections.abc import Callable, Hashable
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from cachetools import LRUCache
from flask import Flask, Response, current_app, request

# Bounds their memory: 64 boards of 200 notes are about 5 MB. What was used least recently goes first.
MOST = 64


class KeptPage(NamedTuple):
    """A rendered page, plain and compressed, and the tag that names exactly this rendering."""

    etag: str
    plain: bytes
    zipped: bytes


class KeptPages:
    """The pages of one process. Its threads share them; two may make the same page at once, and either is right."""

    def __init__(self) -> None:
        self._pages: LRUCache[Hashable, KeptPage] = LRUCache(MOST)
        self._lock = Lock()

    def get(self, address: Hashable, etag: str) -> KeptPage | None:
        """The page at this address, if it is still right."""
        with self._lock:
            page = self._pages.get(address)
        return page if page is not None and page.etag == etag else None

    def keep(self, address: Hashable, page: KeptPage) -> None:
        """From now on this is the page at this address."""
        with self._lock:
            self._pages[address] = page

    def __len__(self) -> int:
        return len(self._pages)


def init_app(app: Flask) -> None:
    """Nothing is kept yet."""
    app.extensions["kept_pages"] = KeptPages()


def always() -> bool:
    """Keep it."""
    return True


def answer(
    address: Hashable,
    shows: tuple[Hashable, ...],
    render: Callable[[], str],
    *,
    keep: Callable[[], bool] = always,
) -> Response:
    """The page at `address`: 304 when the browser has it, kept when `shows` is unchanged, else rendered.

    `shows` is everything the page depends on, and so its ETag; the product's own looks are added to it. Only what has
    an address of ours is kept: a page that anyone can name at will (`?q=chair`) would push the others out. `keep` says
    so, asked when the page has been rendered.
    """
    etag = _tag(address, current_app.extensions["build"], shows)
    is_there = etag in request.if_none_match
    response = Response(status=304) if is_there else _sent(_page(address, etag, render, keep))
    response.set_etag(etag)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    return response


@lru_cache(maxsize=256)  # to look one up takes a tenth of the time
def _tag(*shown: Hashable) -> str:
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:24]


def _page(address: Hashable, etag: str, render: Callable[[], str], keep: Callable[[], bool]) -> KeptPage:
    pages: KeptPages = current_app.extensions["kept_pages"]
    page = pages.get(address, etag)
    if page is None:
        plain = render().encode()
        page = KeptPage(etag, plain, gzip.compress(plain, 6, mtime=0))
        if keep():
            pages.keep(address, page)
    return page


def _sent(page: KeptPage) -> Response:
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(page.plain, mimetype="text/html")
    response = Response(page.zipped, mimetype="text/html")
    response.headers["Content-Encoding"] = "gzip"
    return response
