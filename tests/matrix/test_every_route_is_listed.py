"""A way into the product that is not in the table of the matrix does not exist, and the other way round."""

import pytest
from flask_appbuilder.api import BaseApi

from config import Settings
from tests.matrix.policy import HOLDERS
from tests.matrix.questions import QUESTIONS
from tests.matrix.routes import CATALOGS, ENTRIES, OIDC_ROUTES, OTHER_RESOURCES, RECORDS, ROUTES
from tests.support.templates import product_environment

AUTOMATIC = {"HEAD", "OPTIONS"}
PROVIDER = {"OIDC_ISSUER": "https://tinh.example", "OIDC_CLIENT_ID": "hoso", "OIDC_CLIENT_SECRET": "x"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory):
    from app import create_app

    folder = tmp_path_factory.mktemp("routes")
    return create_app(Settings.from_environment(product_environment(folder, None)))


@pytest.fixture(scope="module")
def app_with_provider(tmp_path_factory: pytest.TempPathFactory):
    from app import create_app

    env = product_environment(tmp_path_factory.mktemp("provider"), None)
    return create_app(Settings.from_environment({**env, **PROVIDER}))


def served(app) -> set[tuple[str, str]]:
    rules = app.url_map.iter_rules()
    return {(method, rule.rule) for rule in rules for method in (rule.methods or set()) - AUTOMATIC}


def test_every_route_and_method_stands_in_the_table(app):
    assert sorted(served(app) - ROUTES.keys()) == []


def test_every_line_of_the_table_leads_somewhere(app):
    assert sorted(ROUTES.keys() - served(app)) == []


def test_a_provider_brings_the_routes_of_its_own_table_and_no_other(app, app_with_provider):
    assert served(app_with_provider) - served(app) == OIDC_ROUTES.keys()
    assert served(app) - served(app_with_provider) == set()


def test_every_resource_of_the_api_stands_in_the_table(app):
    resources = {view.resource_name for view in app.appbuilder.baseviews if isinstance(view, BaseApi)}
    assert resources == {*CATALOGS, *RECORDS, *ENTRIES, *OTHER_RESOURCES}


def test_every_route_is_tried_by_a_question_of_the_policy():
    named = {question for questions in ROUTES.values() for question in questions}
    decided = {f"{kind}.{verb}" for kind, verbs in HOLDERS.items() for verb in verbs}
    assert named == decided


def test_every_question_of_the_policy_can_be_asked():
    assert QUESTIONS.keys() == {f"{kind}.{verb}" for kind, verbs in HOLDERS.items() for verb in verbs}


def test_no_catalog_is_listed_twice():
    assert len(CATALOGS) == len(set(CATALOGS)) == 59
