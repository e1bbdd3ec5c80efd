"""The files of the demonstration: two made-up logos, pictures, and one document in two formats."""

import io
import zipfile
from html import escape
from typing import Any

from coprod.demo.content import FOLDER
from coprod.files import take_in
from coprod.files.models import StoredFile
from coprod.questionnaires.own_pictures.own_picture import OwnPicture
from coprod.questionnaires.own_pictures.picture_views import SIDE

WORD = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
}
ODT = "application/vnd.oasis.opendocument.text"
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def logos(owners: list[dict[str, str]]) -> list[dict[str, Any]]:
    """A logo for each owner: drawings of ours, which are nobody's."""
    found = []
    for owner in owners:
        name = f"{owner['slug']}.svg"
        drawing = io.BytesIO((FOLDER / "logos" / name).read_bytes())
        kept = take_in.keep(take_in.picture(drawing, name, width=720, height=240), by=None)
        about = {"kind": str(kept.kind), "name": name, "width": kept.width, "height": kept.height}
        found.append({"file": kept.hash, **about, "said": f"{owner['name']} (a made-up logo)"})
    return found


def own_pictures(facts: list[dict[str, str]]) -> list[OwnPicture]:
    """Pictures of a questionnaire's own: drawings of ours, as staff would upload theirs."""
    found = []
    for each in facts:
        drawing = io.BytesIO((FOLDER / "pictures" / each["name"]).read_bytes())
        kept = take_in.keep(take_in.picture(drawing, each["name"], width=SIDE, height=SIDE), by=None)
        found.append(OwnPicture(each["key"], each["shows"], each["licence"], kept.address))
    return found


def documents(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """What an engagement says, to be printed or changed: as Word and as OpenDocument."""
    lines = [facts["title"], facts["summary"], *facts["background"]]
    formats = []
    for name, content in (("on-one-page.docx", as_word(lines)), ("on-one-page.odt", as_open_document(lines))):
        kept: StoredFile = take_in.keep(take_in.whole_document(io.BytesIO(content), name), by=None)
        about = {"kind": str(kept.kind), "size": kept.size, "name": kept.name}
        formats.append({"version": "full", "file": kept.hash, **about})
    return [{"title": "All of this on one page", "about": "To print, or to give to somebody.", "formats": formats}]


def as_word(lines: list[str]) -> bytes:
    """Paragraphs as a Word document."""
    said = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{space}"><w:body>{said}</w:body></w:document>'
    return packed(WORD | {"word/document.xml": body})


def as_open_document(lines: list[str]) -> bytes:
    """Paragraphs as an OpenDocument text."""
    said = "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)
    spaces = f'xmlns:office="{OFFICE}:office:1.0" xmlns:text="{OFFICE}:text:1.0" office:version="1.2"'
    content = f"<office:document-content {spaces}><office:body><office:text>{said}</office:text></office:body>"
    parts = {"mimetype": ODT, "content.xml": content + "</office:document-content>", "META-INF/manifest.xml": MANIFEST}
    return packed(parts)


def packed(parts: dict[str, str]) -> bytes:
    """A zip file with these in it: the same bytes on every day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as inside:
        for name, text in parts.items():
            inside.writestr(zipfile.ZipInfo(name), text)
    return out.getvalue()
