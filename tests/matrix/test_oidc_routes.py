"""The routes of a provider, which are there only when the settings name one: tried by every account.

Điều 6.4: an account is its holder's; whose account of the province it is, nobody else says.
"""

import pytest
from sqlalchemy import func, select

from app.access.second_step_models import ExternalIdentity
from app.audit.models import History
from app.core.scoping import unscoped
from tests.matrix.policy import ACCOUNTS, ANONYMOUS, PHUONG, SIGNED_IN, SONOIVU
from tests.matrix.routes import OIDC_ROUTES
from tests.support.access import account_id
from tests.support.cast import as_system
from tests.support.oidc import running_provider
from tests.support.product import running_product
from tests.support.templates import DEMO_PASSWORD, product_copy

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True, scope="module")

THERE, FORM, GATE = "<issuer>/allow", "/oidc/form", "/login/"
SECRET = {"present": DEMO_PASSWORD}
#: (method, address) -> what is sent; what whoever is signed in meets; what nobody meets. A status, or
#: the beginning of the address it is led to. Written by hand.
EXPECTED = {
    ("GET", "/oidc/start"): ({}, THERE, THERE),
    ("GET", "/oidc/callback"): ({}, GATE, GATE),
    ("GET", "/oidc/form"): ({}, 200, GATE),
    ("POST", "/oidc/link"): (SECRET, THERE, GATE),
    ("POST", "/oidc/unlink"): (SECRET, FORM, GATE),
}


@pytest.fixture(scope="module")
def offered(engine_name, shared, tmp_path_factory):
    """A product with a provider in its settings, and its clients by account."""
    copy = product_copy(shared, engine_name, tmp_path_factory.mktemp("offered"))
    with (
        running_provider() as provider,
        copy as env,
        running_product({**env, **provider.environment}) as product,
    ):
        yield product, provider.issuer


@pytest.fixture(scope="module")
def clients(offered):
    product, _issuer = offered
    return {
        account: product.client() if account == ANONYMOUS else product.login(account) for account in ACCOUNTS
    }


def kept(product):
    """What no way through these routes may change without the provider's word."""
    models = (ExternalIdentity, History)
    with as_system(product) as session:
        options = unscoped("test")
        return [
            session.scalar(select(func.count()).select_from(model.__table__), execution_options=options)
            for model in models
        ]


def asked(client, method, address, form):
    return client.get(address) if method == "GET" else client.post_form(address, form)


def met(answer, issuer):
    if answer.status_code not in (302, 303):
        return answer.status_code
    return answer.headers["Location"].replace(issuer, "<issuer>").partition("?")[0]


def test_every_route_of_a_provider_has_an_expectation(offered):
    assert EXPECTED.keys() == OIDC_ROUTES.keys()


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize(("method", "address"), EXPECTED)
def test_an_account_meets_what_is_written(offered, clients, account, method, address):
    product, issuer = offered
    form, signed_in, nobody = EXPECTED[method, address]
    before = kept(product)
    answer = asked(clients[account], method, address, form)
    assert met(answer, issuer) == (signed_in if account in SIGNED_IN else nobody)
    assert kept(product) == before


@pytest.mark.parametrize(("method", "address"), [route for route in EXPECTED if route[0] == "POST"])
def test_a_form_without_its_token_is_refused(offered, clients, method, address):
    assert clients[PHUONG].post(address, data=SECRET).status_code == 400


def test_whoever_looks_on_as_another_account_has_no_way_in(offered):
    product, _issuer = offered
    client = product.login(SONOIVU)
    assert client.post_form(f"/view_as/begin/{account_id(product, PHUONG)}").status_code == 302
    before = kept(product)
    for address in ("/oidc/link", "/oidc/unlink"):
        assert client.post_form(address, SECRET).status_code == 403
    assert client.get("/oidc/form").status_code == 403
    assert kept(product) == before
