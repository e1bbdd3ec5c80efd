"""Limits that stop guessing and flag flooding, and never stop a classroom."""

import pytest
from flask import Flask
from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from coprod import rate_limits
from coprod.config import Config
from coprod.rate_limits import Limits, over_limit, refused
from coprod.wrong_tries import Slowing


def limited_app(**changes) -> Flask:
    """An app with limits and nothing else."""
    app = Flask("limited")
    config = Config(secret_key="a secret", **({"testing": True} | changes))
    app.config.update(config.for_flask())
    rate_limits.init_app(app)

    @app.route("/look-up", methods=["GET", "POST"])
    @refused("look up", "2 per 10 minutes")
    def look_up() -> str:
        return "here you are"

    return app


def asking(app: Flask, address: str = "192.0.2.1"):
    return app.test_request_context("/", environ_base={"REMOTE_ADDR": address})


def test_two_classes_behind_one_address_are_not_flagged_and_a_flood_is():
    with asking(limited_app()):
        goes = [over_limit("posting", rate_limits.POSTING) for _ in range(61)]
    assert goes == [False] * 60 + [True]


def test_each_client_and_each_thing_counts_for_itself():
    app = limited_app()
    with asking(app):
        assert not over_limit("posting", "1 per minute")
        assert over_limit("posting", "1 per minute")
        assert not over_limit("signing up", "1 per minute")
    with asking(app, "192.0.2.2"):
        assert not over_limit("posting", "1 per minute")


def test_a_home_with_many_ipv6_addresses_is_one_client():
    app = limited_app()
    with asking(app, "2001:db8:1:2::1"):
        assert not over_limit("posting", "1 per minute")
    with asking(app, "2001:db8:1:2:ffff::9"):
        assert over_limit("posting", "1 per minute")
    with asking(app, "2001:db8:1:3::1"):
        assert not over_limit("posting", "1 per minute")


def test_no_address_is_kept_where_the_counts_are():
    app = limited_app()
    with asking(app, "192.0.2.123"):
        over_limit("posting", rate_limits.POSTING)
    storage = app.extensions["limits"].together.storage
    assert len(storage.storage) == 1
    assert not any("192.0.2.123" in key for key in storage.storage)


def test_a_refused_view_says_how_long_to_wait_and_only_counts_what_is_sent():
    client = limited_app().test_client()
    assert [client.get("/look-up").status_code for _ in range(3)] == [200, 200, 200]
    assert [client.post("/look-up").status_code for _ in range(2)] == [200, 200]
    answer = client.post("/look-up")
    assert answer.status_code == 429
    assert "Wait 10 minutes, then try again." in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert client.get("/look-up").status_code == 200


def test_a_right_try_does_not_count_and_a_redis_that_does_not_answer_stops_nobody():
    slowing, app = Slowing("guessing", free=2), limited_app()
    with asking(app):
        for _ in range(9):
            assert slowing.count("somebody") == (0, False)
            slowing.give_back("somebody")
        assert [slowing.count("somebody") for _ in range(3)] == [(0, False), (60, False), (120, True)]
        assert 0 < slowing.left("somebody") <= 60
        slowing.forget("somebody")
        assert slowing.left("somebody") == 0
        assert slowing.count("somebody") == (0, False)
        app.extensions["limits"] = Limits(FixedWindowRateLimiter(Silent()), FixedWindowRateLimiter(MemoryStorage()))
        assert slowing.count("somebody") == (0, False)
        assert slowing.left("somebody") == 0


class Silent(MemoryStorage):
    """A Redis that does not answer."""

    asked = 0

    def incr(self, *args, **kwargs):
        self.asked += 1
        raise StorageError(OSError("no answer"))


def test_a_redis_that_does_not_answer_stops_nobody_and_is_left_in_peace(caplog):
    app, silent = limited_app(), Silent()
    app.extensions["limits"] = Limits(FixedWindowRateLimiter(silent), FixedWindowRateLimiter(MemoryStorage()))
    with asking(app, "192.0.2.123"):
        assert [over_limit("posting", "2 per minute") for _ in range(3)] == [False, False, True]
    assert silent.asked == 1
    assert "192.0.2.123" not in caplog.text


def test_an_address_where_no_redis_listens_stops_nobody():
    pytest.importorskip("redis")
    with asking(limited_app(testing=False, redis_url="redis://127.0.0.1:1/0")):
        assert not over_limit("posting", "1 per minute")
        assert over_limit("posting", "1 per minute")
