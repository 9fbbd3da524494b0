"""The quick ways to a list, a count and the menu give what the plain ways give."""

import pytest
from sqlalchemy import func, select, text

from app.access.grants import load_actor
from app.access.models import Account
from app.core import things
from app.core.actor import Channel, acting_as
from app.core.scoping import unscoped
from app.organisation.models import Unit
from app.personnel.headcount import tally
from app.personnel.models import Person
from app.personnel.word_index import mend
from app.reports import people
from app.reports.conditions import conditions
from app.reports.listing import Filter, ListRequest, page_and_count
from app.reports.ordering import ordered
from tests.support.cast import as_system, make_person

#: COUNT_CAP and FEW under which each index leads once, however few people there are.
LIMITS = [(10_000, 1_000), (3, 1_000), (3, 0), (60, 0), (0, 0)]
#: What a list may ask of entries: one kind, two kinds, a common one that others must not have.
OF_ENTRIES = [
    (Filter("training.training_kind", "eq", "professional"),),
    (Filter("training.training_kind", "eq", "political_theory"), Filter("award.award_form", "filled")),
    (
        Filter("assessment.year", "gte", "2024"),
        Filter("training.subject", "empty"),
        Filter("sex", "eq", "male"),
    ),
    (Filter("membership.political_organisation", "empty"),),
]
SEARCHES = ["", "nguyen", "thi", "nguyen thi", "hung", "ng", "CT-CC", "khong ai ten the nay", "Đặng Thị"]
ACCOUNTS = ["sonoivu", "soyte", "pnv.ninhkieu", "pgd.ninhkieu", "phuong.xuankhanh", "canhan", "quantri"]


@pytest.fixture
def session_as(product):
    """A session whose statements run as the named account."""
    with product.app.app_context():
        session = product.db.session

        def use(name):
            account = session.scalars(select(Account).where(Account.username == name)).one()
            actor = load_actor(session, account, Channel.SCREEN, "")
            session.rollback()
            return session(), acting_as(actor)

        yield use
        session.remove()


def plainly(session, request):
    """Every id, by one statement that leaves all to the engine and reads names as text."""
    query = select(Person.id).where(*conditions(session, request))
    return list(session.scalars(ordered(query, request)))


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize("limits", LIMITS)
def test_every_index_that_may_lead_finds_the_same_people(session_as, monkeypatch, account, limits):
    monkeypatch.setattr(people, "COUNT_CAP", limits[0])
    monkeypatch.setattr(people, "FEW", limits[1])
    monkeypatch.setattr(people, "_SAMPLE", 8)
    session, acting = session_as(account)
    with acting:
        for search in SEARCHES:
            for more in (
                {},
                {"descending": True, "order": "full_name"},
                {"filters": (Filter("sex", "eq", "male"),)},
            ):
                request = ListRequest(things.get("person"), search=search, page_size=7, page=1, **more)
                wanted = plainly(session, request)
                rows, count = page_and_count(session, request)
                assert [row.id for row in rows] == wanted[7:14], (search, more)
                assert count == min(len(wanted), limits[0] + 1), (search, more)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_people_of_every_branch_are_counted_as_one_by_one(session_as, account):
    session, acting = session_as(account)
    live = (Person.is_removed.is_(False), Person.record_state != "archived")
    with acting:
        counted = tally(session)
        for unit in session.scalars(select(Unit).order_by(Unit.id).limit(60)):
            inside = (Person.home_path >= unit.path, Person.home_path < unit.path[:-1] + "0")
            assert counted.below(unit.path) == session.scalar(
                select(func.count(Person.id)).where(*live, *inside)
            )


def test_a_count_that_is_kept_follows_the_next_change(product, session_as):
    session, acting = session_as("sonoivu")
    with acting:
        before = tally(session).below("/")
        session.rollback()
    make_person(product)
    session, acting = session_as("sonoivu")
    with acting:
        assert tally(session).below("/") == before + 1


def test_the_index_of_words_follows_names_and_comes_back_when_its_triggers_are_lost(product, engine_name):
    if engine_name != "sqlite":
        pytest.skip("PostgreSQL keeps its index by itself")
    with product.app.app_context(), product.db.engine.begin() as connection:
        assert not mend(connection)
        connection.execute(text("DROP TRIGGER person_words_edit"), execution_options=unscoped("test"))
        assert mend(connection)
    person = make_person(product, full_name="Quách Thị Zuy Nhất")
    found = select(func.count()).select_from(text("person_words"))
    with as_system(product) as session:
        matches = found.where(text("person_words MATCH '\"zuy\"*' AND rowid = :row"))
        assert session.scalar(matches, {"row": person}, execution_options=unscoped("test")) == 1


def test_the_menu_lists_each_entry_once_and_as_before(product):
    menu = product.app.extensions["appbuilder"].menu
    names = menu.get_flat_name_list()
    assert len(names) == len(set(names)) > 60
    page = product.login("phuong.xuankhanh").get("/person/list/").get_data(as_text=True)
    assert "/roles/list/" not in page and page.count('href="/grade/list/"') == 1


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize("limits", LIMITS)
def test_entries_that_may_lead_find_the_same_people(session_as, monkeypatch, account, limits):
    monkeypatch.setattr(people, "COUNT_CAP", limits[0])
    monkeypatch.setattr(people, "FEW", limits[1])
    monkeypatch.setattr(people, "_SAMPLE", 8)
    session, acting = session_as(account)
    with acting:
        for filters in OF_ENTRIES:
            for more in ({}, {"search": "nguyen"}, {"descending": True, "order": "birth_on"}):
                request = ListRequest(things.get("person"), filters=filters, page_size=7, page=1, **more)
                wanted = plainly(session, request)
                rows, count = page_and_count(session, request)
                assert [row.id for row in rows] == wanted[7:14], (filters, more)
                assert count == min(len(wanted), limits[0] + 1), (filters, more)
