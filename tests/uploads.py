"""Files as people upload them, good and bad, made here byte by byte."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 120 40">{}</svg>'
SQUARE = '<rect width="40" height="40" fill="#14503e"/>'
FRAME = b"\xff\xfb\x90\x00" + bytes(413)


def svg(inside: str = SQUARE) -> bytes:
    """A drawing with this in it."""
    return SVG.format(inside).encode()


def a_picture(kind: str = "PNG", size: tuple[int, int] = (60, 30), colour: str = "#14503e", **more: Any) -> bytes:
    """A picture in one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **more)
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is this large, as a decompression bomb does."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def a_pdf(words: str = "Hello") -> bytes:
    """As much of a PDF as we look at."""
    return b"%PDF-1.7\n% " + words.encode() + b"\n%%EOF\n"


def packed(files: dict[str, bytes]) -> bytes:
    """A zip file with these in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as inside:
        for name, content in files.items():
            inside.writestr(name, content)
    return out.getvalue()


def a_docx(**more: bytes) -> bytes:
    """As much of a Word document as we look at."""
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"} | more)


def an_odt() -> bytes:
    """As much of an OpenDocument text as we look at."""
    says = b"application/vnd.oasis.opendocument.text"
    return packed({"mimetype": says, "content.xml": b"<office:document/>"})


def an_mp3() -> bytes:
    """One frame, after a title."""
    return b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10) + FRAME


def an_mp4() -> bytes:
    """Three boxes."""
    return (
        struct.pack(">I4s4s", 12, b"ftyp", b"isom") + struct.pack(">I4s", 8, b"moov") + struct.pack(">I4s", 8, b"mdat")
    )


def sent(content: bytes, name: str = "file") -> tuple[io.BytesIO, str]:
    """As a test client takes it."""
    return io.BytesIO(content), name
