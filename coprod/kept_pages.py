"""Rendered board pages, kept until what they show moves: the same bytes for everyone."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple

from flask import Response, request


class KeptPage(NamedTuple):
    """A rendered page, plain and compressed, and the tag that names exactly this rendering."""

    etag: str
    plain: bytes
    zipped: bytes


class PageCache:
    """The pages of one process. `most` bounds its memory: 64 pages of 200 notes are about 5 MB."""

    def __init__(self, most: int = 64) -> None:
        self.most = most
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()

    def answer(self, address: Hashable, shows: tuple[Hashable, ...], render: Callable[[], str]) -> Response:
        """The page at `address`: 304 when the browser has it, kept when `shows` is unchanged, else rendered.

        `shows` is everything the page depends on, and so its ETag.
        """
        etag = hashlib.sha256(repr((address, shows)).encode()).hexdigest()[:24]
        if etag in request.if_none_match:
            response = Response(status=304)
        else:
            page = self._pages.get(address)
            if page is None or page.etag != etag:
                page = self._keep(address, etag, render().encode())
            response = _sent(page)
        response.set_etag(etag)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Vary"] = "Accept-Encoding"
        return response

    def _keep(self, address: Hashable, etag: str, plain: bytes) -> KeptPage:
        page = KeptPage(etag, plain, gzip.compress(plain, 6, mtime=0))
        self._pages[address] = page
        self._pages.move_to_end(address)
        while len(self._pages) > self.most:
            self._pages.popitem(last=False)
        return page


def _sent(page: KeptPage) -> Response:
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return Response(page.plain, mimetype="text/html")
    response = Response(page.zipped, mimetype="text/html")
    response.headers["Content-Encoding"] = "gzip"
    return response
