"""Sets of pictures as npm would bring them, small and made up."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coprod import frontend


def a_shape(d: str = "M4 4h8v8z") -> dict[str, Any]:
    """What draws something."""
    return {"body": f'<path fill="#fcea2b" d="{d}"/>'}


def a_package(
    packages: Path, prefix: str, icons: Mapping[str, Any], aliases: Mapping[str, Any] | None = None, **info: Any
) -> None:
    """A package of pictures in a folder of packages."""
    folder = packages / prefix
    folder.mkdir(parents=True)
    said = {
        "name": "OpenMoji",
        "author": {"name": "OpenMoji", "url": "https://openmoji.example/"},
        "license": {"title": "CC BY-SA 4.0", "url": "https://licence.example/"},
    }
    whole = {"prefix": prefix, "width": 72, "height": 72, "icons": icons, "aliases": aliases or {}}
    for file, content in (("icons", whole), ("info", said | info), ("package", {"version": "1.2.3"})):
        (folder / f"{file}.json").write_text(json.dumps(content), "utf-8")


def built(folder: Path) -> Path:
    """Two small sets, as the site reads them."""
    several = {f"sign-{number}": a_shape() for number in range(30)}
    a_package(folder / "npm", "openmoji", {"bus": a_shape(), "bus-stop": a_shape(), "school": a_shape(), **several})
    author, licence = {"name": "Resolve to Save Lives"}, {"title": "MIT"}
    a_package(
        folder / "npm", "healthicons", {"bus": a_shape(), "sad": a_shape()}, name="Health Icons", author=author,
        license=licence,
    )  # fmt: skip
    frontend.publish_pictures(folder / "npm", folder / "pictures.db")
    return folder / "pictures.db"
