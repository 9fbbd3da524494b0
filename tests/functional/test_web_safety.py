"""What every answer says to the browser, and what no page may hold (OWASP ASVS 5.0, chapter 3)."""

import re
from html.parser import HTMLParser

import pytest

from tests.matrix.routes import ROUTES

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
ACCOUNTS = ("sonoivu", "quantri", "canhan")
#: Addresses with a row in them, as far as rows are known beforehand.
ROWS = {"<pk>": "1", "<string:name>": "retention", "<key>": "unit", "<string:locale>": "vi"}
#: Catalogs share one view class: two of them stand for all.
CATALOGS_LOOKED_AT = {"grade", "religion"}


class Page(HTMLParser):
    """The faults of one page."""

    def __init__(self, text):
        super().__init__()
        self.faults, self.form, self.has_token, self.can_send = [], None, False, False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "style" or (tag == "script" and not names.get("src")):
            self.faults.append(f"inline <{tag}>")
        self.faults += [f"{tag} {name}" for name in names if name == "style" or name.startswith("on")]
        self.faults += [
            f"{tag} {value}" for value in names.values() if (value or "").startswith("javascript:")
        ]
        if tag == "form":
            self.form, self.has_token, self.can_send = names, False, False
        if tag == "button" and names.get("type", "submit") == "submit":
            self.can_send = True
        if tag == "input" and names.get("name") == "csrf_token" and names.get("value"):
            self.has_token = True

    def handle_endtag(self, tag):
        if tag == "form":
            is_post = (self.form or {}).get("method", "").lower() == "post"
            if is_post and self.can_send and not self.has_token:
                self.faults.append(f"form without token: {self.form}")
            self.form = None


def screens():
    """Every address of a screen that is read with GET."""
    for method, address in ROUTES:
        first = address.split("/")[1]
        is_other_catalog = ROUTES.get(("GET", f"/{first}/list/")) == ("catalog.list",) and (
            first not in CATALOGS_LOOKED_AT
        )
        if (
            method == "GET"
            and not address.startswith(("/api/", "/static/", "/logout"))
            and not is_other_catalog
        ):
            yield address


@pytest.fixture(scope="module")
def clients(product):
    return {name: product.login(name) for name in ACCOUNTS}


def filled(address):
    for hole, value in ROWS.items():
        address = address.replace(hole, value)
    return address


@pytest.mark.parametrize("address", sorted(screens()))
def test_a_page_holds_no_script_and_no_form_without_a_token(clients, address):
    for client in clients.values():
        answer = client.get(filled(address))
        assert answer.status_code < 500
        said = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert said == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"].startswith("no-store")
        assert "Strict-Transport-Security" not in answer.headers
        if answer.mimetype == "text/html":
            assert Page(answer.get_data(as_text=True)).faults == []


def test_an_error_and_a_refusal_carry_the_headers_too(product, clients):
    for client, path in ((clients["sonoivu"], "/khong/co"), (product.app.test_client(), "/person/list/")):
        assert "default-src 'none'" in client.get(path).headers["Content-Security-Policy"]
    answer = product.app.test_client().get("/api/v1/person/")
    assert answer.status_code == 401 and answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io"])
def test_a_name_that_is_not_ours_is_refused(product, host):
    answer = product.app.test_client().get("/login/", headers={"Host": host})
    assert answer.status_code == 400
    assert not re.search(rf"(href|action)=.[^>]*{re.escape(host)}", answer.get_data(as_text=True))


POSTS = sorted(address for method, address in ROUTES if method == "POST" and not address.startswith("/api/"))


def test_a_form_without_its_token_is_refused_everywhere(clients):
    """Also where the right is missing or the row does not exist: the token comes first."""
    assert len(POSTS) > 400
    for address in POSTS:
        first = address.split("/")[1]
        if ("POST", f"/{first}/merge/<pk>") in ROUTES and first not in CATALOGS_LOOKED_AT:
            continue
        answer = clients["sonoivu"].post(filled(address), data={"x": "1"})
        assert answer.status_code == 400, address
