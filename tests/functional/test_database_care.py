"""Care for the database: pragmas, writers that wait for each other, one web process, commands beside it."""

import os
import threading
import time

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.audit.models import History
from app.core import things
from app.core.actor import acting_as, system_actor
from app.core.database import reading
from app.core.services import service_of
from app.jobs.heartbeat import beat
from config import sqlite_driver
from tests.support.cast import as_system, catalog_id


@pytest.fixture
def sqlite_only(engine_name):
    if engine_name != "sqlite":
        pytest.skip("a rule about SQLite files")


def pragma(session, name):
    return session.execute(text(f"PRAGMA {name}")).scalar()


# SQLite ---------------------------------------------------------------------------------------


def test_the_sqlite_driver_is_free_of_the_wal_reset_fault():
    assert tuple(sqlite_driver().sqlite_version_info) >= (3, 51, 3)


def test_a_connection_writes_ahead_syncs_fully_and_knows_its_references(product, sqlite_only):
    with as_system(product) as session:
        assert pragma(session, "journal_mode") == "wal"
        assert pragma(session, "synchronous") == 2  # FULL
        assert pragma(session, "foreign_keys") == 1
        assert pragma(session, "busy_timeout") >= 5000
        assert session.execute(text("SELECT sqlite_version()")).scalar() == sqlite_driver().sqlite_version


def test_a_reference_to_nothing_is_refused_by_the_database(product):
    with as_system(product) as session, pytest.raises(IntegrityError):
        session.add(things.get("unit_position_rule").model(code="X", name="X", unit_type_id=999_999))
        session.flush()


def test_a_writer_locks_when_it_begins_and_a_reader_does_not(product, sqlite_only):
    begun = []
    with product.app.app_context():
        engine = product.db.engine
    from sqlalchemy import event

    def note(_conn, _cursor, statement, *_rest):
        if statement.startswith("BEGIN"):
            begun.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    with reading(), engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    event.remove(engine, "before_cursor_execute", note)
    assert begun == ["BEGIN IMMEDIATE", "BEGIN"]


def test_a_get_takes_no_write_lock(product, sqlite_only):
    client = product.login("sonoivu")
    with product.app.app_context(), product.db.engine.begin() as writer:
        writer.execute(text("UPDATE access_stamp SET number = number"))
        for path in ("/person/add", "/unit/tree", "/unit/list/", "/health", "/religion/list/"):
            assert client.get(path).status_code == 200


# Writers at once ------------------------------------------------------------------------------

THREADS, WRITES = 8, 25


def test_writers_at_once_lose_nothing_and_none_fails(product):
    thing, failures = things.get("training_fund"), []

    def write(number):
        for turn in range(WRITES):
            try:
                with product.app.app_context(), acting_as(system_actor("kiểm thử")):
                    raw = {"code": f"W{number}-{turn}", "name": "Ghi cùng lúc", "sort_order": "1"}
                    service_of(thing).add(product.db.session, raw)
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    with as_system(product) as session:
        query = select(func.count(thing.model.id)).where(thing.model.name == "Ghi cùng lúc")
        assert session.scalar(query) == 200
        lines = select(func.count(History.id)).where(
            History.thing == "training_fund", History.title == "Ghi cùng lúc"
        )
        assert session.scalar(lines) == 200


def test_edits_of_one_row_at_once_are_each_counted_or_refused(product):
    """Nobody's edit disappears: as many versions as edits that were not refused."""
    row_id, done = catalog_id(product, "strength", _first_code(product)), []
    service = service_of(things.get("strength"))

    def edit(number):
        from app.core.errors import DomainError

        for turn in range(5):
            try:
                with product.app.app_context(), acting_as(system_actor("kiểm thử")):
                    service.update(product.db.session, row_id, {"note": f"{number}.{turn}"}, version=None)
                done.append((number, turn))
            except DomainError:
                pass

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with as_system(product) as session:
        assert session.get(things.get("strength").model, row_id).version == 1 + len(done)
        lines = select(func.count(History.id)).where(History.thing == "strength", History.row_id == row_id)
        assert session.scalar(lines) == 1 + len(done)
    assert len(done) >= 5


def _first_code(product):
    model = things.get("strength").model
    with as_system(product) as session:
        return session.scalars(select(model.code).order_by(model.id).limit(1)).one()


# Health ----------------------------------------------------------------------------------------


def test_health_tells_the_state_and_nothing_confidential(product):
    answer = product.client().get("/health")
    assert answer.status_code == 200
    told = {"database": "ok", "migrations": "current", "version": "0.1.0"}
    assert answer.get_json() == {"status": "degraded", "worker": "missing", **told}, "no worker runs here"


def test_health_tells_of_a_worker_by_its_sign_of_life(product):
    file = product.settings.data_dir / "worker.beat"
    beat(file)
    answer = product.client().get("/health").get_json()
    assert (answer["status"], answer["worker"]) == ("ok", "ok")
    os.utime(file, (time.time() - 31, time.time() - 31))
    answer = product.client().get("/health")
    assert (answer.status_code, answer.get_json()["worker"]) == (200, "missing")
    file.unlink()


def test_health_tells_of_a_database_behind_its_program(product):
    with product.app.app_context(), product.db.engine.begin() as connection:
        (head,) = connection.execute(text("SELECT version_num FROM alembic_version")).one()
        connection.execute(text("UPDATE alembic_version SET version_num = 'cũ'"))
    answer = product.client().get("/health")
    assert answer.status_code == 503 and answer.get_json()["migrations"] == "pending"
    with product.app.app_context(), product.db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
    assert product.client().get("/health").status_code == 200
