"""Settings from the environment, each checked before anything starts.

`Settings.from_environment()` reads and checks, `Settings.flask_config()` says it in the words of Flask and
its extensions. Nothing here imports Flask, so commands, jobs and tests can read settings alone.
"""

import hashlib
import hmac
import importlib
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

ROOT: Final = Path(__file__).resolve().parent
HOST: Final = "127.0.0.1"
ENVIRONMENTS: Final = ("development", "production", "test")
LOOPBACK_HOSTS: Final = ("127.0.0.1", "localhost")
MIN_SECRET_LENGTH: Final = 32
MIN_PASSWORD_LENGTH: Final = 8
MIN_SQLITE_VERSION: Final = (3, 51, 3)
"""The first release whose WAL mode cannot corrupt a file under several connections."""
KNOWN_SECRETS: Final = (
    "changeme",
    "thisismyscretkey",
    "thisisasecret",
    "thisismysecret",
    "secretkey",
    "randomsecret",
    "randomgenerated",
    "password",
    "matkhau",
    "nondevsecret",
    "example",
    "0123456789",
    "abcdefgh",
)
"""Pieces of the default values that examples and documentation spread, without case and punctuation."""
MEBIBYTE: Final = 1024 * 1024

Environment = Mapping[str, str]


class SettingsError(Exception):
    """A setting is missing or refused; the message is a Vietnamese sentence for the person at the console."""


@dataclass(frozen=True)
class BackupSettings:
    """Where backups go, under which key, and whether one is made every day (Điều 13.4).

    `folder` holds the first copy, `copy_folder` the second one (another disk or machine, already mounted;
    None: no second copy). `key_file` holds an age identity. The hour, and how many stay, are settings that
    administrators change in screens.
    """

    folder: Path
    copy_folder: Path | None
    key_file: Path
    is_daily: bool


@dataclass(frozen=True)
class OidcSettings:
    """The provider whose accounts may sign in (OpenID Connect), and the claim that says who somebody is."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "sub"


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

    @classmethod
    def from_environment(cls, env: Environment = os.environ) -> "Settings":
        """Read, check and complete the settings; the data folder and its secret are made when missing."""
        app_env = _app_env(env)
        _refuse_in_production(env, app_env)
        port, debug = _port(env), _flag(env, "DEBUG", False)
        demo = _flag(env, "DEMO", app_env != "production")
        demo_people, demo_password = _demo_people(env), _demo_password(env)
        trusted_proxies = _whole_number(env, "TRUSTED_PROXIES", 0, 0, 10)
        allowed_hosts = (*LOOPBACK_HOSTS, *_allowed_hosts(env))
        oidc = _oidc(env, app_env)
        given_secret = _given_secret(env, app_env)
        is_daily = _flag(env, "BACKUP_DAILY", app_env != "test")
        data_dir = _data_dir(env)  # the first thing made, once every other value is known to be good
        return cls(
            app_env=app_env,
            host=HOST,
            port=port,
            data_dir=data_dir,
            database_url=_database_url(env, data_dir),
            secret_key=given_secret or _stored_secret(data_dir / "secret_key"),
            debug=debug,
            demo=demo,
            demo_people=demo_people,
            demo_password=demo_password,
            backup=BackupSettings(*_backup_places(env, data_dir), is_daily),
            trusted_proxies=trusted_proxies,
            allowed_hosts=allowed_hosts,
            oidc=oidc,
        )

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
            **_LANGUAGE_CONFIG,
            **_APPBUILDER_CONFIG,
            **_TOKEN_CONFIG,
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
        if self.is_sqlite:
            connect_args = {"timeout": 15, "check_same_thread": False}
            options = {"module": sqlite_driver(), "connect_args": connect_args}
        return {"SQLALCHEMY_DATABASE_URI": self.database_url, "SQLALCHEMY_ENGINE_OPTIONS": options}


_LANGUAGE_CONFIG: Final[dict[str, object]] = {
    "BABEL_DEFAULT_LOCALE": "vi",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
    # Flask-AppBuilder puts its own folder in front of this one and joins them with ";".
    "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
    "LANGUAGES": {"vi": {"flag": "vn", "name": "Tiếng Việt"}},
}

_APPBUILDER_CONFIG: Final[dict[str, object]] = {
    "APP_NAME": "Hồ sơ cán bộ, công chức, viên chức",
    "AUTH_TYPE": 1,
    # Tables come from migrations, permissions from a command: an app that starts writes nothing.
    "FAB_CREATE_DB": False,
    "FAB_UPDATE_PERMS": False,
    "FAB_ADD_SECURITY_API": False,
    "FAB_ADD_SECURITY_PERMISSION_VIEW": False,
    "FAB_ADD_SECURITY_VIEW_MENU_VIEW": False,
    "FAB_ADD_SECURITY_PERMISSION_VIEWS_VIEW": False,
    "FAB_API_SWAGGER_UI": False,
    "FAB_API_MAX_PAGE_SIZE": 100,
}


#: Sign-ins are counted in the database, by form and API alike (app.access.attempts): the limiter in memory
#: that Flask-AppBuilder brings stays off.
_TOKEN_CONFIG: Final[dict[str, object]] = {
    "AUTH_RATE_LIMITED": False,
    "RATELIMIT_ENABLED": False,
    "RATELIMIT_STORAGE_URI": "memory://",
    "JWT_ACCESS_TOKEN_EXPIRES": 15 * 60,
    # The session a token belongs to ends earlier; this is the longest that the settings allow (72 hours).
    "JWT_REFRESH_TOKEN_EXPIRES": 72 * 3600,
}


def derived_secret(secret: str, purpose: str) -> str:
    """A key for one purpose, 64 hex digits; keys of two purposes tell nothing about each other."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def sqlite_driver() -> ModuleType:
    """The first SQLite driver whose library is new enough to be trusted with several connections."""
    for name in ("pysqlite3.dbapi2", "sqlite3"):
        try:
            driver = importlib.import_module(name)
        except ImportError:
            continue
        if tuple(driver.sqlite_version_info) >= MIN_SQLITE_VERSION:
            return driver
    least = ".".join(map(str, MIN_SQLITE_VERSION))
    raise SettingsError(
        f"Thư viện SQLite trên máy này quá cũ: cần từ {least} trở lên. "
        "Hãy cài gói pysqlite3, hoặc đặt DATABASE_URL trỏ tới PostgreSQL."
    )


def _invalid(name: str, value: str, allowed: str) -> SettingsError:
    sentence = f"Biến môi trường {name} có giá trị không hợp lệ: “{value}”. Giá trị cho phép: {allowed}."
    return SettingsError(sentence)


def _given(env: Environment, name: str) -> str | None:
    """The value, or None when the variable is unset or empty."""
    return env.get(name) or None


def _flag(env: Environment, name: str, default: bool) -> bool:
    value = _given(env, name)
    if value is None:
        return default
    if value not in ("0", "1"):
        raise _invalid(name, value, "0 hoặc 1")
    return value == "1"


def _whole_number(env: Environment, name: str, default: int, least: int, most: int) -> int:
    value = _given(env, name)
    if value is None:
        return default
    is_number = value.isascii() and value.isdigit() and len(value) <= len(str(most))
    if not is_number or not least <= int(value) <= most:
        raise _invalid(name, value, f"số nguyên từ {least} đến {most}")
    return int(value)


def _app_env(env: Environment) -> str:
    value = _given(env, "APP_ENV") or "development"
    if value not in ENVIRONMENTS:
        raise _invalid("APP_ENV", value, ", ".join(ENVIRONMENTS))
    return value


def _port(env: Environment) -> int:
    return _whole_number(env, "PORT", 8080, 1, 65535)


_HOST_NAME: Final = re.compile(r"\.?[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?")


def _allowed_hosts(env: Environment) -> list[str]:
    """Names under which browsers reach the server, separated by commas; ``.x.vn`` for all below it."""
    value = _given(env, "ALLOWED_HOSTS")
    names = [name.strip().lower() for name in value.split(",")] if value else []
    if not all(_HOST_NAME.fullmatch(name) for name in names):
        raise _invalid(
            "ALLOWED_HOSTS", value or "", "tên máy cách nhau bằng dấu phẩy, như hoso.cantho.gov.vn"
        )
    return names


OIDC_CLAIMS: Final = ("sub", "preferred_username", "email")


def _oidc(env: Environment, app_env: str) -> OidcSettings | None:
    """The provider, when its three variables are set; some of them alone is a mistake."""
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    given = [_given(env, name) for name in names]
    claim = _given(env, "OIDC_CLAIM") or "sub"
    if claim not in OIDC_CLAIMS:
        raise _invalid("OIDC_CLAIM", claim, ", ".join(OIDC_CLAIMS))
    if not any(given):
        return None
    for name, value in zip(names, given, strict=True):
        if value is None:
            raise SettingsError(f"Đăng nhập bằng tài khoản của tỉnh cần cả {', '.join(names)}: thiếu {name}.")
    issuer, client_id, client_secret = (value or "" for value in given)
    return OidcSettings(_issuer(issuer, app_env), client_id, client_secret, claim)


def _issuer(value: str, app_env: str) -> str:
    """An address over TLS; on this machine, outside production, also without."""
    parts = urlsplit(value)
    near = app_env != "production" and parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS
    is_plain = not any((parts.query, parts.fragment, "@" in parts.netloc, re.search(r"[\s;,'\"]", value)))
    if not (parts.hostname and is_plain and (parts.scheme == "https" or near)) or len(value) > 300:
        raise _invalid("OIDC_ISSUER", value, "địa chỉ https://… của nhà cung cấp, không có tham số")
    return value


def _demo_people(env: Environment) -> int:
    return _whole_number(env, "DEMO_PEOPLE", 2000, 0, 1_000_000)


def _demo_password(env: Environment) -> str | None:
    value = _given(env, "DEMO_PASSWORD")
    if value is not None and len(value) < MIN_PASSWORD_LENGTH:
        raise _invalid("DEMO_PASSWORD", "(được giấu)", f"từ {MIN_PASSWORD_LENGTH} ký tự trở lên")
    return value


def _refuse_in_production(env: Environment, app_env: str) -> None:
    if app_env != "production":
        return
    for name in ("DEMO", "DEBUG"):
        if _flag(env, name, False):
            raise SettingsError(f"APP_ENV=production không chấp nhận {name}=1: hãy bỏ hoặc đặt {name}=0.")
    for name in sorted(env):
        if name.startswith("DEMO_") and env[name]:
            raise SettingsError(f"APP_ENV=production không có dữ liệu mẫu: hãy bỏ biến môi trường {name}.")


def _given_secret(env: Environment, app_env: str) -> str | None:
    value = _given(env, "SECRET_KEY")
    if app_env == "production":
        _check_production_secret(value)
    return value


def _check_production_secret(value: str | None) -> None:
    if value is None:
        raise SettingsError(
            "APP_ENV=production cần biến môi trường SECRET_KEY: "
            f"một chuỗi ngẫu nhiên từ {MIN_SECRET_LENGTH} ký tự trở lên, giữ kín."
        )
    if len(value) < MIN_SECRET_LENGTH:
        raise _invalid("SECRET_KEY", "(được giấu)", f"chuỗi ngẫu nhiên từ {MIN_SECRET_LENGTH} ký tự trở lên")
    if is_known_secret(value):
        raise _invalid("SECRET_KEY", "(được giấu)", "chuỗi ngẫu nhiên, không phải giá trị mẫu ai cũng biết")


def is_known_secret(value: str) -> bool:
    """Whether the value looks like a default of some documentation, or repeats a few characters."""
    plain = "".join(character for character in value.lower() if character.isalnum())
    return len(set(value)) < 10 or any(known in plain for known in KNOWN_SECRETS)


def _data_dir(env: Environment) -> Path:
    given = _given(env, "DATA_DIR")
    folder = Path(given).expanduser().resolve() if given else ROOT / "data"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except (OSError, ValueError) as error:
        raise _invalid("DATA_DIR", str(folder), "thư mục mà chương trình tạo và ghi được") from error
    return folder


def _backup_places(env: Environment, data_dir: Path) -> tuple[Path, Path | None, Path]:
    """Folder, second folder and key file; the second folder may be a mount that is not there today."""
    folder = _absolute_path(env, "BACKUP_DIR") or data_dir / "backups"
    copy_folder = _absolute_path(env, "BACKUP_COPY_DIR")
    if copy_folder in (folder, data_dir):
        raise _invalid("BACKUP_COPY_DIR", str(copy_folder), "thư mục khác BACKUP_DIR và DATA_DIR")
    return folder, copy_folder, _absolute_path(env, "BACKUP_KEY") or data_dir / "backup_key"


def _absolute_path(env: Environment, name: str) -> Path | None:
    given = _given(env, name)
    if given is None:
        return None
    if not given.startswith(("/", "~")) or "\x00" in given:
        raise _invalid(name, given, "đường dẫn đầy đủ, bắt đầu bằng /")
    return Path(given).expanduser().resolve()


def _stored_secret(path: Path) -> str:
    """The secret of a data folder, made on first use; processes that start together get the same one."""
    if not path.exists():
        store_once(path, secrets.token_hex(32))
    value = path.read_text(encoding="ascii", errors="replace").strip()
    if len(value) != 64 or not set(value) <= set("0123456789abcdef"):
        wanted = "cần đúng 64 chữ số thập lục phân; hãy khôi phục từ bản sao lưu"
        raise SettingsError(f"Tệp khóa bí mật {path} bị hỏng: {wanted}.")
    return value


def store_once(path: Path, text: str) -> None:
    """Write a private file whole or not at all; the first writer wins."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        os.fchmod(descriptor, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)


_DATABASE_ALLOWED: Final = "sqlite:////thư-mục/tệp.sqlite3 hoặc postgresql://tài-khoản:mật-khẩu@máy/tên"
_POSTGRESQL: Final = "postgresql+psycopg"
_DRIVERS: Final = {
    "sqlite": "sqlite",
    "postgres": _POSTGRESQL,
    "postgresql": _POSTGRESQL,
    _POSTGRESQL: _POSTGRESQL,
}


def _database_url(env: Environment, data_dir: Path) -> str:
    """A complete URL with the driver named and, for SQLite, an absolute path."""
    given = _given(env, "DATABASE_URL")
    if given is None:
        return URL.create("sqlite", database=str(data_dir / "hoso.sqlite3")).render_as_string()
    try:
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        raise _invalid("DATABASE_URL", "(được giấu)", _DATABASE_ALLOWED) from error
    driver = _DRIVERS.get(url.drivername)
    if driver is None or not url.database:
        raise _invalid("DATABASE_URL", _shown(url), _DATABASE_ALLOWED)
    url = url.set(drivername=driver)
    return (_sqlite_url(url) if driver == "sqlite" else url).render_as_string(hide_password=False)


def _sqlite_url(url: URL) -> URL:
    database = url.database or ""
    path = Path(database).expanduser().resolve()
    if database.startswith((":memory:", "file:")) or url.host or url.query or not path.parent.is_dir():
        raise _invalid("DATABASE_URL", _shown(url), "sqlite:////thư-mục-có-sẵn/tệp.sqlite3, không có tham số")
    return url.set(database=str(path))


def _shown(url: URL) -> str:
    """The URL without password and parameters, fit for a message."""
    return url.set(query={}).render_as_string(hide_password=True)
