"""marketkit: a public-private market interaction and procurement toolkit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from marketkit.settings import Settings

__version__ = "0.1.0"


def create_app(settings: Settings | None = None) -> Flask:
    """The web application, wired. Without settings they are read from the environment; raises BadInput then.

    Imports stand inside: `import marketkit` must stay light for the command line.
    """
    import os

    from flask import Flask
    from werkzeug.middleware.proxy_fix import ProxyFix

    from marketkit import account, db, health, refusals, requestlog, web
    from marketkit.features import load_features, load_models
    from marketkit.settings import Settings
    from marketkit.web.kept import KeptAnswers

    settings = settings or Settings.from_environ(os.environ)
    app = Flask(__name__, instance_path=str(settings.instance), static_folder=None)
    app.config.update(
        SECRET_KEY=settings.key("secret").decode(),
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        MAX_FORM_PARTS=2_000,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
    )
    app.extensions["marketkit_settings"] = settings
    load_models()
    # Tests put other rows under the same addresses from one moment to the next.
    app.wsgi_app = KeptAnswers(app.wsgi_app, sleeps=lambda: app.testing)  # type: ignore[method-assign]
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    db.init_app(app, settings.database_url)
    requestlog.init_app(app, settings)
    refusals.init_app(app)
    web.init_app(app)
    account.init_app(app)
    app.extensions["marketkit_features"] = features = load_features()
    for feature in features:
        if feature.blueprint is not None:
            app.register_blueprint(feature.blueprint)
    app.register_blueprint(health.blueprint)
    return app
