"""Coprod: a partnership co-produces with children, families and professionals. `create_app` knows every feature."""

import gc
import re
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from flask import Blueprint, Flask, request
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from coprod import (
    accounts,
    boards,
    brought_in,
    commands,
    engagements,
    events,
    feedback_log,
    files,
    forms,
    headers,
    jobs,
    kept_pages,
    keys,
    logs,
    migrating,
    moderation,
    moderation_log,
    pages,
    partnership,
    people,
    permissions,
    promise,
    proxies_seen,
    questionnaires,
    rate_limits,
    receipts,
    rendering,
    safeguarding,
    schedule,
    screening_words,
    set_up,
    settings,
    staff_home,
    staff_results,
    static_files,
    themes,
    you_said_we_did,
)
from coprod.accounts import sessions
from coprod.clock import clock
from coprod.concerns import undelivered
from coprod.config import ROOT, Config
from coprod.database import db
from coprod.examination import starting
from coprod.pages import errors
from coprod.partnership import opening
from coprod.partnership.models import Partnership
from coprod.public_ids import PublicIdConverter
from coprod.text import LAST_ROW
from coprod.you_said_we_did import got_it_right

# Everything with pages of its own. Every file in it, and in its rooms, whose name ends in "views" is read.
FEATURES = (
    accounts,
    boards,
    brought_in,
    engagements,
    events,
    feedback_log,
    files,
    got_it_right,
    moderation,
    moderation_log,
    pages,
    partnership,
    people,
    promise,
    questionnaires,
    receipts,
    safeguarding,
    screening_words,
    set_up,
    settings,
    staff_home,
    staff_results,
    themes,
    you_said_we_did,
)


class Coprod(Flask):
    """Flask, where every view is an ordinary function."""

    def log_exception(self, exc_info: Any) -> None:
        """What nobody thought of: where it happened, and never what people wrote."""
        self.logger.error("%s failed, and people were told to try again", request.endpoint, exc_info=exc_info)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: Flask would ask eight times a request whether it has to be waited for, and none has."""
        return func


def create_app(config: Config | None = None, **changes: Any) -> Flask:
    """The whole application. Settings come from the environment unless given; `changes` replace single ones."""
    settings = replace(config or Config.from_environment(), **changes)
    if not settings.testing:
        starting.refuse_unread(settings)
    app = Coprod(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=None,
        instance_path=str(settings.instance.absolute()),
    )
    app.config.update(settings.for_flask())
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    db.init_app(app)
    clock.follows = not app.testing
    set_up_templates(app)
    app.url_map.converters |= {"int": RowNumber, "public_id": PublicIdConverter}
    for part in (
        logs,
        starting,
        keys,
        static_files,
        kept_pages,
        headers,
        opening,
        permissions,
        rate_limits,
        jobs,
        schedule,
        sessions,
        errors,
        commands,
        migrating,
        proxies_seen,
    ):
        part.init_app(app)
    for feature in FEATURES:
        app.register_blueprint(blueprint_of(feature))
    if not app.testing:  # which makes many, and forgets them
        # All that there is now stays: looking for garbage in it took 60 ms each time, in which nobody was answered.
        gc.collect()
        gc.freeze()
    return app


def blueprint_of(feature: ModuleType) -> Blueprint:
    """The blueprint of a package, with every route that view files give it: its own, and those in its rooms."""
    files = [name for _, name, _ in walk_packages(feature.__path__, f"{feature.__name__}.")]
    views = [import_module(name) for name in files if re.split(r"[._]", name)[-1] == "views"]
    blueprint: Blueprint = views[0].blueprint
    return blueprint


class RowNumber(IntegerConverter):
    """A row's number in an address. One that no database could have given is no page, not an error of ours."""

    def __init__(self, map: Map, **limits: Any) -> None:
        super().__init__(map, **({"max": LAST_ROW} | limits))


def set_up_templates(app: Flask) -> None:
    """Where templates are found, and what every one of them may use."""
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_env.loader = ChoiceLoader([app.jinja_env.loader or macros, macros])
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["csrf_field"] = forms.csrf_field
    app.jinja_env.globals["letters_about_concerns"] = undelivered.waiting
    app.jinja_env.globals["full_address"] = rendering.full_address
    app.jinja_env.filters.update(rendering.template_filters() | forms.template_filters())
    app.context_processor(lambda: {"partnership": Partnership.current()})
