"""Who imports whom, where import-linter cannot look: inside a package, and in circles. Imports for types count."""

import ast
from graphlib import CycleError, TopologicalSorter

from coprod.config import ROOT

# One thing in two files: a contribution knows its submissions, and a submission its contribution.
ONE_THING = {"coprod.participation.contribution", "coprod.participation.submission"}
# Lowest first. What a file is, the last word of its name says; every other word is a kind of model.
KINDS = ("models", "forms", "views")

FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in (ROOT / "coprod").rglob("*.py")
}


def imported(name: str) -> set[str]:
    """The files of ours that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(FILES[name].read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{each.name}" for each in node.names} | {node.module}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    named = {each for each in found if each in FILES and each != name}
    # `from coprod.boards import models` is about the file, not about the package that it stands in.
    return {each for each in named if not any(other.startswith(f"{each}.") for other in named)}


def kind_of(name: str) -> int:
    """0 for models, 1 for forms, 2 for views."""
    last = name.rpartition("_")[2] if "_" in name.rpartition(".")[2] else name.rpartition(".")[2]
    return KINDS.index(last) if last in KINDS else 0


def test_nothing_is_imported_in_a_circle():
    graph = {name: imported(name) for name in FILES}
    for each in ONE_THING:
        graph[each] -= ONE_THING
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as circle:
        raise AssertionError(" -> ".join(circle.args[1])) from None


def test_views_import_forms_and_forms_import_models_and_never_the_other_way_round():
    upwards = [
        (name, other)
        for name in FILES
        for other in imported(name)
        if name.split(".")[:2] == other.split(".")[:2] and kind_of(name) < kind_of(other)
    ]
    assert upwards == []


def test_a_file_says_in_the_last_word_of_its_name_what_it_is():
    """What makes pages is called views, or the factory does not find it; what asks is called forms."""
    with_pages = {name for name, path in FILES.items() if "\n@blueprint." in path.read_text("utf-8")}
    assert {name for name in with_pages if kind_of(name) != KINDS.index("views")} == set()


def test_no_view_file_borrows_the_blueprint_of_another():
    borrowed = [
        name
        for name, path in FILES.items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        and any(each.name == "blueprint" for each in node.names)
        and not (node.module or "").endswith(".blueprint")
    ]
    assert borrowed == []
