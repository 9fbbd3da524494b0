"""Seeding: the same twice, never over what people did, nothing of the facts dropped (C8)."""

import csv
import datetime
import shutil

import pytest
from sqlalchemy import func, or_, select

from app.audit.models import History
from app.core import things
from app.core.actor import acting_as, system_actor
from app.core.errors import DeclarationError
from app.core.fields import Kind
from app.core.record import row_values
from app.core.scoping import unscoped
from app.core.services import service_of
from app.core.things import Sort
from app.personnel.models import Person
from app.seeding import files
from app.seeding.catalogs import digest, seed_catalogs
from app.seeding.demo import SEED, seed_people
from app.seeding.demo_named import named_records
from app.seeding.models import SeedRow
from app.setup import prepare
from tests.support.cast import as_system, catalog_id, history_of, stored


@pytest.fixture
def seed(tmp_path, monkeypatch):
    """A copy of the facts that a test may change: `seed(key, code, column=value)`."""
    root = tmp_path / "seed"
    shutil.copytree(files.ROOT, root)
    monkeypatch.setattr(files, "ROOT", root)

    def change(key, code, **values):
        path = root / "catalogs" / f"{key}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        found = [row for row in rows if row["code"] == code]
        if not found:
            found = [dict.fromkeys(rows[0], "") | {"code": code}]
            rows += found
        found[0].update(values)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)

    return change


def seed_again(product):
    with product.app.app_context(), acting_as(system_actor("kiểm thử: nạp lại")):
        return seed_catalogs(product.db.session)


def everything(product):
    """Every row of every table that seeding writes, history included."""
    with as_system(product) as session:
        tables = [thing.model.__table__ for thing in things.every()]
        tables += [SeedRow.__table__, History.__table__]
        every = [select(table).order_by(table.c.id) for table in tables]
        options = unscoped("kiểm thử: every row")
        return [session.execute(query, execution_options=options).all() for query in every]


def update(product, key, row_id, **raw):
    with product.app.app_context(), acting_as(system_actor("kiểm thử")):
        service_of(things.get(key)).update(product.db.session, row_id, raw, version=None)


# Twice is once --------------------------------------------------------------------------------


def test_preparing_again_changes_nothing(product):
    before = everything(product)
    made = prepare(product.app)
    assert everything(product) == before
    assert (made.accounts, made.password) == ([], None)


@pytest.mark.long_on("postgresql")
def test_reading_every_file_again_changes_nothing(product):
    before = everything(product)
    with as_system(product) as session:
        for row in session.scalars(select(files.SeedFile)):
            row.digest = "khác"
        session.commit()
    assert seed_again(product) == 0
    assert everything(product) == before


# What people did stays ------------------------------------------------------------------------


def test_an_edited_value_stays_when_its_file_changes(product, seed):
    row_id = catalog_id(product, "religion", "03")
    update(product, "religion", row_id, name="Tin Lành (đã sửa)")
    seed("religion", "03", name="Tên mới trong tệp")
    seed_again(product)
    assert stored(product, "religion", row_id)["name"] == "Tin Lành (đã sửa)"


def test_an_unedited_value_follows_its_changed_file(product, seed):
    row_id = catalog_id(product, "religion", "04")
    other = stored(product, "religion", catalog_id(product, "religion", "05"))
    seed("religion", "04", name="Tên theo tệp mới")
    assert seed_again(product) == 1
    assert stored(product, "religion", row_id)["name"] == "Tên theo tệp mới"
    line = history_of(product, "religion", row_id)[-1]
    assert (line.actor, line.channel) == ("kiểm thử: nạp lại", "command")
    assert line.changes["name"][1] == "Tên theo tệp mới"
    assert stored(product, "religion", other["id"]) == other
    seed("religion", "04", name="Tên lần hai")
    seed_again(product)
    assert stored(product, "religion", row_id)["name"] == "Tên lần hai"


def test_a_deleted_value_does_not_come_back(product, seed):
    model = things.get("language").model
    with as_system(product) as session:
        row_id = session.scalar(select(func.max(model.id)))
    code = stored(product, "language", row_id)["code"]
    with product.app.app_context(), acting_as(system_actor("kiểm thử")):
        service_of(things.get("language")).delete(product.db.session, row_id)
    seed("language", code, name="Trở lại")
    seed_again(product)
    assert not _has(product, "language", code)


def test_a_retired_value_stays_retired(product, seed):
    row_id = catalog_id(product, "religion", "06")
    update(product, "religion", row_id, is_retired="1")
    seed("religion", "06", note="Ghi chú mới trong tệp")
    seed_again(product)
    assert stored(product, "religion", row_id)["is_retired"] is True


def test_a_new_line_of_a_file_is_added(product, seed):
    seed("religion", "9X", name="Dòng mới")
    assert seed_again(product) == 1
    assert stored(product, "religion", catalog_id(product, "religion", "9X"))["name"] == "Dòng mới"


@pytest.mark.long_on("postgresql")
@pytest.mark.parametrize(
    ("key", "values", "sentence"),
    [
        ("grade", {"grade_group": "KHONG_CO"}, "no grade_group 'KHONG_CO'"),
        pytest.param(
            "base_pay", {"valid_from": "32/13/2024"}, "seed/catalogs/base_pay.csv", marks=pytest.mark.long
        ),
        pytest.param("religion", {"name": ""}, "seed/catalogs/religion.csv", marks=pytest.mark.long),
    ],
)
def test_a_fact_that_fits_nothing_stops_with_its_place_and_writes_nothing(
    product, seed, key, values, sentence
):
    before = everything(product)
    with files.ROOT.joinpath("catalogs", f"{key}.csv").open(encoding="utf-8", newline="") as file:
        code = next(csv.DictReader(file))["code"]
    seed(key, code, **values)
    with pytest.raises(DeclarationError, match=sentence):
        seed_again(product)
    assert everything(product) == before


def _has(product, key, code):
    model = things.get(key).model
    with as_system(product) as session:
        return session.scalar(select(func.count(model.id)).where(model.code == code)) > 0


# What was read --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "number"), [("2015-11-20", 63), ("2025-06-30", 63), ("2025-07-01", 34), ("2026-06-01", 34)]
)
def test_the_country_has_its_provinces_of_each_day(product, day, number):
    """63 until 30/06/2025; 34 since 01/07/2025 (Nghị quyết 202/2025/QH15)."""
    model, on = things.get("province").model, datetime.date.fromisoformat(day)
    began = or_(model.valid_from.is_(None), model.valid_from <= on)
    holds = or_(model.valid_to.is_(None), model.valid_to >= on)
    with as_system(product) as session:
        assert session.scalar(select(func.count(model.id)).where(began, holds)) == number


def test_every_line_of_every_file_is_a_row(product):
    """Counted in the files by hand of csv, not by the code that seeds."""
    changed = {"religion", "language"}
    for thing in things.every(Sort.CATALOG):
        with (files.ROOT / "catalogs" / f"{thing.key}.csv").open(encoding="utf-8", newline="") as file:
            lines = len(list(csv.reader(file))) - 1
        with as_system(product) as session:
            rows = session.scalar(select(func.count(thing.model.id)))
        assert lines > 0 and (rows == lines or thing.key in changed), thing.key


def test_no_reference_of_the_facts_is_dropped(product):
    """Wherever a file names a code, the row points to a row of that code that was in force with it."""
    checked = 0
    for thing in things.every(Sort.CATALOG):
        fields = [field for field in thing.fields.values() if field.kind is Kind.REF]
        with (files.ROOT / "catalogs" / f"{thing.key}.csv").open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
        with as_system(product) as session:
            rows = {
                (row.code, getattr(row, "valid_from", None)): row
                for row in session.scalars(select(thing.model))
            }
            for line in lines if fields else ():
                first = line.get("valid_from")
                row = rows[line["code"], datetime.date.fromisoformat(first) if first else None]
                for field in fields:
                    target = getattr(row, field.name)
                    assert (target.code if target else "") == (line.get(field.name) or ""), (thing.key, line)
                    checked += target is not None
    assert checked > 1000


def test_a_ward_of_2015_lies_in_the_province_of_its_time(product):
    model = things.get("commune").model
    with as_system(product) as session:
        ward = session.scalars(select(model).where(model.code == "31117", model.valid_from.is_(None))).one()
        new = session.scalars(
            select(model).where(model.valid_from == datetime.date(2025, 7, 1)).limit(1)
        ).one()
        assert ward.province.valid_to == datetime.date(2025, 6, 30)
        assert new.province.valid_from == datetime.date(2025, 7, 1)


# People for demonstrations --------------------------------------------------------------------


def test_there_are_as_many_people_as_asked_and_no_more_are_added(product):
    with product.app.app_context(), acting_as(system_actor("kiểm thử")):
        session = product.db.session
        assert session.scalar(select(func.count(Person.id))) == product.settings.demo_people == 400
        assert seed_people(session, 500) == 0


def test_the_same_seed_gives_the_same_people(product):
    from app.core import clock
    from app.organisation.models import Unit
    from app.seeding.demo import _generated

    with as_system(product) as session:
        units = {unit.code: unit for unit in session.scalars(select(Unit))}
        first, second = (list(_generated(units, 397)) for _ in range(2))
        kept = session.execute(select(Person.full_name, Person.identity_number).order_by(Person.id)).all()
    assert first == second and SEED == 3473 and clock.today()
    wanted = [one for one, _entries in [*first, *named_records()]]
    assert [tuple(row) for row in kept] == [(one["full_name"], one["identity_number"]) for one in wanted]


def test_few_people_are_as_many_as_asked(product):
    """The named three are among the count, not beside it."""
    assert [len(named_records()[:count]) for count in (0, 1, 2, 3, 400)] == [0, 1, 2, 3, 3]


def test_a_row_nobody_edited_gets_the_column_of_a_later_release(product, seed):
    """As an upgraded database has it: the column is there and empty, what was noted of the row knows none."""
    with as_system(product) as session:
        model = things.get("holiday").model
        query = select(SeedRow).where(SeedRow.thing == "holiday")
        for known in session.scalars(query.where(SeedRow.code.in_(("2026-09-02", "2026-05-01")))):
            row = session.get(model, known.row_id)
            row.legal_ground = None
            session.flush()
            values = row_values(things.get("holiday"), row)
            values.pop("legal_ground")
            known.digest = digest(values)
        session.commit()
    edited = catalog_id(product, "holiday", "2026-05-01")
    update(product, "holiday", edited, name="Ngày Quốc tế Lao động (sửa)")
    seed("holiday", "2026-01-01", note="đọc lại tệp")
    seed_again(product)
    found = stored(product, "holiday", catalog_id(product, "holiday", "2026-09-02"))
    assert found["legal_ground"] == "Bộ luật Lao động 2019, Điều 112"
    assert stored(product, "holiday", edited)["legal_ground"] is None
