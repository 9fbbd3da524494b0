"""What stops a start or a command, each with one sentence: demo data, no server, no port, no tables."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from app.access.models import Account
from app.seeding.demo_mark import MARK
from app.seeding.models import SeedFile
from config import ROOT
from tests.support.cast import as_system
from tests.support.commands import run_flask
from tests.support.machine import free_port
from tests.support.product import running_product

GOOD_SECRET = "qM7rT2vX9bK4nP6wZ3yC8dF5gH1jL0sA"
DEMO = ("DEMO", "DEMO_PEOPLE", "DEMO_PASSWORD")


def start(env):
    command = [sys.executable, "run.py"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


def as_production(env):
    plain = {name: value for name, value in env.items() if name not in DEMO}
    return {**plain, "APP_ENV": "production", "SECRET_KEY": GOOD_SECRET, "PORT": str(free_port())}


def assert_one_sentence(done, *words, status=2):
    told = done.stderr.strip()
    assert done.returncode == status, done.stderr
    assert len(told.splitlines()) == 1 and "Traceback" not in told and done.stdout == ""
    assert all(word in told for word in words), told


# Production over demonstration data -----------------------------------------------------------


@pytest.fixture
def demo_env(product):
    """The environment of a database with demonstration data, on either engine."""
    return {
        **{name: value for name, value in os.environ.items() if name == "PATH"},
        "DATA_DIR": str(product.settings.data_dir),
        "DATABASE_URL": product.settings.database_url,
    }


@pytest.mark.long_on("postgresql")
@pytest.mark.parametrize(
    "is_marked",
    [True, pytest.param(False, marks=pytest.mark.long)],
    ids=["marked", "of a version without marks"],
)
def test_production_does_not_take_over_demonstration_data(product, demo_env, is_marked):
    with as_system(product) as session:
        assert session.get(SeedFile, MARK) is not None, "what makes demonstration data leaves a mark"
        if not is_marked:
            session.delete(session.get(SeedFile, MARK))
            session.commit()
    env = as_production(demo_env)
    assert_one_sentence(start(env), "dữ liệu và tài khoản thử", "APP_ENV=production")
    assert_one_sentence(run_flask(env, "setup"), "dữ liệu và tài khoản thử")


# Demonstration data over a database that people use ---------------------------------------------


@pytest.fixture
def own_env(tmp_path):
    """A database made without demonstration data, with one account that somebody uses."""
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data"), "DEMO": "0"}
    assert run_flask(env, "setup").returncode == 0
    options = ("--username", "quantri1", "--full-name", "Quản Trị", "--password", "Mat-Khau-2026")
    done = run_flask(env, "account", "create-admin", *options)
    assert done.returncode == 0, done.stderr
    return env


def test_no_demo_account_is_made_beside_accounts_people_use(own_env):
    forgotten = {name: value for name, value in own_env.items() if name != "DEMO"}
    assert_one_sentence(start({**forgotten, "PORT": str(free_port())}), "không phải để thử", "DEMO=0")
    assert_one_sentence(run_flask(forgotten, "setup"), "không phải để thử", "APP_ENV=production")
    with running_product(own_env) as made, as_system(made) as session:
        assert session.scalars(select(Account.username)).all() == ["quantri1"]
        assert session.get(SeedFile, MARK) is None
    assert run_flask(own_env, "setup").returncode == 0, "told that it is none, it serves as before"


# The server and the port ----------------------------------------------------------------------


def unreachable(tmp_path):
    url = f"postgresql://hoso:rat-bi-mat@127.0.0.1:{free_port()}/hoso"
    return {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "DATABASE_URL": url}


def test_an_unreachable_postgresql_stops_the_start_with_a_sentence(tmp_path):
    done = start({**unreachable(tmp_path), "PORT": str(free_port())})
    assert_one_sentence(done, "Không mở được cơ sở dữ liệu hoso", "127.0.0.1", "máy chủ không trả lời")
    assert "rat-bi-mat" not in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("setup",), ("db", "upgrade"),
        *(pytest.param(one, marks=pytest.mark.long) for one in (
            ("check", "records"), ("backup", "list"), ("db", "current"), ("db", "check"),
        )),
    ],
)  # fmt: skip
def test_an_unreachable_postgresql_stops_a_command_too(tmp_path, command):
    done = run_flask(unreachable(tmp_path), *command)
    assert_one_sentence(done, "Không mở được cơ sở dữ liệu hoso")
    assert "rat-bi-mat" not in done.stderr


@pytest.mark.long
def test_a_command_of_a_library_is_stopped_like_our_own(tmp_path):
    done = run_flask(unreachable(tmp_path), "fab", "list-users")
    assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1
    assert "Không mở được cơ sở dữ liệu hoso" in done.stderr and "rat-bi-mat" not in done.stderr


@pytest.mark.long
@pytest.mark.parametrize(
    "command",
    [("db", "history"), *(pytest.param(one, marks=pytest.mark.long) for one in (("--help",), ("routes",)))],
)
def test_a_command_that_asks_no_database_needs_none(tmp_path, command):
    done = run_flask(unreachable(tmp_path), *command)
    assert done.returncode == 0 and "Traceback" not in done.stderr


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_told_apart(postgres_server, tmp_path):
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "PORT": str(free_port())}
    done = start({**env, "DATABASE_URL": postgres_server.url("khong_co")})
    assert_one_sentence(done, "khong_co", "chưa có")
    done = run_flask({**env, "DATABASE_URL": postgres_server.url("khong_co")}, "db", "current")
    assert_one_sentence(done, "khong_co", "chưa có")


def test_a_port_in_use_stops_the_start_before_anything_is_made(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = start({"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "PORT": str(port)})
    assert_one_sentence(done, f"Cổng {port}", "đang được chương trình khác dùng", "PORT")
    assert not (tmp_path / "hoso.sqlite3").exists()


# Commands where nothing was prepared ----------------------------------------------------------


#: What is refused is the same one thing for all of them: two here, the others by `make test-long`.
REFUSED = [
    ("check", "records"),
    ("db", "upgrade"),
    *(
        pytest.param(command, marks=pytest.mark.long)
        for command in (
            ("audit", "verify"), ("backup", "list"), ("account", "unlock", "--username", "a"),
            ("db", "current"),
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize("command", REFUSED)
@pytest.mark.parametrize("is_there", [True, False], ids=["an empty folder", "no folder"])
def test_a_command_on_an_unprepared_folder_says_so_and_makes_nothing(tmp_path, is_there, command):
    folder = tmp_path / "data"
    if is_there:
        folder.mkdir()
    done = run_flask({"PATH": os.environ["PATH"], "DATA_DIR": str(folder)}, *command)
    assert_one_sentence(done, "Cơ sở dữ liệu chưa được lập", "flask --app app setup", "DATABASE_URL")
    assert list(tmp_path.rglob("*")) == [folder] * is_there


@pytest.mark.long
def test_a_refused_restoring_leaves_nothing_behind(tmp_path):
    (tmp_path / "ban.age").write_bytes(b"khong phai ban sao luu")
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data")}
    permission = ("--permission-number", "45/SNV-CCVC")
    for source in ("ban.age", "khong-co.age"):
        done = run_flask(env, "backup", "restore", str(tmp_path / source), *permission)
        assert_one_sentence(done, "Không", status=1)
    assert [path.name for path in tmp_path.rglob("*")] == ["ban.age"]


def test_setup_makes_the_folder_its_database_and_the_secret(tmp_path):
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data"), "DEMO": "0"}
    env["DATABASE_URL"] = f"sqlite:///{tmp_path}/data/khac.sqlite3"
    assert run_flask(env, "setup").returncode == 0
    assert {"khac.sqlite3", "secret_key"} <= {path.name for path in (tmp_path / "data").iterdir()}
    assert run_flask(env, "audit", "verify").returncode == 0


def test_a_command_without_the_secret_of_its_database_is_refused(product, demo_env, tmp_path):
    """With a secret of its own it would seal lines of the log that nobody can prove."""
    given = product.settings.database_url
    done = run_flask({**demo_env, "DATABASE_URL": given, "DATA_DIR": str(tmp_path / "khac")}, "audit", "head")
    assert_one_sentence(done, "không có khóa bí mật của cơ sở dữ liệu này", "DATA_DIR")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.postgres
def test_a_command_on_an_empty_postgresql_says_so(postgres_server, tmp_path):
    url = postgres_server.create_database("chua_lap")
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "DATABASE_URL": url}
    assert_one_sentence(run_flask(env, "check", "records"), "Cơ sở dữ liệu chưa được lập", "chua_lap")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_told_of(tmp_path):
    (tmp_path / "hoso.sqlite3").write_text("không phải cơ sở dữ liệu" * 100)
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    assert_one_sentence(run_flask(env, "check", "records"), "Không đọc được cơ sở dữ liệu")


# What commands make is private ----------------------------------------------------------------


@pytest.mark.long
def test_a_database_made_by_a_command_is_for_its_owner_alone(tmp_path):
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "DEMO": "0"}
    was = os.umask(0o022)
    try:
        done = run_flask(env, "setup")
    finally:
        os.umask(was)
    assert done.returncode == 0, done.stderr
    modes = {path.name: path.stat().st_mode & 0o077 for path in Path(tmp_path).iterdir()}
    assert "hoso.sqlite3" in modes and set(modes.values()) == {0}, modes
    with running_product(env) as made, as_system(made) as session:
        assert session.get(SeedFile, MARK) is None, "without demonstration data there is no mark"
