"""README and CONTRIBUTING say what is there: a newcomer looks for each package and file under the name they give it."""

import re

import pytest

from coprod.config import ROOT

DOCUMENTS = ("README.md", "CONTRIBUTING.md")
# Made up, to show how something is added.
EXAMPLES = ("coprod/drawings/", "templates/drawings/", "tests/drawings/", "templates/letters/drawings/")


def test_the_readme_has_one_line_for_every_package_and_every_shared_file():
    rows = [line for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`([\w/.]+)`", row.split(" | ")[0])]
    there = {f"{path.name}/" for path in (ROOT / "coprod").iterdir() if path.is_dir() and path.name != "__pycache__"}
    there |= {path.name for path in (ROOT / "coprod").glob("*.py")}
    assert sorted(there - set(named)) == []
    assert [name for name in there if named.count(name) > 1] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_in_it_exists(document: str):
    paths = re.findall(
        r"`((?:coprod|templates|tests|migrations|benchmarks|static|docs)/[\w/.-]*)", (ROOT / document).read_text()
    )
    assert paths and [path for path in paths if not (ROOT / path).exists() and not path.startswith(EXAMPLES)] == []
