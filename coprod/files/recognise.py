"""What an uploaded file is, by what is in it: its name proves nothing."""

import os
import struct
import zipfile
import zlib
from enum import StrEnum
from typing import IO, NamedTuple

MEGABYTE = 1024 * 1024


class Kind(StrEnum):
    """What a kept file is. The value is how its address ends."""

    PNG = "png"
    JPEG = "jpg"
    PDF = "pdf"
    WORD = "docx"
    OPEN_DOCUMENT = "odt"
    SOUND = "mp3"
    VIDEO = "mp4"


class Known(NamedTuple):
    """How people call a kind, how it is sent, and how large one may be."""

    words: str
    mimetype: str
    largest: int


KNOWN = {
    Kind.PNG: Known("Picture", "image/png", 10 * MEGABYTE),
    Kind.JPEG: Known("Picture", "image/jpeg", 10 * MEGABYTE),
    Kind.PDF: Known("PDF", "application/pdf", 20 * MEGABYTE),
    Kind.WORD: Known("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 20 * MEGABYTE),
    Kind.OPEN_DOCUMENT: Known("OpenDocument", "application/vnd.oasis.opendocument.text", 20 * MEGABYTE),
    Kind.SOUND: Known("MP3 sound", "audio/mpeg", 50 * MEGABYTE),
    Kind.VIDEO: Known("MP4 video", "video/mp4", 50 * MEGABYTE),
}
PICTURES = frozenset({Kind.PNG, Kind.JPEG})
LARGEST_SVG = 500 * 1024
WHAT_WE_TAKE = "PDF, Word (.docx), OpenDocument (.odt), MP3 or MP4"
TOO_MUCH_INSIDE = 500 * MEGABYTE  # what a document may unpack to


class Refused(ValueError):
    """A file that we do not take. The message says why, to whoever sent it."""


def size_of(file: IO[bytes]) -> int:
    """How many bytes it has; it stands at its beginning afterwards."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


def document(file: IO[bytes]) -> Kind:
    """What kind of document, sound or video it is. Raises `Refused` for anything else, and for one that is broken."""
    size = size_of(file)
    if not size:
        raise Refused("The file is empty. Choose another one")
    start = file.read(16)
    kind = _document_kind(file, start, size)
    file.seek(0)
    if size > KNOWN[kind].largest:
        raise Refused(f"The file is too large: {KNOWN[kind].words} can have {KNOWN[kind].largest // MEGABYTE} MB")
    return kind


def _document_kind(file: IO[bytes], start: bytes, size: int) -> Kind:
    if start.startswith(b"%PDF-"):
        return _whole_pdf(file, size)
    if start.startswith(b"PK\x03\x04"):
        return _zipped(file)
    if start[4:8] == b"ftyp":
        return _whole_video(file, size)
    if start.startswith(b"ID3") or _is_frame(start):
        return _whole_sound(file, start, size)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("This is an old Word file (.doc). Save it as .docx, then choose it again")
    raise Refused(f"This is not a file that we can give to people. Choose {WHAT_WE_TAKE}")


def _whole_pdf(file: IO[bytes], size: int) -> Kind:
    file.seek(max(0, size - 2048))
    if b"%%EOF" not in file.read():
        raise Refused("This PDF is not whole: its end is missing. Make it again, then choose it")
    return Kind.PDF


def _zipped(file: IO[bytes]) -> Kind:
    try:
        with zipfile.ZipFile(file) as inside:
            names = {each.filename for each in inside.infolist()}
            unpacked = sum(each.file_size for each in inside.infolist())
            is_open = "mimetype" in names and inside.getinfo("mimetype").file_size < 100
            says = inside.read("mimetype").strip() if is_open else b""
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError, struct.error) as error:
        raise Refused("This document is broken. Save it again, then choose it") from error
    if unpacked > TOO_MUCH_INSIDE:
        raise Refused("This document is too large inside. Make its pictures smaller, then choose it again")
    if any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in names):
        raise Refused("This document has a macro in it, which can harm a computer. Save it without, then choose it")
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        return Kind.WORD
    if says == KNOWN[Kind.OPEN_DOCUMENT].mimetype.encode() and "content.xml" in names:
        return Kind.OPEN_DOCUMENT
    raise Refused(f"This is a zip file or another kind of document. Choose {WHAT_WE_TAKE}")


def _whole_video(file: IO[bytes], size: int) -> Kind:
    """Its boxes, one after the other, fill it to the end, and one of them says what is in it."""
    at = 0
    found: set[bytes] = set()
    while at + 8 <= size and len(found) < 1000:
        file.seek(at)
        length, name = struct.unpack(">I4s", file.read(8))
        if length == 1:
            length = int.from_bytes(file.read(8), "big")
        length = length or size - at
        if length < 8:
            break
        found.add(name)
        at += length
    if b"moov" not in found or at != size:
        raise Refused("This video is not whole. Save it again as MP4, then choose it")
    return Kind.VIDEO


def _whole_sound(file: IO[bytes], start: bytes, size: int) -> Kind:
    """After its titles, if it has any, there is a first frame of MP3."""
    at = 0
    if start.startswith(b"ID3"):
        parts = start[6:10]
        at = 10 + sum((part & 0x7F) << shift for part, shift in zip(parts, (21, 14, 7, 0), strict=False))
    file.seek(at)
    if at + 4 > size or not _is_frame(file.read(4)):
        raise Refused("This sound cannot be played as MP3. Save it again, then choose it")
    return Kind.SOUND


def _is_frame(start: bytes) -> bool:
    """Whether an MP3 frame begins here: eleven ones, layer III, and a bit rate and a sample rate that there are."""
    if len(start) < 4 or start[0] != 0xFF or start[1] & 0xE0 != 0xE0:
        return False
    is_version, is_layer_3 = (start[1] >> 3) & 3 != 1, (start[1] >> 1) & 3 == 1
    return is_version and is_layer_3 and start[2] >> 4 not in (0, 15) and (start[2] >> 2) & 3 != 3
