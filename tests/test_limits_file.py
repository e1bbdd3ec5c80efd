"""Counts of limits in a file: shared by processes, there when one has died, and no trouble when the file is broken."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine
from limits.storage import MemoryStorage, Storage
from test_rate_limits import asking, limited_app

from coprod import rate_limits
from coprod.config import Config
from coprod.database import now
from coprod.limits_file import SWEPT_EVERY, CountsInFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "instance" / "limits.db"


@pytest.fixture(params=[MemoryStorage, CountsInFile], ids=["memory", "file"])
def storage(request, path: Path) -> Storage:
    return request.param() if request.param is MemoryStorage else CountsInFile(path)


def test_both_count_alike(storage):
    with time_machine.travel(now(), tick=False) as clock:
        assert [storage.incr("a", 60) for _ in range(3)] == [1, 2, 3] and storage.incr("b", 600, 5) == 5
        assert (storage.get("a"), storage.get("c")) == (3, 0)
        assert storage.get_expiry("a") == pytest.approx(now().timestamp() + 60)
        assert storage.incr("a", 60, -1) == 2
        clock.shift(59)
        assert storage.get("a") == 2
        clock.shift(2)
        assert (storage.get("a"), storage.get("b")) == (0, 5)
        assert storage.incr("a", 60) == 1 and storage.get_expiry("a") == pytest.approx(now().timestamp() + 60)
        storage.clear("a")
        assert (storage.get("a"), storage.get("b")) == (0, 5) and storage.check()
        storage.reset()
        assert storage.get("b") == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no such processes here")
def test_another_process_that_dies_leaves_what_it_counted(path):
    mine = CountsInFile(path)
    mine.incr("a", 600)
    child = os.fork()
    if not child:
        mine.incr("a", 600, 2)
        mine._run("BEGIN IMMEDIATE")
        mine._run("DELETE FROM counted")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert mine.get("a") == 3 and mine.incr("a", 600) == 4


def test_threads_count_together(path):
    storage = CountsInFile(path)
    with ThreadPoolExecutor(8) as people:
        assert sorted(people.map(lambda _: storage.incr("a", 60), range(200))) == list(range(1, 201))


def test_what_is_over_is_forgotten_and_the_file_is_its_owners(path):
    storage = CountsInFile(path)
    with time_machine.travel(now(), tick=False) as clock:
        for number in range(20):
            storage.incr(f"a{number}", 30)
        clock.shift(SWEPT_EVERY + 1)
        storage.incr("b", 60)
    assert storage._run("SELECT count(*) FROM counted") == (1,)
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("broken", [b"no database at all" * 300, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_broken_file_begins_anew(path, broken):
    path.parent.mkdir()
    path.write_bytes(broken)
    storage = CountsInFile(path)
    assert [storage.incr("a", 60) for _ in range(2)] == [1, 2]
    assert CountsInFile(path).get("a") == 2


def test_two_processes_of_one_installation_share_a_limit_and_a_folder_that_is_away_stops_nobody(tmp_path):
    def over() -> bool:
        with asking(limited_app(testing=False, instance=tmp_path)):  # as another worker
            return rate_limits.over_limit("posting", "2 per minute")

    assert [over() for _ in range(3)] == [False, False, True]
    nowhere = tmp_path / "limits.db" / "not a folder"
    with asking(limited_app(testing=False, instance=nowhere)):
        assert not rate_limits.over_limit("posting", "1 per minute")
        assert rate_limits.over_limit("posting", "1 per minute")


def test_no_address_stands_in_the_file(tmp_path):
    with asking(limited_app(testing=False, instance=tmp_path), "192.0.2.123"):
        rate_limits.over_limit("posting", rate_limits.POSTING)
    everything = b"".join(each.read_bytes() for each in tmp_path.glob("limits.db*"))
    assert b"posting" in everything and b"192.0.2.123" not in everything
    assert Config().instance != tmp_path
