"""`flask check records`: it finds what does not agree, tells how much it saw; none is no comfort."""

import re

import pytest
from sqlalchemy import select, text

from app.core import things
from app.core.scoping import unscoped
from app.personnel.models import Person
from app.personnel.record_checks import RecordCheck
from app.seeding.demo import seed_people
from tests.support.cast import as_system, counted_statements


def run(product):
    return product.app.test_cli_runner().invoke(args=["check", "records"])


def change(product, statement, **values):
    """Past every service, as a hand at the database does."""
    with product.app.app_context(), product.db.engine.begin() as connection:
        connection.execute(text(statement), values, execution_options=unscoped("kiểm thử: một tay sửa thẳng"))


def row_of(product, kind, **wanted):
    """The first entry of a kind with these values."""
    model = things.get(kind).model
    with as_system(product) as session:
        row = session.scalars(select(model).filter_by(**wanted).order_by(model.id).limit(1)).one()
        session.expunge(row)
        return row


def test_good_data_pass_and_the_counts_are_told(product):
    done = run(product)
    assert done.exit_code == 0, done.output
    told = re.fullmatch(r"Đã kiểm tra (\d+) hồ sơ, (\d+) mục: 0 lỗi\.\n", done.output)
    assert told and int(told[1]) == 400 and int(told[2]) > 5_000


on_one_engine = pytest.mark.long_on("postgresql")


@pytest.fixture
def undone(product):
    """Change values by SQL; put back afterwards."""
    kept = []

    def write(table, column, row_id, value):
        statement = f"UPDATE {table} SET {column} = :value WHERE id = :id"  # noqa: S608 - names of this file
        change(product, statement, value=value, id=row_id)

    def put(table, row_id, **values):
        for column, value in values.items():
            with product.app.app_context(), product.db.engine.begin() as connection:
                query = text(f"SELECT {column} FROM {table} WHERE id = :id")  # noqa: S608
                options = unscoped("kiểm thử")
                (old,) = connection.execute(query, {"id": row_id}, execution_options=options).one()
            kept.append((table, column, row_id, old))
            write(table, column, row_id, value)

    yield put
    for table, column, row_id, old in reversed(kept):
        write(table, column, row_id, old)
    assert run(product).exit_code == 0


def faults(product):
    done = run(product)
    assert done.exit_code == 1
    *lines, last = done.output.splitlines()
    assert last.endswith(f": {len(lines)} lỗi.")
    return lines


@on_one_engine
def test_a_general_part_that_was_changed_alone_is_found(product, undone):
    row = row_of(product, "salary_history", pay_step=2, to_on=None)
    undone("person", row.person_id, pay_step=3)
    assert faults(product) == [f"Hồ sơ {row.person_id}, person: Mục «Bậc lương» khác với các mục chi tiết."]


@on_one_engine
def test_a_coefficient_that_is_in_no_table_is_found(product, undone):
    grade = row_of(product, "grade", code="01.003")
    row = row_of(product, "salary_history", grade_id=grade.id, pay_step=2)
    undone("salary_history", row.id, coefficient=2.66)
    place = f"Hồ sơ {row.person_id}, salary_history {row.id}: "
    assert f"{place}Ngạch 01.003 bậc 2 có hệ số 2,67." in faults(product)


@on_one_engine
def test_two_main_posts_at_once_are_found(product, undone):
    row = row_of(product, "post", position_id=row_of(product, "position", code="CV066").id)
    later = row_of(product, "post", person_id=row.person_id, to_on=None)
    assert later.id != row.id
    undone("post", row.id, to_on=f"{later.from_on.year + 1}-02-01")
    entered_last = max(row.id, later.id)
    said = f"Hồ sơ {row.person_id}, post {entered_last}: Trùng thời gian với chức vụ chính «"
    assert [line for line in faults(product) if line.startswith(said)]


@on_one_engine
@pytest.mark.parametrize("table", ["placement", pytest.param("status_period", marks=pytest.mark.long)])
def test_a_record_without_an_open_part_is_found(product, undone, table):
    row = row_of(product, table, person_id=7)
    undone(table, row.id, to_on="2026-01-31")
    said = f"Hồ sơ 7, {table}: Có 0 dòng chưa kết thúc; phải có đúng một."
    assert faults(product) == [said]


@on_one_engine
def test_a_record_that_lies_elsewhere_than_its_placement_says_is_found(product, undone):
    with as_system(product) as session:
        first, other = session.execute(select(Person.id, Person.home_unit_id).order_by(Person.id)).all()[
            0:200:199
        ]
    undone("person", first.id, home_unit_id=other.home_unit_id)
    assert faults(product) == [f"Hồ sơ {first.id}, placement: Dòng chưa kết thúc khác với hồ sơ."]


@on_one_engine
def test_an_end_before_its_beginning_is_found_unless_the_entry_is_void(product, undone):
    row = row_of(product, "work_history", to_on=None)
    undone("work_history", row.id, to_on="1950")
    said = "Thời điểm kết thúc trước thời điểm bắt đầu."
    assert faults(product) == [f"Hồ sơ {row.person_id}, work_history {row.id}: {said}"]
    undone("work_history", row.id, is_void=True)
    assert run(product).exit_code == 0


@on_one_engine
def test_no_name_is_told(product, undone):
    row = row_of(product, "salary_history", pay_step=2, to_on=None)
    undone("person", row.person_id, pay_step=3)
    with as_system(product) as session:
        name = session.get(Person, row.person_id).full_name
    assert name not in "\n".join(faults(product))


@on_one_engine
def test_the_memory_does_not_grow_with_the_records(product):
    """Batches are forgotten as they are done; their number decides how often the database is asked."""
    with as_system(product) as session, counted_statements(product) as seen:
        check = RecordCheck(session, batch=100)
        assert list(check.faults()) == []
        assert len(session.identity_map) <= 400, "the catalogs of pay at most"
    assert check.records == 400
    assert len(seen) <= 4 * 60 + 400


@on_one_engine
def test_nothing_looked_at_is_a_failure(product):
    """Last here: the records go."""
    with as_system(product) as session:
        keys = [thing.key for thing in things.every() if "person" in thing.fields]
        for key in [*keys, "person"]:
            table = things.get(key).model.__table__
            options = unscoped("kiểm thử: trống")
            if key == "person":
                session.execute(text("UPDATE ab_user SET person_id = NULL"), execution_options=options)
            session.execute(table.delete(), execution_options=options)
        session.commit()
    done = run(product)
    assert (done.exit_code, done.output) == (1, "Đã kiểm tra 0 hồ sơ, 0 mục: 0 lỗi.\n")
    with as_system(product) as session:
        assert seed_people(session, 2) == 2
    assert run(product).output.startswith("Đã kiểm tra 2 hồ sơ, ")
