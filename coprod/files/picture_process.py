"""A small program of its own: makes a clean picture of what somebody uploaded, or draws one of ours, and ends.

coprod/files/pictures.py starts it and nobody imports it. So what reads pictures is never loaded where pages are made,
and a picture that was made to do harm takes at most this process with it: it has little memory, little time, and
nothing to find.

In: a line of JSON, then the bytes. Out: a line of JSON, with `refused` when there is no picture, then the picture.
"""

import io
import json
import re
import sys
import warnings
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

import resvg_py
from PIL import Image, ImageOps, UnidentifiedImageError
from py_svg_hush import filter_svg

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

MOST_PIXELS = 20_000_000
MOST_BYTES = 500 * 1024
MEMORY = 1024**3
SECONDS = 15
DEEPEST = 60
MOST_PARTS = 20_000
REFERENCE = re.compile(r"url\(\s*['\"]?\s*([^)\s]?)")


class Refused(Exception):
    """There will be no picture. The message says why."""


def main() -> None:
    """Do one thing, and say what came of it."""
    if resource:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    asked = json.loads(sys.stdin.buffer.readline())
    given = sys.stdin.buffer.read()
    ways: dict[str, Callable[..., tuple[dict[str, Any], bytes]]] = {"clean": clean, "draw": draw}
    try:
        told, picture = ways[asked.pop("do")](given, **asked)
    except Refused as refusal:
        told, picture = {"refused": str(refusal)}, b""
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + picture)


def clean(given: bytes, width: int, height: int) -> tuple[dict[str, Any], bytes]:
    """An uploaded picture made anew, no larger than that: nothing is left in it but what is seen."""
    head = given[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<") and b"<svg" in given[:20_000]:
        return clean_svg(given, width, height)
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(io.BytesIO(given), formats=["PNG", "JPEG"]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused("The picture is too large: it can have 20 million dots. Make it smaller")
            kind = "jpg" if opened.format == "JPEG" else "png"
            picture = anew(ImageOps.exif_transpose(opened), kind, width, height)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Refused("The picture is too large: it can have 20 million dots. Make it smaller") from error
    except UnidentifiedImageError as error:
        raise Refused("This is not a picture that we can show. Choose a PNG, JPEG or SVG") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refused("This picture is broken. Save it again, then choose it") from error
    return sent(picture, kind)


def anew(picture: Image.Image, kind: str, width: int, height: int) -> Image.Image:
    """Its dots and nothing else, in colours that every browser shows, and no larger than that."""
    is_clear = kind == "png" and (picture.mode in ("LA", "PA", "RGBA") or "transparency" in picture.info)
    picture = picture.convert("RGBA" if is_clear else "RGB")
    picture.thumbnail((width, height))
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def sent(picture: Image.Image, kind: str) -> tuple[dict[str, Any], bytes]:
    """As a file."""
    out = io.BytesIO()
    if kind == "jpg":
        picture.save(out, "JPEG", quality=85, optimize=True)
    else:
        picture.save(out, "PNG", optimize=True)
    if out.tell() > MOST_BYTES:
        raise Refused("The picture has more than 500 KB once it is cleaned. Choose a simpler or smaller one")
    return {"kind": kind, "width": picture.width, "height": picture.height}, out.getvalue()


def clean_svg(given: bytes, width: int, height: int) -> tuple[dict[str, Any], bytes]:
    """An uploaded SVG, without all that is no picture, drawn once. The SVG itself goes no further."""
    look_through(given)
    try:
        safe = filter_svg(given, keep_data_url_mime_types={})
    except ValueError as error:
        raise Refused("This SVG is broken. Save it again as “plain SVG”, then choose it") from error
    look_through(safe)
    try:
        drawn = resvg_py.svg_to_bytes(svg_string=safe.decode(), skip_system_fonts=True, width=width, height=height)
    except ValueError as error:
        raise Refused("This SVG cannot be drawn: it does not say how wide and high it is") from error
    with Image.open(io.BytesIO(drawn), formats=["PNG"]) as picture:
        if picture.getbbox() is None or picture.convert("RGBA").getchannel("A").getextrema()[1] == 0:
            raise Refused("Nothing can be seen in this SVG. Choose another one")
        return sent(picture.convert("RGBA"), "png")


class Looked:
    """What is inside an SVG, as far as it can do harm: how deep, how much, and what it points at."""

    def __init__(self) -> None:
        self.open: list[list[Any]] = []  # the elements around: [what is in it, or the ids it points at]
        self.by_id: dict[str, list[Any]] = {}
        self.root: list[Any] = []
        self.parts = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.parts += 1
        if len(self.open) >= DEEPEST or self.parts > MOST_PARTS:
            raise Refused("This SVG has too many parts. Save it as PNG instead")
        if name.rpartition(":")[2] in ("text", "tspan"):
            raise Refused("This SVG has letters that need a typeface. Save it with “text as paths”, or as PNG")
        inside: list[Any] = []
        for key, value in attributes.items():
            inside += points_at(key.rpartition(":")[2].lower(), value)
        (self.open[-1] if self.open else self.root).append(inside)
        self.open.append(inside)
        if "id" in attributes:
            self.by_id[attributes["id"]] = inside

    def end(self, name: str) -> None:
        """It ends."""
        self.open.pop()

    def text(self, words: str) -> None:
        """Words, which may be a style sheet."""
        points_at("style", words)

    def no_entities(self, *args: Any) -> None:
        """Nothing that we draw needs a document type."""
        raise Refused("This SVG begins with a document type or has entities. Save it as “plain SVG”, then choose it")

    def count(self, inside: list[Any], around: frozenset[str] = frozenset()) -> int:
        """How many parts are drawn, when each that is pointed at is drawn again."""
        total = 1
        for each in inside:
            if isinstance(each, list):
                total += self.count(each, around)
            elif each in around:
                raise Refused("A part of this SVG stands inside itself. Save it as PNG instead")
            elif each in self.by_id:
                total += self.count(self.by_id[each], around | {each})
            self.parts += 1
            if self.parts > 10 * MOST_PARTS:
                raise Refused("This SVG has too many parts. Save it as PNG instead")
        return total


def points_at(key: str, value: str) -> list[str]:
    """The ids that an attribute points at. Raises `Refused` when it points at anything outside."""
    outside = Refused("This SVG loads something from elsewhere. Save it with everything inside, as “plain SVG”")
    found = []
    if key in ("href", "src"):
        if not value.strip().startswith("#"):
            raise outside
        found.append(value.strip()[1:])
    if "\\" in value and key not in ("id", "d"):
        raise Refused("This SVG is written in a way that we cannot check. Save it as “plain SVG”, then choose it")
    if "@import" in value.lower():
        raise outside
    for reference in REFERENCE.finditer(value):
        if reference[1] != "#":
            raise outside
        found.append(re.split(r"['\")\s]", value[reference.end() :], maxsplit=1)[0])
    return found


def look_through(svg: bytes) -> None:
    """Raise `Refused` for what is no plain picture."""
    looked, parser = Looked(), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = looked.start, looked.end
    parser.CharacterDataHandler = looked.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = looked.no_entities
    try:
        parser.Parse(svg, True)
    except expat.ExpatError as error:
        raise Refused("This SVG is broken. Save it again as “plain SVG”, then choose it") from error
    looked.parts = 0
    try:
        looked.count(looked.root)
    except RecursionError as error:
        raise Refused("This SVG has too many parts. Save it as PNG instead") from error


def draw(given: bytes, width: int, height: int, fonts: list[str]) -> tuple[dict[str, Any], bytes]:
    """One of our own SVG as PNG, with our typeface and none of the machine's."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=given.decode(), skip_system_fonts=True, font_files=fonts, width=width, height=height
    )
    with Image.open(io.BytesIO(drawn), formats=["PNG"]) as picture:
        return sent(picture.convert("RGB").quantize(128, dither=Image.Dither.NONE), "png")


if __name__ == "__main__":
    main()
