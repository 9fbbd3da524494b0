"""Migrations: up, down and up again with data on both databases; models equal migrations."""

import datetime
import itertools

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import Table, func, inspect, select, text

from app.access.models import Consent
from app.core.database import BYTEWISE, Base, PartialDateType
from app.core.scoping import unscoped
from app.files.models import StoredFile
from app.setup import MIGRATIONS, prepare
from tests.support.cast import as_system, make_person, stored

REVISIONS = [script.revision for script in ScriptDirectory(MIGRATIONS).walk_revisions()][::-1]


def tables(product):
    with product.app.app_context():
        return set(inspect(product.db.engine).get_table_names())


def contents(product, names):
    """Every row of these tables, in the order of their keys."""
    found = {}
    with as_system(product) as session:
        for name in names:
            table: Table = Base.metadata.tables[name]
            query = select(table).order_by(*table.primary_key)
            found[name] = session.execute(query, execution_options=unscoped("test")).all()
    return found


def migrate(product, to):
    with product.app.app_context():
        at = current(product)
        going_up = to != "base" and (at is None or REVISIONS.index(to) > REVISIONS.index(at))
        (upgrade if going_up else downgrade)(directory=MIGRATIONS, revision=to)
        product.db.session.remove()


def current(product):
    with product.app.app_context(), product.db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(product):
    """What autogenerate would still write."""
    with product.app.app_context(), product.db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, Base.metadata)
    return [difference for difference in found if not _is_justified(difference)]


def _is_justified(difference):
    """What stands in no model: Alembic's own table; the index of words, made by hand for each engine."""
    kind, thing = difference[:2] if isinstance(difference, tuple) else ("", None)
    if kind == "remove_table":
        return thing.name == "alembic_version" or thing.name.startswith("person_words")
    return kind == "remove_index" and thing.name == "person_words"


def test_there_is_one_line_of_revisions():
    scripts = ScriptDirectory(MIGRATIONS)
    assert scripts.get_heads() == REVISIONS[-1:] and scripts.get_bases() == REVISIONS[:1]


def test_the_prepared_database_is_at_the_head(product):
    assert current(product) == REVISIONS[-1]


def test_models_equal_migrations(product):
    assert differences(product) == []


def test_the_indexes_that_keep_one_open_part_are_partial_and_unique(product):
    with product.app.app_context():
        inspector = inspect(product.db.engine)
        for table, name in (
            ("placement", "uq_placement_open"),
            ("status_period", "uq_status_period_open"),
            ("unit_version", "uq_unit_version_open"),
        ):
            (index,) = [one for one in inspector.get_indexes(table) if one["name"] == name]
            assert index["unique"] and len(index["column_names"]) == 1
            (where,) = [str(v) for k, v in index["dialect_options"].items() if k.endswith("_where")]
            assert "is null" in where.lower()


def test_text_compared_byte_by_byte_is_so_on_postgresql(product, engine_name):
    if engine_name != "postgresql":
        pytest.skip("SQLite compares text byte by byte anyway")
    wanted = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.type is BYTEWISE or isinstance(column.type, PartialDateType)
    }
    query = "SELECT table_name, column_name FROM information_schema.columns WHERE collation_name = 'C'"
    with as_system(product) as session:
        found = {tuple(row) for row in session.execute(text(query)) if row[0] in Base.metadata.tables}
    assert len(wanted) > 60 and wanted <= found


def test_every_reference_is_a_foreign_key(product):
    """A deleted value can never leave a record pointing at nothing."""
    with product.app.app_context():
        inspector = inspect(product.db.engine)
        for table in Base.metadata.sorted_tables:
            wanted = {(fk.parent.name, fk.column.table.name) for fk in table.foreign_keys}
            found = {
                (fk["constrained_columns"][0], fk["referred_table"])
                for fk in inspector.get_foreign_keys(table.name)
            }
            assert wanted == found, table.name


#: The newest step is tried each time, the older ones by `make test-long`: they do not change any more.
_STEPS = list(itertools.pairwise(REVISIONS))
_OLDER = [pytest.param(*step, marks=pytest.mark.long) for step in _STEPS[:-1]]


@pytest.mark.parametrize(("older", "newer"), [*_OLDER, _STEPS[-1]])
def test_each_step_down_and_up_keeps_the_data(product, older, newer):
    make_person(product, full_name="Tô Thị Bền Vững")
    migrate(product, newer)
    migrate(product, older)
    kept = tables(product) & set(Base.metadata.tables)
    kept -= {name for name in kept if _has_changed(product, name)}
    before = contents(product, kept)
    assert len(kept) > 60 and len(before["person"]) > 400
    migrate(product, newer)
    assert contents(product, kept) == before
    migrate(product, REVISIONS[-1])
    assert differences(product) == []
    found = product.login("phuong.xuankhanh").get("/person/list/?q=to+thi+ben+vung").get_data(as_text=True)
    assert "Tô Thị Bền Vững" in found


def test_down_and_up_keeps_consents_and_forgets_only_their_scans(product):
    person = make_person(product)
    with as_system(product) as session:
        scan = StoredFile(sha256="cd" * 32, size=1, media_type="application/pdf", name="a.pdf")
        session.add(scan)
        session.flush()
        day = datetime.date(2026, 1, 5)
        session.add(
            Consent(
                person_id=person, unit_id=1, valid_from=day, valid_to=day, document_number="7/CV",
                document_on=day, document_file="Tủ 3", agreed_by="A", purpose="B", shows_sensitive=False,
                scan_id=scan.id,
            )
        )  # fmt: skip
        session.commit()
    before = contents(product, ["consent", "stored_file"])
    migrate(product, "0012")
    migrate(product, REVISIONS[-1])
    after = contents(product, ["consent", "stored_file"])
    assert after["stored_file"] == before["stored_file"]
    assert [{**row._asdict(), "scan_id": None} for row in before["consent"]] == [
        row._asdict() for row in after["consent"]
    ]
    assert after["consent"][-1].document_file == "Tủ 3"


def _has_changed(product, name):
    """Whether a table of an older revision lacks columns of the model."""
    with product.app.app_context():
        columns = {column["name"] for column in inspect(product.db.engine).get_columns(name)}
    return columns != {column.name for column in Base.metadata.tables[name].columns}


def test_down_to_nothing_and_up_again_with_data(product):
    assert make_person(product)
    migrate(product, "base")
    assert tables(product) == {"alembic_version"}
    prepare(product.app)
    assert current(product) == REVISIONS[-1] and differences(product) == []
    with as_system(product) as session:
        units = Base.metadata.tables["unit"]
        count = select(func.count()).select_from(units)
        assert session.scalar(count, execution_options=unscoped("test")) == 394
    assert stored(product, "person", make_person(product))["version"] == 1
    assert product.login("sonoivu").get("/person/list/").status_code == 200


def test_downgrade_and_upgrade_leave_no_foreign_key_broken(product, engine_name):
    if engine_name != "sqlite":
        pytest.skip("only SQLite copies tables, with its foreign keys switched off")
    for revision in ("base", REVISIONS[-1]):
        migrate(product, revision)
    prepare(product.app)
    with as_system(product) as session:
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
