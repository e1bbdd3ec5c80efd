"""Proxies that do not fit what is set are noticed from requests: once in a process, and without keeping an address."""

from typing import Any

import pytest

from coprod.config import Config
from coprod.proxies_seen import Misfit, ProxiesSeen

CLIENT = "203.0.113.77"


def after(config: Config, *requests: dict[str, str]) -> ProxiesSeen:
    def app(environ: Any, start_response: Any) -> list[bytes]:
        return [b"answered"]

    seen = ProxiesSeen(app, config)
    for each in requests:
        environ = {"PATH_INFO": "/", "REMOTE_ADDR": "127.0.0.1"} | each
        assert seen(environ, lambda *args: None) == [b"answered"]
    return seen


def forwarded(named: str, how: str = "", **more: str) -> dict[str, str]:
    return {"HTTP_X_FORWARDED_FOR": named} | ({"HTTP_X_FORWARDED_PROTO": how} if how else {}) | more


FITS = [
    (Config(), {}),
    (Config(), {"HTTP_X_FORWARDED_PROTO": "http"}),
    (Config(proxies=1), forwarded(CLIENT)),
    (Config(proxies=1), forwarded(f"made up, {CLIENT}")),
    (Config(proxies=2), forwarded(f"{CLIENT}, 10.0.0.2")),
    (Config(proxies=1, https=True), forwarded(CLIENT, "https")),
    (Config(proxies=1), forwarded(CLIENT, "http")),
    (Config(proxies=1), {"PATH_INFO": "/health"}),
    (Config(proxies=1), {"PATH_INFO": "/ready", "REMOTE_ADDR": "10.0.0.9"}),
    # From far away anybody may say anything: it is no proxy of ours, and nobody can make us say that it is.
    (Config(), forwarded(CLIENT, REMOTE_ADDR="8.8.8.8")),
    (Config(), forwarded(CLIENT, REMOTE_ADDR="2a00:1450::1")),
]
MISFITS = [
    (Config(), forwarded(CLIENT), Misfit.NOT_TRUSTED),
    (Config(), forwarded(CLIENT, REMOTE_ADDR="10.1.2.3"), Misfit.NOT_TRUSTED),
    (Config(), forwarded(CLIENT, REMOTE_ADDR="fd00::1"), Misfit.NOT_TRUSTED),
    (Config(), forwarded(CLIENT, REMOTE_ADDR=""), Misfit.NOT_TRUSTED),
    (Config(), forwarded(CLIENT, "https"), Misfit.NOT_TRUSTED),
    (Config(proxies=1), {}, Misfit.MISSING),
    (Config(proxies=1), forwarded(" "), Misfit.MISSING),
    (Config(proxies=2), forwarded(CLIENT), Misfit.TOO_FEW),
    (Config(proxies=3), forwarded(f"{CLIENT},10.0.0.1"), Misfit.TOO_FEW),
    (Config(proxies=1), forwarded(CLIENT, "https"), Misfit.NOT_SECURE),
    (Config(proxies=1), forwarded(CLIENT, "http,https"), Misfit.NOT_SECURE),
    (Config(proxies=1, https=True), forwarded(CLIENT, "http"), Misfit.IN_THE_CLEAR),
]


@pytest.mark.parametrize(("config", "request_"), FITS)
def test_what_fits_is_not_remarked_on(config, request_, caplog):
    assert after(config, request_, request_).misfit is None and not caplog.records


@pytest.mark.parametrize(("config", "request_", "misfit"), MISFITS)
def test_what_does_not_fit_is_told_once_without_an_address(config, request_, misfit, caplog):
    seen = after(config, *[request_] * 5)
    assert seen.misfit is misfit and [record.getMessage() for record in caplog.records] == [misfit.value]
    assert CLIENT not in caplog.text and CLIENT not in repr(vars(seen))


def test_admins_read_it(client, sign_in, app, monkeypatch):
    seen = app.extensions["proxies seen"]
    monkeypatch.setattr(seen, "misfit", None)
    sign_in("admin")
    assert "COPROD_PROXIES=1" not in client.get("/staff/settings/system").text
    page = client.get("/staff/settings/system", headers={"X-Forwarded-For": CLIENT}).text
    assert "COPROD_PROXIES=1" in page and CLIENT not in page


def test_a_command_says_that_it_cannot_see_them_and_where_they_are_seen(app, monkeypatch):
    monkeypatch.setattr(app.extensions["proxies seen"], "was_asked", False)
    monkeypatch.setattr(app.extensions["proxies seen"], "misfit", None)
    said = app.test_cli_runner().invoke(args=["check"]).output
    assert "Proxies: This cannot be seen from here" in said and "Settings, How the site runs" in said
    app.test_client().get("/health")
    assert "cannot be seen from here" not in app.test_cli_runner().invoke(args=["check"]).output
