"""Pictures that people upload are made anew, or refused with the reason; nothing of them but dots is ever kept."""

import io

import pytest
from PIL import Image

from coprod.files import picture_process
from coprod.files.pictures import cleaned, drawn
from coprod.files.recognise import MEGABYTE, Kind, Refused
from uploads import SQUARE, a_docx, a_pdf, a_picture, an_mp4, huge_png, svg


def half_a_photo() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 300), 90).save(out, "JPEG")
    return out.getvalue()[: out.tell() // 2]


DEFS = '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs>'


def clean(content: bytes, width: int = 720, height: int = 240):
    return cleaned(io.BytesIO(content), width=width, height=height)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_made_anew_without_what_was_hidden_in_it(kind):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    came = a_picture(kind, exif=exif) + b"<script>alert(1)</script>"
    assert b"secret place" in came
    made = clean(came)
    assert made.kind == (Kind.PNG if kind == "PNG" else Kind.JPEG) and (made.width, made.height) == (60, 30)
    assert b"secret place" not in made.content and b"script" not in made.content
    assert not opened(made.content).getexif()


def test_a_photo_that_lies_on_its_side_is_put_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    made = clean(a_picture("JPEG", (60, 30), exif=exif))
    assert (made.width, made.height) == (30, 60)


def test_a_large_picture_becomes_as_small_as_it_is_shown():
    made = clean(a_picture(size=(3000, 500)))
    assert (made.width, made.height) == (720, 120)


def test_what_can_be_seen_through_stays_so():
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(clean(out.getvalue()).content).mode == "RGBA"


def test_a_drawing_is_drawn_once_and_no_svg_is_kept():
    made = clean(svg('<script>alert(1)</script><rect onload="x()" width="120" height="40" fill="#14503e"/>'))
    assert made.kind is Kind.PNG and (made.width, made.height) == (720, 240)
    assert opened(made.content).convert("RGB").getpixel((300, 100)) == (0x14, 0x50, 0x3E)
    assert b"svg" not in made.content


def test_a_gradient_of_its_own_is_fine():
    assert clean(
        svg(DEFS + '<rect width="9" height="9" fill="url(#g)"/><rect width="3" height="3" style="fill:url( \'#g\' )"/>')
    )
    assert clean(svg('<defs><g id="a">' + SQUARE + '</g></defs><use href="#a"/><use xlink:href="#a" x="50"/>'))


NESTED = (
    "".join(f'<g id="n{i}">' + f'<use href="#n{i + 1}"/>' * 10 + "</g>" for i in range(12))
    + f'<g id="n12">{SQUARE}</g>'
)
BOMB = b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = "loads something from elsewhere"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (svg('<image href="http://elsewhere.example/x.png" width="9" height="9"/>'), OUTSIDE),
        (svg('<image xlink:href="/etc/passwd" width="9" height="9"/>'), OUTSIDE),
        (svg('<image href="&#104;ttps://elsewhere.example/x.png"/>'), OUTSIDE),
        (svg('<image href="data:image/png;base64,AAAA"/>'), OUTSIDE),
        (svg('<use href="other.svg#a"/>'), OUTSIDE),
        (svg('<use href="file:///etc/passwd"/>'), OUTSIDE),
        (svg('<a href="javascript:alert(1)">' + SQUARE + "</a>"), OUTSIDE),
        (svg('<rect width="9" height="9" fill="url(http://elsewhere.example/#a)"/>'), OUTSIDE),
        (svg("<rect width='9' height='9' style=\"fill:url( 'http://elsewhere.example')\"/>"), OUTSIDE),
        (svg("<style>@import 'http://elsewhere.example/x.css';</style>" + SQUARE), OUTSIDE),
        (svg("<style>rect{fill:url(http://elsewhere.example/x)}</style>" + SQUARE), OUTSIDE),
        (svg('<rect width="9" height="9" fill="u\\72l(http://elsewhere.example)"/>'), "in a way that we cannot check"),
        (svg("<text>Council</text>"), "letters that need a typeface"),
        (BOMB + svg("<desc>&b;</desc>" + SQUARE), "has entities"),
        (b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + svg(), "document type"),
        (svg(NESTED), "too many parts"),
        (svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'), "inside itself"),
        (svg("<g>" * 200 + "</g>" * 200), "too many parts"),
        (svg("<g/>" * 30_000), "too many parts"),
        (svg("<g>" * 60_000), "too many parts"),
        (svg('<foreignObject><div xmlns="http://www.w3.org/1999/xhtml">x</div></foreignObject>'), "Nothing can be"),
        (svg(""), "Nothing can be seen"),
        (svg()[:-9], "broken"),
        (svg().replace(b'viewBox="0 0 120 40"', b'width="0" height="0"'), "how wide"),
        (b"<html><svg></svg></html>", "broken"),
        (huge_png(100_000, 100_000), "20 million dots"),
        (huge_png(5000, 4001), "20 million dots"),
        (huge_png(400, 400), "broken"),
        (a_picture("PNG")[:70], "broken"),
        (half_a_photo(), "broken"),
        (a_picture("GIF"), "Choose a PNG, JPEG or SVG"),
        (a_picture("WEBP"), "Choose a PNG, JPEG or SVG"),
        (a_pdf(), "Choose a PNG, JPEG or SVG"),
        (a_docx(), "Choose a PNG, JPEG or SVG"),
        (an_mp4(), "Choose a PNG, JPEG or SVG"),
        (b"\x89PNG\r\n\x1a\n", "broken|Choose a PNG"),
        (b"hello", "Choose a PNG, JPEG or SVG"),
    ],
    ids=range(37),
)  # fmt: skip
def test_what_is_no_plain_picture_is_refused_and_told_why(content, why):
    with pytest.raises(picture_process.Refused, match=why):
        picture_process.clean(content, 720, 240)  # as the process does it: forty of them would take half a minute


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (svg("<text>Council</text>"), "letters that need a typeface"),
        (b"<svg " + b" " * 600_000 + b"/>", "can have 500 KB"),
        (b"", "is empty"),
        (b"\x89PNG" + bytes(10 * MEGABYTE), "can have 10 MB"),
    ],
    ids=range(4),
)
def test_whoever_sent_it_reads_why(content, why):
    with pytest.raises(Refused, match=why):
        clean(content)


def test_a_drawing_that_says_it_is_enormous_is_drawn_as_small_as_any():
    enormous = svg().replace(b'viewBox="0 0 120 40"', b'width="9000000" height="3000000" viewBox="0 0 120 40"')
    made = clean(enormous)
    assert (made.width, made.height) == (720, 240)


def test_a_picture_that_brings_its_process_down_is_refused_and_nothing_else_happens(monkeypatch):
    monkeypatch.setattr("coprod.files.pictures.SECONDS", 0.01)
    with pytest.raises(Refused, match="cannot be drawn"):
        clean(svg())


def test_noise_that_stays_too_large_is_refused():
    out = io.BytesIO()
    Image.merge("RGB", [Image.effect_noise((720, 720), 99) for _ in range(3)]).save(out, "PNG")
    with pytest.raises(Refused, match="more than 500 KB"):
        clean(out.getvalue(), 720, 720)


def test_one_of_ours_is_drawn_without_the_fonts_of_the_machine():
    words = svg(
        '<rect width="120" height="40" fill="#fff"/><text y="30" font-family="DejaVu Sans">Words</text>'
    ).decode()
    made = drawn(words, width=120, height=40, fonts=[])
    assert (made.kind, made.width, made.height) == (Kind.PNG, 120, 40)
    assert opened(made.content).convert("L").getextrema() == (255, 255)
