"""The folder of the installation is its owner's alone: 0700, and its files 0600; a secret is made once, and whole."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coprod.config import ROOT, kept_secret
from coprod.private_files import HAS_OWNERS, close, first_open, for_everyone, is_for_many, made_once

pytestmark = pytest.mark.skipif(not HAS_OWNERS, reason="a mode says nothing there")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As a careless hand left it."""
    within = tmp_path / "instance" / "files"
    within.mkdir(parents=True)
    for path in (within / "a", within.parent / "keys", within.parent / "coprod.db"):
        path.write_text("words of somebody")
        path.chmod(0o666)
    within.chmod(0o777)
    within.parent.chmod(0o755)
    return within.parent


@pytest.mark.parametrize("left_open", ["", "files", "files/a", "keys", "coprod.db"])
@pytest.mark.parametrize("how", [0o640, 0o604, 0o620, 0o601])
def test_any_one_that_others_can_use_is_found(folder, left_open, how):
    close(folder, *folder.iterdir())
    assert first_open(folder, *folder.iterdir()) is None
    path = folder / left_open
    path.chmod(mode(path) | how)
    assert first_open(folder, *folder.iterdir()) == path
    close(folder, *folder.iterdir())
    assert first_open(folder, *folder.iterdir()) is None


def test_all_of_it_is_closed_and_stays_ours_to_use(folder):
    close(folder, *folder.iterdir())
    assert {mode(path) for path in (folder, folder / "files")} == {0o700}
    assert {mode(path) for path in folder.rglob("*") if path.is_file()} == {0o600}
    (folder / "later").write_text("closed at once")
    assert mode(folder / "later") == 0o600


def test_a_link_out_of_it_is_left_alone(folder, tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("a picture of everybody")
    outside.chmod(0o644)
    (folder / "link").symlink_to(outside)
    close(folder, *folder.iterdir())
    assert mode(outside) == 0o644 and first_open(folder, *folder.iterdir()) is None


def test_what_is_for_the_web_server_can_be_read_by_it(folder):
    close(folder, *folder.iterdir())
    with for_everyone():
        (folder / "style.css").write_text("")
    assert mode(folder / "style.css") == 0o644


def test_processes_that_start_at_once_have_the_same_secret_and_never_an_empty_one(tmp_path):
    with ThreadPoolExecutor(8) as processes:
        secrets = set(processes.map(lambda _: kept_secret(tmp_path / "new" / "secret_key"), range(32)))
    assert len(secrets) == 1 and len(secrets.pop()) == 64
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret_key"]
    assert mode(tmp_path / "new" / "secret_key") == 0o600 and mode(tmp_path / "new") == 0o700


def test_what_is_there_is_not_made_anew(tmp_path):
    made_once(tmp_path / "file", lambda: "first")
    made_once(tmp_path / "file", lambda: "second")
    assert (tmp_path / "file").read_text() == "first"


@pytest.mark.parametrize("folder", ["/", "/var", "/etc", "/var/lib", "/usr/../srv", "/var/lib/"])
def test_a_folder_that_others_live_in_is_not_ours_to_close(folder, tmp_path):
    assert is_for_many(Path(folder))
    tmp_path.chmod(0o1777)
    assert is_for_many(tmp_path)


def test_a_folder_of_our_own_is(tmp_path):
    for ours in (tmp_path, tmp_path / "not there yet", ROOT / "instance", Path("/var/lib/coprod"), Path("/data")):
        assert not is_for_many(ours)
