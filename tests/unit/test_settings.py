"""Each setting is read from the environment, and a bad one stops the start with a sentence that names it."""

import re
import secrets
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

import config
from config import Settings, SettingsError, is_known_secret

GOOD_SECRET = "Qm7-x0vB2_kT9.sL4zR8wE1yU6hN3jC5d"


@pytest.fixture
def read(tmp_path: Path):
    """Settings from the given variables over a fresh data folder."""
    return lambda **env: Settings.from_environment({"DATA_DIR": str(tmp_path / "data"), **env})


@pytest.fixture
def refusal(read):
    """The sentence with which the given variables are refused."""

    def refuse(**env: str) -> str:
        with pytest.raises(SettingsError) as refused:
            read(**env)
        return str(refused.value)

    return refuse


def production(**env: str) -> dict[str, str]:
    return {"APP_ENV": "production", "SECRET_KEY": GOOD_SECRET, **env}


def test_defaults_serve_a_demonstration_on_this_machine(read, tmp_path):
    settings = read()
    assert (settings.app_env, settings.host, settings.port) == ("development", "127.0.0.1", 8080)
    assert (settings.demo, settings.demo_people, settings.demo_password) == (True, 2000, None)
    assert (settings.debug, settings.is_production, settings.is_sqlite) == (False, False, True)
    assert settings.database_path == tmp_path / "data" / "hoso.sqlite3"


def test_an_empty_variable_counts_as_unset(read):
    empty = dict.fromkeys(("PORT", "DATABASE_URL", "SECRET_KEY", "APP_ENV", "DEMO", "DEBUG"), "")
    assert read(**empty).port == 8080


@pytest.mark.parametrize("value", ["1", "8080", "65535"])
def test_port_takes_any_tcp_port(read, value):
    assert read(PORT=value).port == int(value)


@pytest.mark.parametrize("value", ["0", "65536", "-1", "80a", " 80", "8e3", "٨٠", "9" * 5000])
def test_port_refuses_what_is_no_tcp_port(refusal, value):
    sentence = refusal(PORT=value)
    assert "PORT" in sentence and value in sentence and "từ 1 đến 65535" in sentence


@pytest.mark.parametrize("value", ["development", "production", "test"])
def test_app_env_takes_three_names(read, value):
    assert read(APP_ENV=value, SECRET_KEY=GOOD_SECRET).app_env == value


@pytest.mark.parametrize("value", ["prod", "PRODUCTION", "staging"])
def test_app_env_refuses_any_other_name(refusal, value):
    sentence = refusal(APP_ENV=value)
    assert "APP_ENV" in sentence and value in sentence and "development, production, test" in sentence


@pytest.mark.parametrize(("name", "attribute"), [("DEMO", "demo"), ("DEBUG", "debug")])
def test_flags_take_0_and_1_only(read, refusal, name, attribute):
    assert getattr(read(**{name: "0"}), attribute) is False
    assert getattr(read(**{name: "1"}), attribute) is True
    assert name in refusal(**{name: "yes"})


@pytest.mark.parametrize("value", ["0", "2000", "1000000"])
def test_demo_people_takes_up_to_a_million(read, value):
    assert read(DEMO_PEOPLE=value).demo_people == int(value)


@pytest.mark.parametrize("value", ["-1", "1000001", "many"])
def test_demo_people_refuses_more_and_less(refusal, value):
    assert "DEMO_PEOPLE" in refusal(DEMO_PEOPLE=value)


def test_demo_password_needs_eight_characters_and_is_never_shown(read, refusal):
    assert read(DEMO_PASSWORD="mật-khẩu").demo_password == "mật-khẩu"
    sentence = refusal(DEMO_PASSWORD="bí-mật7")
    assert "DEMO_PASSWORD" in sentence and "8 ký tự" in sentence and "bí-mật7" not in sentence


def test_the_data_folder_is_made_for_its_owner_alone(read, tmp_path):
    folder = read(DATA_DIR=str(tmp_path / "new" / "state")).data_dir
    assert folder == tmp_path / "new" / "state"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_data_folder_that_cannot_be_written_is_refused(refusal, tmp_path):
    (tmp_path / "file").write_text("")
    sentence = refusal(DATA_DIR=str(tmp_path / "file"))
    assert "DATA_DIR" in sentence and str(tmp_path / "file") in sentence
    assert "DATA_DIR" in refusal(DATA_DIR="/proc/data")


def test_a_refused_start_leaves_nothing_behind(refusal, tmp_path):
    refusal(DATA_DIR=str(tmp_path / "untouched"), PORT="0")
    assert not (tmp_path / "untouched").exists()


def test_the_secret_is_made_once_and_readable_by_its_owner_alone(read, tmp_path):
    first, second = read().secret_key, read().secret_key
    assert first == second and re.fullmatch("[0-9a-f]{64}", first)
    path = tmp_path / "data" / "secret_key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["secret_key"]


def test_the_first_of_two_writers_gives_the_secret(tmp_path):
    path = tmp_path / "secret_key"
    config.store_once(path, "a" * 64)
    config.store_once(path, "b" * 64)
    assert config.stored_secret(path) == "a" * 64


def test_settings_of_a_command_make_nothing_before_it_does(tmp_path):
    folder = tmp_path / "data"
    settings = Settings.from_environment({"DATA_DIR": str(folder)}, makes_place=False)
    assert settings.lacks_secret and not folder.exists()
    settings.make_place()
    settings.make_place()
    assert (folder / "secret_key").read_text() == settings.secret_key and not settings.lacks_secret
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_second_of_two_commands_that_make_the_place_is_refused(tmp_path):
    first, second = (
        Settings.from_environment({"DATA_DIR": str(tmp_path)}, makes_place=False) for _ in range(2)
    )
    first.make_place()
    with pytest.raises(SettingsError, match="vừa được một lệnh khác lập"):
        second.make_place()
    assert (tmp_path / "secret_key").read_text() == first.secret_key


def test_a_damaged_secret_file_stops_the_start(read, refusal, tmp_path):
    read()
    (tmp_path / "data" / "secret_key").write_text("short")
    assert "secret_key" in refusal()


def test_a_given_secret_is_used_and_not_stored(read, tmp_path):
    assert read(SECRET_KEY=GOOD_SECRET).secret_key == GOOD_SECRET
    assert not (tmp_path / "data" / "secret_key").exists()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("postgres://u:p@db/hoso", "postgresql+psycopg://u:p@db/hoso"),
        ("postgresql://u:p@db:5433/hoso", "postgresql+psycopg://u:p@db:5433/hoso"),
        ("postgresql+psycopg://u:p%40@db/hoso", "postgresql+psycopg://u:p%40@db/hoso"),
        ("postgresql:///hoso?host=/tmp", "postgresql+psycopg:///hoso?host=%2Ftmp"),
        ("sqlite:////tmp/hoso.sqlite3", "sqlite:////tmp/hoso.sqlite3"),
    ],
)
def test_database_url_takes_sqlite_and_postgresql(read, given, expected):
    assert read(DATABASE_URL=given).database_url == expected


def test_a_relative_sqlite_path_counts_from_the_working_folder(read, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read(DATABASE_URL="sqlite:///here.sqlite3").database_path == tmp_path / "here.sqlite3"


@pytest.mark.parametrize(
    "value",
    [
        "mysql://u:tuyệt-mật@db/hoso",
        "postgresql+psycopg2://u:tuyệt-mật@db/hoso",
        "postgresql://u:tuyệt-mật@db",
        "postgresql://u:tuyệt-mật@db:port/hoso",
        "hoso.sqlite3",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:////no/such/folder/hoso.sqlite3",
        "sqlite:////tmp/hoso.sqlite3?mode=ro",
    ],
)
def test_database_url_refuses_the_rest_without_showing_its_password(refusal, value):
    sentence = refusal(DATABASE_URL=value)
    assert "DATABASE_URL" in sentence and "tuyệt-mật" not in sentence


def test_production_starts_without_demonstration(read):
    settings = read(**production())
    assert settings.is_production and not settings.demo and not settings.debug
    assert read(**production(DEMO="0", DEBUG="0")).is_production


@pytest.mark.parametrize("extra", ["DEMO=1", "DEBUG=1", "DEMO_PEOPLE=5", "DEMO_PASSWORD=mat-khau-thu-1"])
def test_production_refuses_demonstration_and_debugging(refusal, extra):
    name, value = extra.split("=")
    sentence = refusal(**production(**{name: value}))
    assert name in sentence and "APP_ENV=production" in sentence


@pytest.mark.parametrize(
    "value",
    [
        "",
        "short",
        "changeme" * 5,
        "Change-Me-To-A-Complex-Random-Secret!!",
        "x" * 64,
        "1234567890" * 4,
        "your-256-bit-secret-your-256-bit-secret",
        "your_super_secret_key_goes_here_0001",
        "django-insecure-9f8a7b6c5d4e3f2a1b0c9d8e",
        "Kh0-kHac-9zQ" * 3,
        "a" * 30 + "bcdefghijk",
        "zyxwvutsrqponmlkjihgfedcba987654",
        "qwertyuiopasdfghjklzxcvbnm1234567",
    ],
)
def test_production_refuses_a_missing_or_known_secret_without_showing_it(refusal, value):
    sentence = refusal(**production(SECRET_KEY=value))
    assert "SECRET_KEY" in sentence and (not value or value not in sentence)


def test_random_secrets_are_not_taken_for_known_ones():
    digits = ["".join(secrets.choice("0123456789") for _ in range(64)) for _ in range(200)]
    drawn = [make(32) for make in (secrets.token_hex, secrets.token_urlsafe) for _ in range(200)]
    assert not [value for value in (*digits, *drawn) if is_known_secret(value)]


@pytest.mark.parametrize("app_env", ["development", "test"])
def test_a_short_secret_is_refused_everywhere(read, refusal, app_env):
    assert "SECRET_KEY" in refusal(APP_ENV=app_env, SECRET_KEY="mot-khoa-ngan-1")
    assert read(APP_ENV=app_env, SECRET_KEY="mot-khoa-ngan-16").secret_key == "mot-khoa-ngan-16"


def test_secrets_stay_out_of_the_printed_settings(read):
    shown = repr(read(SECRET_KEY=GOOD_SECRET, DEMO_PASSWORD="mat-khau-thu-1"))
    assert GOOD_SECRET not in shown and "mat-khau-thu-1" not in shown


def test_sessions_and_tokens_are_signed_with_different_keys(read):
    values = read(SECRET_KEY=GOOD_SECRET).flask_config()
    assert values["SECRET_KEY"] == GOOD_SECRET
    assert re.fullmatch("[0-9a-f]{64}", str(values["JWT_SECRET_KEY"]))


def test_cookies_travel_encrypted_in_production_only(read):
    assert read().flask_config()["SESSION_COOKIE_SECURE"] is False
    assert read(**production()).flask_config()["SESSION_COOKIE_SECURE"] is True


def test_the_cookie_is_bound_to_this_host_in_production_only(read):
    names = [read(**values).flask_config()["SESSION_COOKIE_NAME"] for values in ({}, production())]
    assert [name.startswith("__Host-") for name in names] == [False, True]
    values = read(**production()).flask_config()
    assert (values["SESSION_COOKIE_HTTPONLY"], values["SESSION_COOKIE_SAMESITE"]) == (True, "Lax")
    assert "SESSION_COOKIE_DOMAIN" not in values and "REMEMBER_COOKIE_NAME" not in values


def test_no_proxy_is_trusted_unless_told(read):
    assert read().trusted_proxies == 0
    assert read(TRUSTED_PROXIES="2").trusted_proxies == 2


@pytest.mark.parametrize("value", ["-1", "11", "x", "1.0"])
def test_a_number_of_proxies_that_is_none_is_refused(refusal, value):
    assert "TRUSTED_PROXIES" in refusal(TRUSTED_PROXIES=value)


def test_logins_are_not_counted_in_memory(read):
    """The database counts them, for every process: tests/functional/test_sign_in.py."""
    values = read().flask_config()
    assert (values["AUTH_RATE_LIMITED"], values["RATELIMIT_ENABLED"]) == (False, False)


def test_an_app_that_starts_makes_no_tables_and_no_permissions(read):
    values = read().flask_config()
    assert (values["FAB_CREATE_DB"], values["FAB_UPDATE_PERMS"]) == (False, False)


def test_sqlite_is_reached_through_a_library_without_the_wal_fault(read):
    settings = read()
    options: Any = settings.flask_config()["SQLALCHEMY_ENGINE_OPTIONS"]
    with create_engine(settings.database_url, **options).connect() as connection:
        version = connection.execute(text("select sqlite_version()")).scalar_one()
    assert tuple(map(int, version.split("."))) >= (3, 51, 3)


def test_an_old_sqlite_library_is_refused(monkeypatch):
    class Old:
        sqlite_version_info = (3, 40, 1)

    monkeypatch.setattr("importlib.import_module", lambda name: Old)
    with pytest.raises(SettingsError, match=r"3\.51\.3"):
        config.sqlite_driver()


def test_a_missing_wheel_falls_back_to_a_new_enough_python(monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 53, 0))
    monkeypatch.setitem(sys.modules, "pysqlite3.dbapi2", None)
    assert config.sqlite_driver() is sqlite3


# Backups --------------------------------------------------------------------------------------


def test_backups_lie_in_the_data_folder_daily(read, tmp_path):
    backup, data = read().backup, tmp_path / "data"
    assert (backup.folder, backup.copy_folder, backup.key_file) == (
        data / "backups",
        None,
        data / "backup_key",
    )
    assert backup.is_daily is True


def test_backups_go_where_they_are_told(read, tmp_path):
    given = {"BACKUP_DIR": "/a", "BACKUP_COPY_DIR": "/khong/co", "BACKUP_KEY": "/k", "BACKUP_DAILY": "0"}
    backup = read(**given).backup
    assert [str(path) for path in (backup.folder, backup.copy_folder, backup.key_file)] == [
        "/a", "/khong/co", "/k",
    ]  # fmt: skip
    assert backup.is_daily is False, "and a copy folder that is not mounted today stops nothing"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BACKUP_DIR", "tuong/doi"),
        ("BACKUP_COPY_DIR", "tuong/doi"),
        ("BACKUP_KEY", "khoa"),
        ("BACKUP_DAILY", "yes"),
    ],
)
def test_a_bad_setting_of_backups_stops_the_start(refusal, name, value):
    assert f"Biến môi trường {name} có giá trị không hợp lệ" in refusal(**{name: value})


def test_the_second_copy_beside_the_first_is_refused(refusal, tmp_path):
    assert "BACKUP_COPY_DIR" in refusal(BACKUP_COPY_DIR=str(tmp_path / "data" / "backups"))


def test_names_of_the_server_are_added_to_loopback(read):
    assert read().allowed_hosts == ("127.0.0.1", "localhost")
    given = read(ALLOWED_HOSTS="Hoso.CanTho.gov.vn, .noibo.vn")
    assert given.allowed_hosts == ("127.0.0.1", "localhost", "hoso.cantho.gov.vn", ".noibo.vn")
    assert given.flask_config()["TRUSTED_HOSTS"] == list(given.allowed_hosts)


@pytest.mark.parametrize("value", ["*", "a b", "http://x.vn", "x.vn,", "x.vn/y", "x.vn:80"])
def test_what_is_no_name_of_a_server_is_refused(refusal, value):
    assert "ALLOWED_HOSTS" in refusal(ALLOWED_HOSTS=value)


OIDC = {"OIDC_ISSUER": "https://sso.cantho.gov.vn/realms/tinh", "OIDC_CLIENT_ID": "ho-so"}


def test_no_provider_is_offered_unless_told(read):
    assert read().oidc is None
    given = read(**OIDC, OIDC_CLIENT_SECRET="rat-bi-mat").oidc
    assert (given.issuer, given.client_id) == (OIDC["OIDC_ISSUER"], "ho-so")
    assert (given.client_secret, given.claim) == ("rat-bi-mat", "sub")
    assert "rat-bi-mat" not in repr(given)
    assert read(**OIDC, OIDC_CLIENT_SECRET="x", OIDC_CLAIM="email").oidc.claim == "email"


def test_half_a_provider_is_refused_with_the_name_of_what_lacks(refusal):
    assert "thiếu OIDC_CLIENT_SECRET" in refusal(**OIDC)
    assert "thiếu OIDC_ISSUER" in refusal(OIDC_CLIENT_ID="x", OIDC_CLIENT_SECRET="x")


@pytest.mark.parametrize(
    "value",
    [
        "sso.vn",
        "http://sso.vn",
        "https://",
        "https://a@sso.vn",
        "https://sso.vn?x=1",
        "https://sso.vn/;x",
        "ftp://x",
    ],
)
def test_an_issuer_that_is_no_plain_https_address_is_refused(refusal, value):
    assert "OIDC_ISSUER" in refusal(**{**OIDC, "OIDC_ISSUER": value}, OIDC_CLIENT_SECRET="x")


def test_an_issuer_on_this_machine_needs_no_tls_outside_production(read, refusal):
    near = {**OIDC, "OIDC_ISSUER": "http://127.0.0.1:9000", "OIDC_CLIENT_SECRET": "x"}
    assert read(**near).oidc.issuer == "http://127.0.0.1:9000"
    secret = "4fK9-wq2Lm7Zr8Tn5Xc1Vb6Hj3Gd0Sa-Pe"
    assert "OIDC_ISSUER" in refusal(**near, APP_ENV="production", SECRET_KEY=secret)


def test_a_claim_that_is_not_known_is_refused(refusal):
    assert "OIDC_CLAIM" in refusal(OIDC_CLAIM="name")
