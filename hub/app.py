"""The one place where everything is put together: settings, database, features, plugins, pages."""

import logging
from typing import Any

import structlog
from apiflask import APIFlask
from flask import g
from flask import session as web_session
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

import hub
from config import Config
from hub import frame
from hub.builtin import BUILT_IN, REACTORS
from hub.core import db
from hub.core.dispatch import Consumer
from hub.core.features import FeatureConsumer, registry
from hub.core.index import init_index
from hub.core.limits import LIMITS
from hub.core.permissions import can
from hub.live.sockets import init_sockets
from hub.people import tokens
from hub.people.models import Person
from hub.people.sessions import HubSession, HubSessionInterface
from hub.plugins import PluginConsumer, load_plugins
from hub.web import (
    api,
    assets,
    drawing,
    errors,
    filters,
    framing,
    guard,
    headers,
    installable,
    keeping,
    language,
    once,
    pages,
    templating,
)
from hub.web.addresses import Address
from hub.web.guard import wants_fragment
from hub.web.requests import HubRequest

log = structlog.get_logger()


def create_app(config: Config) -> APIFlask:
    """Make the application for `config`. Raises ConfigError or PluginError with a hint."""
    _set_up_logs(config.log_level)
    app = APIFlask(
        "hub",
        title=config.product,
        version=hub.__version__,
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        template_folder="web/templates",
        static_folder=None,  # type: ignore[arg-type]  # assets.py serves what was built
    )
    app.request_class, app.url_rule_class = HubRequest, Address
    _settle(app, config)
    app.extensions["engine"] = db.connect(config.database_url)
    init_index(app, config.index_dir, engine_of(app))
    app.session_interface = HubSessionInterface(https=config.is_https)
    guard.init_guard(app, token_actor=tokens.actor_of)
    guard.login_manager.user_loader(_person_of_session)
    headers.init_headers(app, https=config.is_https)
    errors.init_errors(app)
    api.init_api(app, config.redis_url)
    assets.init_assets(app)
    language.init_language(app, config.language)
    installable.init_installable(app)
    drawing.init_drawing(app)
    filters.init_filters(app)
    framing.init_framing(app)
    keeping.init_keeping(app)
    _install_features(app, config)
    app.extensions["consumers"] = consumers()
    init_sockets(app, config)
    app.jinja_env.globals.update(can=can, once_field=once.once_field, slot=pages.slot)
    app.context_processor(_page_values)
    app.teardown_request(lambda _error: db.session.remove())
    return app


def consumers() -> list[Consumer]:
    """Everybody who reads the log of facts: the features' own reactions, then the reactors."""
    own = [
        FeatureConsumer(feature) if feature in BUILT_IN else PluginConsumer(feature)
        for feature in registry.features.values()
        if feature.on
    ]
    return [*own, *REACTORS]


def engine_of(app: APIFlask) -> Engine:
    """The engine the app was made with."""
    engine: Engine = app.extensions["engine"]
    return engine


def _settle(app: APIFlask, config: Config) -> None:
    app.config.update(
        HUB=config,
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=LIMITS.request_bytes,
        MAX_FORM_MEMORY_SIZE=LIMITS.request_bytes,
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the session it is stored in
        WTF_CSRF_SSL_STRICT=False,  # the guard compares Origin itself, also behind a proxy
        TESTING=config.testing,
        OPENAPI_VERSION="3.1.0",
        JSON_SORT_KEYS=False,
    )
    templating.init_templating(app)
    if config.trusted_proxies:
        count = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _install_features(app: APIFlask, config: Config) -> None:
    registry.features.clear()
    registry.kinds.clear()
    for feature in (*BUILT_IN, *load_plugins(config.plugins)):
        registry.install(feature)
        for blueprint in feature.blueprints:
            app.register_blueprint(blueprint)


def _person_of_session(_id: str) -> Person | None:
    """Flask-Login asks by id; the session row has brought its person along."""
    return web_session.person if isinstance(web_session, HubSession) else None


def _page_values() -> dict[str, Any]:
    actor = g.get("actor")
    if "frame" not in g:  # panels are templates of their own: the counts are asked once for all
        g.frame = frame.frame_for(actor) if actor is not None and not wants_fragment() else None
    return {"actor": actor, "frame": g.frame}


def _set_up_logs(level: str) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(),
        cache_logger_on_first_use=False,
    )
