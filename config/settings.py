"""The settings: read, checked and completed before anything starts."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy.engine import make_url

from config.libraries import APPBUILDER, LANGUAGE, TOKENS
from config.network import LOOPBACK_HOSTS, OidcSettings, allowed_hosts_of, oidc_of
from config.places import (
    BackupSettings,
    backup_places,
    data_dir_of,
    database_url_of,
    make_data_dir,
    sqlite_driver,
)
from config.reading import Environment, SettingsError, flag, invalid, value_of, whole_number
from config.secret import derived_secret, given_secret_of, new_secret, stored_secret

HOST: Final = "127.0.0.1"
ENVIRONMENTS: Final = ("development", "production", "test")
MIN_PASSWORD_LENGTH: Final = 8
MEBIBYTE: Final = 1024 * 1024
#: A server that does not answer is told of sooner than the system's two minutes.
SECONDS_TO_CONNECT: Final = 10


@dataclass(frozen=True)
class Settings:
    """Checked settings; secrets stay out of its printed form."""

    app_env: str
    host: str
    port: int
    data_dir: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    debug: bool
    demo: bool
    demo_people: int
    demo_password: str | None = field(repr=False)
    backup: BackupSettings
    trusted_proxies: int = 0
    allowed_hosts: tuple[str, ...] = LOOPBACK_HOSTS
    oidc: OidcSettings | None = None
    #: Where the secret is kept; None when the environment gives it.
    secret_file: Path | None = None

    @classmethod
    def from_environment(cls, env: Environment = os.environ, *, makes_place: bool = True) -> "Settings":
        """Read, check and complete the settings; the data folder and its secret are made when missing.

        Unless `makes_place`: then nothing is, and a missing secret is one nobody keeps before `make_place`.
        """
        app_env = _app_env(env)
        _refuse_in_production(env, app_env)
        port, debug = _port(env), flag(env, "DEBUG", False)
        demo = flag(env, "DEMO", app_env != "production")
        demo_people, demo_password = _demo_people(env), _demo_password(env)
        trusted_proxies = whole_number(env, "TRUSTED_PROXIES", 0, 0, 10)
        allowed_hosts = (*LOOPBACK_HOSTS, *allowed_hosts_of(env))
        oidc = oidc_of(env, app_env)
        given_secret = given_secret_of(env, app_env)
        is_daily = flag(env, "BACKUP_DAILY", app_env != "test")
        data_dir = data_dir_of(env)
        if makes_place or os.path.exists(data_dir):
            make_data_dir(data_dir)  # the first thing made, once every other value is known to be good
        secret_file = None if given_secret else data_dir / "secret_key"
        return cls(
            app_env=app_env,
            host=HOST,
            port=port,
            data_dir=data_dir,
            database_url=database_url_of(env, data_dir),
            secret_key=given_secret or _secret_of(data_dir / "secret_key", is_kept=makes_place),
            debug=debug,
            demo=demo,
            demo_people=demo_people,
            demo_password=demo_password,
            backup=BackupSettings(*backup_places(env, data_dir), is_daily),
            trusted_proxies=trusted_proxies,
            allowed_hosts=allowed_hosts,
            oidc=oidc,
            secret_file=secret_file,
        )

    @property
    def lacks_secret(self) -> bool:
        """Whether the secret in use is one nobody has kept."""
        return self.secret_file is not None and not self.secret_file.exists()

    def make_place(self) -> None:
        """Make the data folder and keep the secret, where they are missing.

        SettingsError when somebody else has kept another secret since these settings were read.
        """
        make_data_dir(self.data_dir)
        if self.secret_file and stored_secret(self.secret_file, self.secret_key) != self.secret_key:
            raise SettingsError(f"Thư mục {self.data_dir} vừa được một lệnh khác lập. Chạy lại lệnh này.")

    @property
    def is_production(self) -> bool:
        return self.app_env == "production"

    @property
    def is_sqlite(self) -> bool:
        return make_url(self.database_url).get_backend_name() == "sqlite"

    @property
    def database_path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        database = make_url(self.database_url).database
        return Path(database) if self.is_sqlite and database else None

    def flask_config(self) -> dict[str, object]:
        """The configuration of Flask, Flask-AppBuilder, Babel and SQLAlchemy."""
        return {
            **self._web_config(),
            **self._database_config(),
            **LANGUAGE,
            **APPBUILDER,
            **TOKENS,
        }

    def _web_config(self) -> dict[str, object]:
        return {
            "DEBUG": self.debug,
            "SECRET_KEY": self.secret_key,
            "TRUSTED_HOSTS": list(self.allowed_hosts),
            "JWT_SECRET_KEY": derived_secret(self.secret_key, "jwt"),
            # A name with this prefix is taken by browsers over HTTPS only, for this host and every path.
            "SESSION_COOKIE_NAME": "__Host-phien" if self.is_production else "phien",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.is_production,
            "WTF_CSRF_TIME_LIMIT": None,
            "MAX_CONTENT_LENGTH": 20 * MEBIBYTE,
            "MAX_FORM_MEMORY_SIZE": 2 * MEBIBYTE,
        }

    def _database_config(self) -> dict[str, object]:
        options: dict[str, object] = {"pool_pre_ping": True, "pool_size": 10}
        if not self.is_sqlite and "connect_timeout" not in make_url(self.database_url).query:
            options["connect_args"] = {"connect_timeout": SECONDS_TO_CONNECT}
        if self.is_sqlite:
            connect_args = {"timeout": 15, "check_same_thread": False}
            options = {"module": sqlite_driver(), "connect_args": connect_args}
        return {"SQLALCHEMY_DATABASE_URI": self.database_url, "SQLALCHEMY_ENGINE_OPTIONS": options}


def _secret_of(path: Path, *, is_kept: bool) -> str:
    return stored_secret(path) if is_kept or path.exists() else new_secret()


def _app_env(env: Environment) -> str:
    value = value_of(env, "APP_ENV") or "development"
    if value not in ENVIRONMENTS:
        raise invalid("APP_ENV", value, ", ".join(ENVIRONMENTS))
    return value


def _port(env: Environment) -> int:
    return whole_number(env, "PORT", 8080, 1, 65535)


def _demo_people(env: Environment) -> int:
    return whole_number(env, "DEMO_PEOPLE", 2000, 0, 1_000_000)


def _demo_password(env: Environment) -> str | None:
    value = value_of(env, "DEMO_PASSWORD")
    if value is not None and len(value) < MIN_PASSWORD_LENGTH:
        raise invalid("DEMO_PASSWORD", "(được giấu)", f"từ {MIN_PASSWORD_LENGTH} ký tự trở lên")
    return value


def _refuse_in_production(env: Environment, app_env: str) -> None:
    if app_env != "production":
        return
    for name in ("DEMO", "DEBUG"):
        if flag(env, name, False):
            raise SettingsError(f"APP_ENV=production không chấp nhận {name}=1: hãy bỏ hoặc đặt {name}=0.")
    for name in sorted(env):
        if name.startswith("DEMO_") and env[name]:
            raise SettingsError(f"APP_ENV=production không có dữ liệu mẫu: hãy bỏ biến môi trường {name}.")
