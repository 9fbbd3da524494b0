"""One web process, commands beside it, and a production that holds no demonstration data."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import func, select, text

from app.access.models import Account, Grant
from app.audit.models import History
from app.core.locks import AlreadyRunning, hold
from app.personnel.models import Person
from config import ROOT, Settings
from tests.support.accounts import holders
from tests.support.cast import as_system
from tests.support.commands import run_flask
from tests.support.product import Product, running_product

#: The production folder is set up once.
SAME_PROCESS = pytest.mark.xdist_group("production")
GOOD_SECRET = "qM7rT2vX9bK4nP6wZ3yC8dF5gH1jL0sA"


# One web process, commands beside it ----------------------------------------------------------


def test_a_second_holder_of_a_role_is_refused(tmp_path):
    first = hold(tmp_path, "web")
    with pytest.raises(AlreadyRunning, match="Dừng tiến trình đó trước"):
        hold(tmp_path, "web")
    assert hold(tmp_path, "worker")
    first.close()
    assert hold(tmp_path, "web")


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


# Production ----------------------------------------------------------------------


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


@SAME_PROCESS
def test_production_has_no_demo_data(production):
    with running_product(production) as product, as_system(product) as session:
        for model in (Person, Account, Grant):
            assert session.scalar(select(func.count()).select_from(model)) == 0
        assert session.execute(text("SELECT count(*) FROM religion")).scalar() > 10


@SAME_PROCESS
def test_in_production_a_command_makes_the_first_account(production):
    typed = "truongphong\nNguyễn Thị Trưởng\nmot-mat-khau-9\nmot-mat-khau-9\n"
    done = run_flask(production, "account", "create-admin", typed=typed)
    assert done.returncode == 0, done.stderr
    with running_product(production) as product:
        assert product.settings.is_production
        client = product.login("truongphong", "mot-mat-khau-9")
        # Whoever manages everything sets up the second step before anything else.
        assert client.get("/religion/list/").headers["Location"] == "/totp/form"
        assert client.get("/totp/form").status_code == 200


@SAME_PROCESS
def test_in_production_a_command_makes_the_first_account_of_home_affairs(production):
    typed = "sonoivu1\nNguyễn Thị Nội Vụ\nmot-mat-khau-9\nmot-mat-khau-9\n3/QĐ-SNV\n{day}\n"
    refused = run_flask(production, "account", "create-home-affairs", typed=typed.format(day="1/1/2999"))
    assert refused.returncode == 1
    done = run_flask(production, "account", "create-home-affairs", typed=typed.format(day="2/1/2026"))
    assert done.returncode == 0, done.stderr
    with running_product(production) as product:
        # A decision that entrusts the account to somebody is asked for where nothing else was set.
        (holder,) = holders(product, "sonoivu1")
        assert (holder.name, holder.authorisation_number) == ("Nguyễn Thị Nội Vụ", "3/QĐ-SNV")
        client = product.login("sonoivu1", "mot-mat-khau-9")
        assert client.get("/person/list/").headers["Location"] == "/totp/form"


@SAME_PROCESS
def test_the_first_account_needs_a_password_of_some_length(production):
    arguments = ("--username", "ai", "--full-name", "Ai Đó", "--password", "1234567")
    done = run_flask(production, "account", "create-admin", *arguments)
    assert done.returncode == 1 and "ít nhất 8 ký tự" in done.stderr


@SAME_PROCESS
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"DEMO": "1"}, "DEMO"),
        ({"SECRET_KEY": "changeme" * 5}, "SECRET_KEY"),
        # Each of them is refused in test_settings; here, that a start ends with the sentence.
        pytest.param({"DEMO_PEOPLE": "10"}, "DEMO_PEOPLE", marks=pytest.mark.long),
        pytest.param({"DEBUG": "1"}, "DEBUG", marks=pytest.mark.long),
        pytest.param({"SECRET_KEY": ""}, "SECRET_KEY", marks=pytest.mark.long),
    ],
)
def test_production_refuses_demo_data_debug_and_known_secrets(production, change, named):
    command = [sys.executable, "run.py"]
    done = subprocess.run(
        command, cwd=ROOT, env={**production, **change}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2 and named in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@SAME_PROCESS
def test_settings_of_production_send_cookies_over_https_only(production):
    assert Settings.from_environment(production).flask_config()["SESSION_COOKIE_SECURE"] is True
