"""The servers the tests stand on start, answer and leave nothing behind."""

import psycopg
import pytest

from config import Settings
from tests.support.postgres import PostgresServer, temporary_database
from tests.support.shared import SharedFolder


def test_what_is_slow_is_made_once(tmp_path):
    made = []
    for _ in range(2):
        assert SharedFolder(tmp_path).once("thing", lambda: made.append(1) or "value") == "value"
    assert made == [1]


def test_a_failure_is_told_to_everyone_who_asks(tmp_path):
    def fail():
        raise ValueError("no disk")

    for make in (fail, lambda: "too late"):
        with pytest.raises(RuntimeError, match="ValueError: no disk"):
            SharedFolder(tmp_path).once("thing", make)


@pytest.mark.postgres
def test_a_private_postgresql_starts_and_goes(tmp_path):
    with PostgresServer.create() as server:
        env = {"DATA_DIR": str(tmp_path), "DATABASE_URL": server.url("postgres")}
        with connect(Settings.from_environment(env).database_url) as connection:
            assert connection.info.server_version >= 150000
    assert not server.folder.exists()


@pytest.mark.postgres
def test_a_database_can_be_copied_and_dropped(postgres_server):
    with temporary_database(postgres_server, "probe_source") as url:
        with connect(url) as connection:
            connection.execute("create table unit as select 'Sở Y tế' as name")
        with (
            temporary_database(postgres_server, "probe_copy", "probe_source") as copy,
            connect(copy) as connection,
        ):
            assert connection.execute("select name from unit").fetchone() == ("Sở Y tế",)
    with pytest.raises(psycopg.OperationalError):
        connect(url)


@pytest.mark.browser
def test_chromium_shows_vietnamese_text(page):
    page.set_content("<h1>Hồ sơ cán bộ, công chức, viên chức</h1>")
    assert page.inner_text("h1") == "Hồ sơ cán bộ, công chức, viên chức"
    assert page.evaluate("navigator.language") == "vi-VN"


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""))
