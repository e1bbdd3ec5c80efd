"""Do requests come as the settings say? What does not fit is noticed once in each process; no address is kept.

A proxy in front says who asks and how (`X-Forwarded-For`, `X-Forwarded-Proto`). Only what stands near, on this machine
or in a private network, is taken for one: anybody can send such words.
"""

import logging
from collections.abc import Iterable
from enum import StrEnum
from ipaddress import ip_address
from typing import TYPE_CHECKING

from flask import Flask, current_app

from coprod.config import Config

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PROXIES_SEEN = "proxies seen"
BY_MACHINES = ("/health", "/ready")  # asked past the proxy, by what watches over us
log = logging.getLogger(__name__)


class Misfit(StrEnum):
    """What does not fit, and what to do."""

    NOT_TRUSTED = (
        "Requests come through a proxy (X-Forwarded-For) while COPROD_PROXIES is 0, so that everybody counts as one "
        "client and each limit is everybody's: write COPROD_PROXIES=1, or as many as stand in front."
    )
    MISSING = (
        "A request came without X-Forwarded-For while COPROD_PROXIES is set: the proxy does not say who asks, or "
        "somebody can reach this server past it, and then say any address."
    )
    TOO_FEW = (
        "Requests come through fewer proxies than COPROD_PROXIES says, so that everybody counts as one client and each "
        "limit is everybody's: write how many stand in front."
    )
    NOT_SECURE = (
        "People come over HTTPS while COPROD_HTTPS is not 1, so that their cookies may also travel in the clear: write "
        "COPROD_HTTPS=1."
    )
    IN_THE_CLEAR = (
        "People come over plain HTTP while COPROD_HTTPS is 1, so that their browsers keep no cookie of ours and what "
        "they send is refused: let the proxy send them to https://."
    )


class ProxiesSeen:
    """Looks at requests until something does not fit; from then on it is a step that does nothing."""

    def __init__(self, app: "WSGIApplication", config: Config) -> None:
        self._app, self._proxies, self._https = app, config.proxies, config.https
        self.misfit: Misfit | None = None
        self.was_asked = False

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self.was_asked = True
        if self.misfit is None and ("HTTP_X_FORWARDED_FOR" in environ or self._proxies):
            self._look(environ)
        return self._app(environ, start_response)

    def _look(self, environ: "WSGIEnvironment") -> None:
        misfit = self._misfit_of(environ)
        if misfit and environ.get("PATH_INFO") not in BY_MACHINES and _is_near(environ.get("REMOTE_ADDR", "")):
            self.misfit = misfit
            log.warning(misfit.value)

    def _misfit_of(self, environ: "WSGIEnvironment") -> Misfit | None:
        named = environ.get("HTTP_X_FORWARDED_FOR", "")
        if not named.strip():
            return Misfit.MISSING if self._proxies else None
        if not self._proxies:
            return Misfit.NOT_TRUSTED
        if named.count(",") + 1 < self._proxies:
            return Misfit.TOO_FEW
        how = environ.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip()
        if how == "https" and not self._https:
            return Misfit.NOT_SECURE
        return Misfit.IN_THE_CLEAR if how == "http" and self._https else None


def _is_near(address: str) -> bool:
    try:
        return not ip_address(address).is_global
    except ValueError:
        return True  # a socket on this machine


def init_app(app: Flask) -> None:
    """Look at requests as they come, before anything believes what a proxy said."""
    seen = app.extensions[PROXIES_SEEN] = ProxiesSeen(app.wsgi_app, app.config["COPROD"])
    app.wsgi_app = seen  # type: ignore[method-assign]


def proxies_seen() -> ProxiesSeen:
    """What this process has seen since it began. A command is asked for no page, and sees nothing."""
    seen: ProxiesSeen = current_app.extensions[PROXIES_SEEN]
    return seen
