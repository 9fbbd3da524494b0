"""Sign-in by a provider, a program of its own with real keys; what does not hold is refused."""

import itertools
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select, text

from app.access.external import identity_link, identity_unlink
from app.access.models import Account, Grant
from app.access.second_step_models import ExternalIdentity
from app.access.services import account_create, find_account, grant_role
from app.core.actor import acting_as, system_actor
from app.core.errors import DomainError, RuleViolated
from app.core.rights import Right
from app.settings.services import settings_change
from tests.support.cast import as_system
from tests.support.oidc import running_provider
from tests.support.product import running_product
from tests.support.second_step import enrol
from tests.support.templates import DEMO_PASSWORD, product_copy

# Its statements are plain ones: on PostgreSQL by `make test-long`.
pytestmark = pytest.mark.long_on("postgresql")

PASSWORD = "Cay-cau-khi-72"
FAILED = "Không đăng nhập được bằng tài khoản của tỉnh lúc này."
_names = (f"tinh.{number}" for number in itertools.count(1))
_subjects = (f"cong-chuc-{number}" for number in itertools.count(100))


@pytest.fixture(scope="module")
def provider():
    with running_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def offered(engine_name, shared, tmp_path_factory, provider):
    """A product with the provider in its settings."""
    folder = tmp_path_factory.mktemp("offered")
    copy = product_copy(shared, engine_name, folder)
    with copy as env, running_product({**env, **provider.environment}) as product:
        yield product


@pytest.fixture
def offered_fresh(offered, provider):
    provider.set()
    offered.app.extensions["oidc"]._kept = None
    with as_system(offered) as session:
        session.execute(text("DELETE FROM sign_in_attempt"))
        session.commit()
    return offered


@pytest.fixture
def make(offered_fresh):
    """Makes an account, linked to a person of the provider: (name, subject)."""

    def make(*roles, linked=True):
        name, subject = next(_names), next(_subjects)
        with as_system(offered_fresh, Right.MANAGE) as session:
            account = account_create(
                session, username=name, password=PASSWORD, first_name="Tỉnh", last_name="C", kind="unit"
            )
            for role in roles or ("reader",):
                grant_role(session, account, role)
            if linked:
                issuer = offered_fresh.settings.oidc.issuer
                identity_link(session, account, issuer=issuer, claim="sub", subject=subject)
            session.commit()
        return name, subject

    return make


def set_out(client, path="/oidc/start"):
    answer = client.get(path)
    assert answer.status_code == 302
    return answer.headers["Location"]


def come_back(client, provider, address):
    """Say yes at the provider and follow its way back; the answer."""
    back = urlsplit(provider.allow(address))
    return client.get(f"{back.path}?{back.query}")


def sign_in(product, provider, path="/oidc/start"):
    client = product.client()
    return client, come_back(client, provider, set_out(client, path))


def is_in(client):
    return client.get("/jobs/list/").status_code == 200


def said(client):
    return client.get("/login/").get_data(as_text=True)


def linked(product, name):
    with as_system(product) as session:
        account = find_account(session, name)
        query = select(ExternalIdentity.subject).where(ExternalIdentity.account_id == account.id)
        return session.scalars(query).all()


def counts(product):
    with as_system(product) as session:
        return [session.scalar(select(func.count()).select_from(model)) for model in (Account, Grant)]


# The way there and back -----------------------------------------------------------------------------------


def test_whoever_is_linked_gets_in_with_the_rights_of_the_account(offered_fresh, provider, make):
    name, subject = make()
    provider.set(claims={"sub": subject})
    before = counts(offered_fresh)
    client, answer = sign_in(offered_fresh, provider, "/oidc/start?next=/sessions/list/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sessions/list/")
    assert name in client.get("/sessions/list/").get_data(as_text=True)
    assert client.get("/account/list/").status_code == 403 and counts(offered_fresh) == before
    assert "/token" in provider.asked() and "/keys" in provider.asked()


def test_the_question_has_state_nonce_and_the_challenge_but_no_secret(offered_fresh, provider):
    client = offered_fresh.client()
    address = set_out(client)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert address.startswith(f"{provider.issuer}/allow?")
    assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://localhost/oidc/callback" and asked["scope"] == "openid"
    assert len(asked["state"]) == len(asked["nonce"]) == len(asked["code_challenge"]) == 43
    assert "bi-mat" not in address and "code_verifier" not in asked
    again = parse_qs(urlsplit(set_out(offered_fresh.client())).query)
    assert all(again[name][0] != asked[name] for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize(
    "fault",
    [
        "nonce",
        "no nonce",
        "audience",
        "two audiences",
        "issuer",
        "expired",
        "signature",
        "none",
        "shared",
        "down",
    ],
)
def test_a_token_that_does_not_hold_lets_nobody_in(offered_fresh, provider, make, fault):
    _name, subject = make()
    provider.set(claims={"sub": subject}, fault=fault)
    client, answer = sign_in(offered_fresh, provider)
    assert answer.headers["Location"] == "/login/" and not is_in(client)
    assert FAILED in said(client)
    provider.set(claims={"sub": subject})
    assert is_in(sign_in(offered_fresh, provider)[0])


def test_a_state_that_is_not_this_browsers_is_refused(offered_fresh, provider, make):
    _name, subject = make()
    provider.set(claims={"sub": subject})
    theirs, mine = offered_fresh.client(), offered_fresh.client()
    back = urlsplit(provider.allow(set_out(theirs)))
    for client in (offered_fresh.client(), mine):
        if client is mine:
            set_out(mine)
        assert client.get(f"{back.path}?{back.query}").headers["Location"] == "/login/"
        assert not is_in(client) and "không phải của trình duyệt này" in said(client)
    assert "/token" not in provider.asked()


def test_an_answer_sent_again_is_refused(offered_fresh, provider, make):
    _name, subject = make()
    provider.set(claims={"sub": subject})
    client = offered_fresh.client()
    back = urlsplit(provider.allow(set_out(client)))
    assert client.get(f"{back.path}?{back.query}").headers["Location"] == "/"
    client.post_form("/logout/")
    assert client.get(f"{back.path}?{back.query}").headers["Location"] == "/login/"
    assert not is_in(client)


def test_a_code_used_before_is_refused_even_with_a_state_that_holds(offered_fresh, provider, make):
    _name, subject = make()
    provider.set(claims={"sub": subject})
    client = offered_fresh.client()
    first = parse_qs(urlsplit(provider.allow(set_out(client))).query)
    client.get("/oidc/callback", query_string={"code": first["code"][0], "state": first["state"][0]})
    second = offered_fresh.client()
    state = parse_qs(urlsplit(set_out(second)).query)["state"][0]
    second.get("/oidc/callback", query_string={"code": first["code"][0], "state": state})
    assert not is_in(second) and FAILED in said(second)


def test_a_code_of_another_browser_fails_on_the_challenge(offered_fresh, provider, make):
    _name, subject = make()
    provider.set(claims={"sub": subject})
    theirs, mine = offered_fresh.client(), offered_fresh.client()
    code = parse_qs(urlsplit(provider.allow(set_out(theirs))).query)["code"][0]
    state = parse_qs(urlsplit(set_out(mine)).query)["state"][0]
    mine.get("/oidc/callback", query_string={"code": code, "state": state})
    assert not is_in(mine) and FAILED in said(mine)


@pytest.mark.parametrize(
    "more", [{"error": "access_denied"}, {"code": "x", "iss": "https://khac.example"}, {}]
)
def test_a_refusal_of_the_provider_lets_nobody_in(offered_fresh, provider, more):
    client = offered_fresh.client()
    state = parse_qs(urlsplit(set_out(client)).query)["state"][0]
    answer = client.get("/oidc/callback", query_string={"state": state, **more})
    assert answer.headers["Location"] == "/login/" and not is_in(client)
    assert "/token" not in provider.asked()


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://khac.example"},
        {"token_endpoint": "http://127.0.0.1:9/token"},
        {"jwks_uri": "https://khac.example/keys"},
        {"authorization_endpoint": "https://khac.example/allow"},
        {"token_endpoint": 7},
    ],
)
def test_places_outside_the_issuer_are_not_asked(offered_fresh, provider, discovery):
    provider.set(discovery=discovery)
    client = offered_fresh.client()
    assert set_out(client) == "/login/" and FAILED in said(client)
    assert provider.asked() == ["/.well-known/openid-configuration"]


# Who it is ------------------------------------------------------------------------------------------------


def test_nobody_is_made_an_account(offered_fresh, provider):
    provider.set(claims={"sub": "nguoi-la", "email": "soyte@x.vn", "preferred_username": "soyte"})
    before = counts(offered_fresh)
    client, answer = sign_in(offered_fresh, provider)
    assert answer.headers["Location"] == "/login/" and not is_in(client)
    assert "Tài khoản của tỉnh này chưa nối với tài khoản nào của phần mềm." in said(client)
    assert counts(offered_fresh) == before


def test_a_locked_account_stays_locked(offered_fresh, provider, make):
    name, subject = make()
    with as_system(offered_fresh, Right.MANAGE) as session:
        find_account(session, name).active = False
        session.commit()
    provider.set(claims={"sub": subject})
    client, _answer = sign_in(offered_fresh, provider)
    assert not is_in(client) and "Tài khoản đã bị khóa (không ghi lý do)." in said(client)


@pytest.mark.parametrize(
    ("claim", "claims", "gets_in"),
    [
        ("preferred_username", {"preferred_username": "{}"}, True),
        ("preferred_username", {}, False),
        ("email", {"email": "{}", "email_verified": True}, True),
        ("email", {"email": "{}", "email_verified": False}, False),
        ("email", {"email": "{}"}, False),
        ("sub", {"sub": "khac", "email": "{}", "preferred_username": "{}"}, False),
    ],
)
def test_the_claim_of_the_settings_says_who_it_is(
    offered_fresh, provider, make, monkeypatch, claim, claims, gets_in
):
    name, subject = make(linked=False)
    monkeypatch.setattr(offered_fresh.app.extensions["oidc"], "claim", claim)
    with as_system(offered_fresh, Right.MANAGE) as session:
        account = find_account(session, name)
        identity_link(session, account, issuer=provider.issuer, claim=claim, subject=subject)
        session.commit()
    told = {key: value.format(subject) if isinstance(value, str) else value for key, value in claims.items()}
    provider.set(claims={"sub": "s-1", **told})
    assert is_in(sign_in(offered_fresh, provider)[0]) is gets_in


# Linking --------------------------------------------------------------------------------------------------


def test_the_owner_links_with_the_password_and_unlinks(offered_fresh, provider, make):
    name, _subject = make(linked=False)
    subject = next(_subjects)
    provider.set(claims={"sub": subject})
    client = offered_fresh.login(name, PASSWORD)
    wrong = client.post_form("/oidc/link", {"present": "sai"})
    assert wrong.status_code == 422 and provider.asked() == []
    address = client.post_form("/oidc/link", {"present": PASSWORD}).headers["Location"]
    assert linked(offered_fresh, name) == []
    assert come_back(client, provider, address).headers["Location"] == "/oidc/form"
    assert linked(offered_fresh, name) == [subject]
    assert f"Đã nối với «{subject}»" in client.get("/oidc/form").get_data(as_text=True)
    assert is_in(sign_in(offered_fresh, provider)[0])
    assert client.post_form("/oidc/unlink", {"present": "sai"}).status_code == 422
    assert client.post_form("/oidc/unlink", {"present": PASSWORD}).status_code == 302
    assert linked(offered_fresh, name) == [] and not is_in(sign_in(offered_fresh, provider)[0])


def test_an_identity_belongs_to_one_account(offered_fresh, provider, make):
    _other, subject = make()
    name, _subject = make(linked=False)
    provider.set(claims={"sub": subject})
    client = offered_fresh.login(name, PASSWORD)
    answer = come_back(
        client, provider, client.post_form("/oidc/link", {"present": PASSWORD}).headers["Location"]
    )
    assert answer.headers["Location"] == "/oidc/form" and linked(offered_fresh, name) == []
    assert "đã nối với tài khoản khác" in client.get("/oidc/form").get_data(as_text=True)


def test_a_link_begun_by_one_account_is_not_finished_by_another(offered_fresh, provider, make):
    (first, _one), (second, _two) = make(linked=False), make(linked=False)
    provider.set(claims={"sub": next(_subjects)})
    client = offered_fresh.login(first, PASSWORD)
    address = client.post_form("/oidc/link", {"present": PASSWORD}).headers["Location"]
    with client.session_transaction() as cookie:
        asked = cookie["oidc"]
    other = offered_fresh.login(second, PASSWORD)
    with other.session_transaction() as cookie:
        cookie["oidc"] = asked
    come_back(other, provider, address)
    assert linked(offered_fresh, first) == linked(offered_fresh, second) == []


def test_only_the_owner_or_an_administrator_links(offered_fresh, provider, make):
    from app.access.grants import load_actor
    from app.core.actor import Channel

    name, subject = make()
    with offered_fresh.app.app_context():
        session = offered_fresh.db.session
        clerk, account = find_account(session, "soyte"), find_account(session, name)
        with acting_as(load_actor(session, clerk, Channel.SCREEN, "")):
            for act in (
                lambda: identity_link(session, account, issuer=provider.issuer, claim="sub", subject="x"),
                lambda: identity_unlink(session, account, provider.issuer),
            ):
                with pytest.raises(DomainError):
                    act()
        session.rollback()
        with acting_as(system_actor("kiểm thử")), pytest.raises(RuleViolated):
            identity_link(session, account, issuer=provider.issuer, claim="sub", subject="")
    assert linked(offered_fresh, name) == [subject]


# The second step ------------------------------------------------------------------------------------------


def test_the_code_is_asked_unless_the_provider_asked_for_a_second_step(offered_fresh, provider, make):
    name, subject = make()
    _secret, codes = enrol(offered_fresh.login(name, PASSWORD), time.time(), PASSWORD)
    provider.set(claims={"sub": subject, "amr": ["pwd"]})
    client, answer = sign_in(offered_fresh, provider, "/oidc/start?next=/sessions/list/")
    assert answer.headers["Location"] == "/login/code?next=/sessions/list/" and not is_in(client)
    done = client.post_form(answer.headers["Location"], {"code": codes[0]})
    assert done.headers["Location"] == "/sessions/list/" and is_in(client)
    provider.set(claims={"sub": subject, "amr": ["pwd", "mfa"]})
    assert is_in(sign_in(offered_fresh, provider)[0])


@pytest.mark.parametrize(
    ("amr", "leads_to"), [(["otp"], "/account/list/"), (["pwd"], "/totp/form"), (None, "/totp/form")]
)
def test_a_role_that_must_counts_the_second_step_of_the_provider(
    offered_fresh, provider, make, amr, leads_to
):
    _name, subject = make("system_admin")
    with as_system(offered_fresh, Right.MANAGE) as session:
        settings_change(session, {"totp_roles": "system_admin"}, ground="kiểm thử")
    try:
        provider.set(claims={"sub": subject, **({"amr": amr} if amr else {})})
        client, _answer = sign_in(offered_fresh, provider)
        answer = client.get("/account/list/")
        assert answer.headers.get("Location", "/account/list/") == leads_to
    finally:
        with as_system(offered_fresh, Right.MANAGE) as session:
            settings_change(session, {"totp_roles": ""}, ground="kiểm thử")


# What is there, and for whom ------------------------------------------------------------------------------

ROUTES = {
    ("GET", "/oidc/start"),
    ("GET", "/oidc/callback"),
    ("GET", "/oidc/form"),
    ("POST", "/oidc/link"),
    ("POST", "/oidc/unlink"),
}


def _oidc_routes(product):
    rules = [rule for rule in product.app.url_map.iter_rules() if rule.rule.startswith("/oidc")]
    return {(method, rule.rule) for rule in rules for method in rule.methods - {"HEAD", "OPTIONS"}}


def test_without_a_provider_there_is_nothing_of_it(product):
    assert _oidc_routes(product) == set()
    assert "tài khoản của tỉnh" not in said(product.client())
    assert product.login("soyte").get("/oidc/form").status_code == 404
    assert "form-action 'self';" in product.client().get("/login/").headers["Content-Security-Policy"]


def test_nobody_reaches_the_pages_of_an_account(offered_fresh, provider):
    assert _oidc_routes(offered_fresh) == ROUTES
    client = offered_fresh.client()
    for method, path in ROUTES - {("GET", "/oidc/start")}:
        answer = client.get(path) if method == "GET" else client.post_form(path, {"present": DEMO_PASSWORD})
        assert answer.headers["Location"].startswith("/login/"), path
    assert provider.asked() == []
    assert offered_fresh.login("soyte").post("/oidc/link", data={"present": DEMO_PASSWORD}).status_code == 400


def test_the_policy_names_the_issuer_for_forms_alone(offered_fresh, provider):
    answer = offered_fresh.client().get("/login/")
    assert f"form-action 'self' {provider.issuer};" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].count(provider.issuer) == 1
    assert "Đăng nhập bằng tài khoản của tỉnh" in answer.get_data(as_text=True)


def test_the_secret_of_the_client_is_not_told(offered_fresh):
    assert "bi-mat-cua-phan-mem" not in repr(offered_fresh.settings)
