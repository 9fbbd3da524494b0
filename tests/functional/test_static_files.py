"""Static files: their address tells their content, browsers keep them, text is sent packed."""

import gzip
import hashlib
import re

import pytest

FOR_EVER = "public, max-age=31536000, immutable"
ADDRESS = re.compile(r'(?:href|src|data-hs-select2(?:-style)?)="(/static/[^"]+)"')
STYLE, FONT = (
    "/static/appbuilder/css/fontawesome/solid.min.css",
    "/static/appbuilder/css/webfonts/fa-solid-900.woff2",
)

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True, scope="module")


@pytest.fixture(scope="module")
def client(product):
    return product.login("sonoivu")


def addresses(client, path="/person/list/"):
    return ADDRESS.findall(client.get(path).get_data(as_text=True))


def test_every_file_of_a_page_has_a_digest_of_its_content_and_is_kept_for_a_year(client):
    found = addresses(client)
    assert len(found) >= 8
    for address in found:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == FOR_EVER
        assert "Cookie" not in answer.headers.get("Vary", "") and "Set-Cookie" not in answer.headers
        assert address.endswith("?v=" + hashlib.sha256(answer.data).hexdigest()[:16])


@pytest.mark.parametrize("version", ["", "?v=0000000000000000", "?v="])
def test_an_address_without_or_with_an_old_digest_gets_the_file_for_minutes(client, version):
    for path in (STYLE, FONT, "/static/hoso/app.css", "/static/hoso/icon.svg"):
        answer = client.get(path + version)
        assert answer.status_code == 200 and answer.data
        assert answer.headers["Cache-Control"] == "public, max-age=600"


def test_what_a_style_sheet_names_has_a_digest_too(client):
    style = client.get(STYLE).get_data(as_text=True)
    font = re.search(r"url\(\.\./(webfonts/fa-solid-900\.woff2\?v=[0-9a-f]{16})\)", style)
    assert font
    answer = client.get(f"/static/appbuilder/css/{font[1]}")
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert "Content-Encoding" not in answer.headers


def test_text_is_packed_for_who_takes_it_and_unchanged_for_who_does_not(client):
    plain = client.get("/static/hoso/app.js")
    packed = client.get("/static/hoso/app.js", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    assert plain.mimetype == "text/javascript"


def test_a_file_the_browser_has_is_not_sent_again(client):
    for path in ("/static/hoso/app.css", FONT):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "hoso/none.css",
        "hoso/",
        "hoso/../register.py",
        "hoso/%2e%2e/register.py",
        "hoso/" + "a" * 400,
        "appbuilder/css",
    ],
)
def test_nothing_else_is_a_file(client, path):
    assert client.get(f"/static/{path}").status_code == 404


def test_pages_load_nothing_of_the_stock_they_do_not_use(client):
    for path in ("/", "/person/list/", "/person/add", "/account/list/", "/unit/tree"):
        named = " ".join(addresses(client, path))
        for unused in ("bootstrap.min.js", "datepicker", "flags", "v4-shims", "ab.js", "brands"):
            assert unused not in named
