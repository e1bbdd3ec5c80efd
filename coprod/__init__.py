"""Coprod: a partnership co-produces with children, families and professionals. `create_app` knows every feature."""

from dataclasses import replace
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from coprod import accounts, commands, forms, headers, jobs, permissions, rate_limits, rendering, static_files
from coprod.boards import views as boards_views
from coprod.config import ROOT, Config
from coprod.database import db
from coprod.engagements import views as engagements_views
from coprod.events import staff as events_staff
from coprod.feedback_log import themes as feedback_log_themes
from coprod.moderation import word_views as moderation_words
from coprod.pages import errors, staff as pages_staff
from coprod.participation import overdue, put_back
from coprod.partnership import views as partnership_views
from coprod.partnership.models import Partnership
from coprod.promise import views as promise_views
from coprod.questionnaires import views as questionnaires_views
from coprod.receipts import get_in_touch as receipts_get_in_touch
from coprod.safeguarding import message as safeguarding_message
from coprod.text import LAST_ROW

# Everything with pages of its own. Named apart from the packages: `coprod.boards` must stay what it is.
FEATURES = (
    partnership_views,
    boards_views,
    engagements_views,
    events_staff,
    pages_staff,
    promise_views,
    questionnaires_views,
    receipts_get_in_touch,
    moderation_words,
    safeguarding_message,
    feedback_log_themes,
)

# What no page imports: named here so that a worker knows its jobs.
JOBS = (overdue, put_back)


def create_app(config: Config | None = None, **changes: Any) -> Flask:
    """The whole application. Settings come from the environment unless given; `changes` replace single ones."""
    settings = replace(config or Config.from_environment(), **changes)
    app = Flask(
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
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    set_up_templates(app)
    app.url_map.converters["int"] = RowNumber
    for part in (static_files, headers, permissions, rate_limits, jobs, accounts, errors, commands):
        part.init_app(app)
    for feature in FEATURES:
        app.register_blueprint(feature.blueprint)
    return app


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
    app.jinja_env.filters.update(rendering.template_filters() | forms.template_filters())
    app.context_processor(lambda: {"partnership": Partnership.current()})
