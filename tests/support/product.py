"""The product in this process: its app, its database, and clients signed in as the named cast."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from config import Settings
from tests.support.templates import DEMO_PASSWORD

CSRF_FIELD = re.compile(r'name="csrf_token"[^>]*?value="([^"]+)"')


class ProductClient(FlaskClient):
    """A browser without a screen: keeps cookies, and sends forms with the token of its session."""

    def csrf_token(self) -> str:
        """A valid token of this session, made the way Flask-WTF makes it."""
        with self.session_transaction() as session:
            raw = session.setdefault("csrf_token", hashlib.sha256(os.urandom(64)).hexdigest())
        return URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(raw)

    def post_form(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
        """POST a form with its token; plain `post` sends none."""
        return self.post(path, data={**(data or {}), "csrf_token": self.csrf_token()}, **options)


@dataclass(frozen=True)
class Product:
    """A product over its own copy of the prepared data."""

    app: Flask
    settings: Settings

    @property
    def db(self) -> Any:
        """The SQLAlchemy extension; use it inside `with product.app.app_context()`."""
        return self.app.extensions["sqlalchemy"]

    @property
    def database_url(self) -> str:
        return self.settings.database_url

    def url_for(self, endpoint: str, **values: Any) -> str:
        """The path of an endpoint, without scheme and host."""
        with self.app.test_request_context():
            return self.app.url_for(endpoint, **values)

    def client(self) -> ProductClient:
        """A client nobody is signed in with."""
        return ProductClient(self.app, self.app.response_class, use_cookies=True)

    def login(self, username: str, password: str = DEMO_PASSWORD) -> ProductClient:
        """A client signed in through the login form."""
        client = self.client()
        token = read_csrf_token(client.get("/login/").get_data(as_text=True))
        form = {"username": username, "password": password, "csrf_token": token}
        answer = client.post("/login/", data=form)
        is_in = answer.status_code in (302, 303) and "/login" not in answer.headers["Location"]
        assert is_in, f"{username} could not sign in: {answer.status} {answer.headers.get('Location', '')}"
        return client

    def api(self, username: str, password: str = DEMO_PASSWORD) -> ProductClient:
        """A client that sends a JSON web token with every request, and no cookie."""
        client = ProductClient(self.app, self.app.response_class, use_cookies=False)
        body = {"username": username, "password": password, "provider": "db"}
        answer = client.post("/api/v1/security/login", json=body)
        assert answer.status_code == 200, f"{username} got no token: {answer.status}"
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {answer.get_json()['access_token']}"
        return client


def read_csrf_token(page: str) -> str:
    match = CSRF_FIELD.search(page)
    assert match, "the page holds no form with a token"
    return match.group(1)


@contextmanager
def running_product(env: dict[str, str]) -> Iterator[Product]:
    """The product made from an environment; its connections are closed at the end."""
    from app import create_app  # here, so that tests of single modules run without the whole product

    settings = Settings.from_environment(env)
    product = Product(create_app(settings), settings)
    try:
        yield product
    finally:
        with product.app.app_context():
            product.db.session.remove()
            product.db.engine.dispose()
