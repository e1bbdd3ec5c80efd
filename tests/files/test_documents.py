"""A document is known by what is in it; what is broken, harmful or something else is refused with the reason."""

import io
import struct

import pytest

from coprod.files.recognise import MEGABYTE, Kind, Refused, document
from uploads import FRAME, a_docx, a_pdf, a_picture, an_mp3, an_mp4, an_odt, packed, svg


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (a_pdf(), Kind.PDF),
        (a_docx(), Kind.WORD),
        (an_odt(), Kind.OPEN_DOCUMENT),
        (an_mp3(), Kind.SOUND),
        (FRAME * 2, Kind.SOUND),
        (an_mp4(), Kind.VIDEO),
    ],
    ids=lambda each: each if isinstance(each, Kind) else "",
)
def test_a_document_is_known_by_what_is_in_it(content, kind):
    file = io.BytesIO(content)
    assert document(file) is kind and file.tell() == 0


MACRO = a_docx(**{"word/vbaProject.bin": b"x"})
BOX = struct.pack(">I4s", 8, b"mdat")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"hello", "not a file that we can give"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "not a file that we can give"),
        (svg(), "not a file that we can give"),
        (a_picture(), "not a file that we can give"),
        (b"MZ" + bytes(100), "not a file that we can give"),
        (b"#!/bin/sh\n", "not a file that we can give"),
        (b"<html>" + a_pdf(), "not a file that we can give"),
        (a_pdf()[:-8], "its end is missing"),
        (packed({"readme.txt": b"x"}), "zip file or another kind"),
        (packed({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"}), "zip file or another kind"),
        (packed({"mimetype": b"application/epub+zip", "content.xml": b"x"}), "zip file or another kind"),
        (a_docx()[:-30], "broken"),
        (b"PK\x03\x04" + bytes(200), "broken"),
        (MACRO, "has a macro"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word file"),
        (b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10), "cannot be played"),
        (b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f" + bytes(100), "cannot be played"),
        (b"\xff\xff\xff\xff" + bytes(100), "not a file that we can give"),
        (an_mp4()[:-4], "not whole"),
        (struct.pack(">I4s4s", 12, b"ftyp", b"isom") + BOX, "not whole"),
        (struct.pack(">I4s4s", 12, b"ftyp", b"isom") + struct.pack(">I4s", 4, b"moov"), "not whole"),
        (struct.pack(">I4s4s", 12, b"ftyp", b"isom") + BOX * 5000, "not whole"),
        (a_pdf("x" * 20 * MEGABYTE), "PDF can have 20 MB"),
        (an_mp4()[:-8] + struct.pack(">I4s", 50 * MEGABYTE, b"mdat") + bytes(50 * MEGABYTE - 8), "can have 50 MB"),
    ],
    ids=range(25),
)
def test_everything_else_is_refused_and_told_why(content, why):
    with pytest.raises(Refused, match=why):
        document(io.BytesIO(content))


def test_a_zip_that_would_fill_a_disk_is_refused(monkeypatch):
    monkeypatch.setattr("coprod.files.recognise.TOO_MUCH_INSIDE", 10)
    with pytest.raises(Refused, match="too large inside"):
        document(io.BytesIO(a_docx()))
