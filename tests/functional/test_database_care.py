"""Care for the database: pragmas, writers that wait for each other, one web process, commands beside it."""

import os
import subprocess
import sys
import threading

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.access.models import Account, Grant
from app.audit.models import History
from app.core import things
from app.core.actor import acting_as, system_actor
from app.core.database import reading
from app.core.services import service_of
from app.jobs.locks import AlreadyRunning, hold
from app.personnel.models import Person
from config import ROOT, Settings, sqlite_driver
from tests.support.cast import as_system, catalog_id
from tests.support.product import Product, running_product

FLASK = str(ROOT / ".venv/bin/flask")
GOOD_SECRET = "qM7rT2vX9bK4nP6wZ3yC8dF5gH1jL0sA"


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
        for path in ("/person/list/", "/person/add", "/unit/tree", "/health", "/religion/list/"):
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


# One web process, commands beside it ----------------------------------------------------------


def test_a_second_holder_of_a_role_is_refused(tmp_path):
    first = hold(tmp_path, "web")
    with pytest.raises(AlreadyRunning, match="Dừng tiến trình đó trước"):
        hold(tmp_path, "web")
    assert hold(tmp_path, "worker")
    first.close()
    assert hold(tmp_path, "web")


def run_flask(env, *arguments, typed=""):
    return subprocess.run(
        [FLASK, "--app", "app", *arguments],
        cwd=ROOT,
        env=env,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_second_web_process_on_the_same_folder_is_refused_with_a_sentence(live_server):
    if not live_server.settings.is_sqlite:
        pytest.skip("PostgreSQL serves several web processes")
    second = subprocess.run(
        [sys.executable, "run.py"],
        cwd=ROOT,
        env=live_server.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert second.returncode == 2
    assert "đang được một tiến trình" in second.stderr and "Dừng tiến trình đó trước." in second.stderr
    assert "Traceback" not in second.stderr and second.stdout == ""


def test_a_command_works_beside_the_running_server_as_a_named_actor(live_server):
    arguments = (
        "account",
        "create-admin",
        "--username",
        "quantri2",
        "--full-name",
        "Trần Văn Quản",
        "--password",
        "mat-khau-dai-1",
    )
    done = run_flask(live_server.environment, *arguments)
    assert done.returncode == 0, done.stderr
    assert "Đã tạo tài khoản quản trị «quantri2»." in done.stdout
    with running_product(live_server.environment) as product:
        line = _newest_line(product, "access_grant")
        assert (line.act, line.channel, line.account_id) == ("add", "command", None)
        assert line.actor.startswith("dòng lệnh:") and "create-admin" in line.actor
        assert product.login("quantri2", "mat-khau-dai-1").get("/religion/list/").status_code == 200


def _newest_line(product: Product, key: str) -> History:
    with as_system(product) as session:
        return session.scalars(
            select(History).where(History.thing == key).order_by(History.id.desc())
        ).first()


def test_a_command_with_data_dir_alone_finds_the_database(live_server):
    if not live_server.settings.is_sqlite:
        pytest.skip("PostgreSQL needs its address too")
    env = {"PATH": os.environ["PATH"], "DATA_DIR": live_server.environment["DATA_DIR"]}
    done = run_flask(
        env,
        "account",
        "create-admin",
        "--username",
        "quantri",
        "--full-name",
        "A",
        "--password",
        "mat-khau-dai-1",
    )
    assert done.returncode == 1 and "Tên đăng nhập «quantri» đã có." in done.stderr
    assert "Traceback" not in done.stderr


# Health and production ------------------------------------------------------------------------


def test_health_tells_the_state_and_nothing_confidential(product):
    answer = product.client().get("/health")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "current",
        "version": "0.1.0",
    }


def test_health_tells_of_a_database_behind_its_program(product):
    with product.app.app_context(), product.db.engine.begin() as connection:
        (head,) = connection.execute(text("SELECT version_num FROM alembic_version")).one()
        connection.execute(text("UPDATE alembic_version SET version_num = 'cũ'"))
    answer = product.client().get("/health")
    assert answer.status_code == 503 and answer.get_json()["migrations"] == "pending"
    with product.app.app_context(), product.db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
    assert product.client().get("/health").status_code == 200


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """The environment of a fresh production folder, set up by the command."""
    folder = tmp_path_factory.mktemp("production")
    env = {
        "PATH": os.environ["PATH"],
        "APP_ENV": "production",
        "SECRET_KEY": GOOD_SECRET,
        "DATA_DIR": str(folder),
    }
    done = run_flask(env, "setup")
    assert done.returncode == 0, done.stderr
    return env


def test_production_has_no_demo_data(production):
    with running_product(production) as product, as_system(product) as session:
        for model in (Person, Account, Grant):
            assert session.scalar(select(func.count()).select_from(model)) == 0
        assert session.execute(text("SELECT count(*) FROM religion")).scalar() > 10


def test_in_production_a_command_makes_the_first_account(production):
    typed = "truongphong\nNguyễn Thị Trưởng\nmot-mat-khau-9\nmot-mat-khau-9\n"
    done = run_flask(production, "account", "create-admin", typed=typed)
    assert done.returncode == 0, done.stderr
    with running_product(production) as product:
        assert product.settings.is_production
        client = product.api("truongphong", "mot-mat-khau-9")
        assert client.get("/api/v1/religion/").status_code == 200
        assert client.get("/api/v1/person/").status_code == 403


@pytest.mark.parametrize("password", ["ngan", "1234567"])
def test_the_first_account_needs_a_password_of_some_length(production, password):
    arguments = ("--username", "ai", "--full-name", "Ai Đó", "--password", password)
    done = run_flask(production, "account", "create-admin", *arguments)
    assert done.returncode == 1 and "ít nhất 8 ký tự" in done.stderr


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"DEMO": "1"}, "DEMO"),
        ({"DEMO_PEOPLE": "10"}, "DEMO_PEOPLE"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "changeme" * 5}, "SECRET_KEY"),
    ],
)
def test_production_refuses_demo_data_debug_and_known_secrets(production, change, named):
    command = [sys.executable, "run.py"]
    done = subprocess.run(
        command, cwd=ROOT, env={**production, **change}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2 and named in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_settings_of_production_send_cookies_over_https_only(production):
    assert Settings.from_environment(production).flask_config()["SESSION_COOKIE_SECURE"] is True
