"""Where the data lie: folder, database, backups."""

import importlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from config.reading import ROOT, Environment, SettingsError, absolute_path, invalid, value_of

MIN_SQLITE_VERSION: Final = (3, 51, 3)
"""The first release whose WAL mode cannot corrupt a file under several connections."""


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


def data_dir_of(env: Environment) -> Path:
    """The folder as it is named; it need not exist yet."""
    given = value_of(env, "DATA_DIR")
    try:
        return Path(given).expanduser().resolve() if given else ROOT / "data"
    except (OSError, ValueError) as error:
        raise _no_folder(given or "") from error


def make_data_dir(folder: Path) -> None:
    """Make the folder for its owner alone when it is missing; SettingsError when that, or writing, fails."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except (OSError, ValueError) as error:
        raise _no_folder(str(folder)) from error


def _no_folder(given: str) -> SettingsError:
    return invalid("DATA_DIR", given, "thư mục mà chương trình tạo và ghi được")


def backup_places(env: Environment, data_dir: Path) -> tuple[Path, Path | None, Path]:
    """Folder, second folder and key file; the second folder may be a mount that is not there today."""
    folder = absolute_path(env, "BACKUP_DIR") or data_dir / "backups"
    copy_folder = absolute_path(env, "BACKUP_COPY_DIR")
    if copy_folder in (folder, data_dir):
        raise invalid("BACKUP_COPY_DIR", str(copy_folder), "thư mục khác BACKUP_DIR và DATA_DIR")
    return folder, copy_folder, absolute_path(env, "BACKUP_KEY") or data_dir / "backup_key"


_DATABASE_ALLOWED: Final = "sqlite:////thư-mục/tệp.sqlite3 hoặc postgresql://tài-khoản:mật-khẩu@máy/tên"
_POSTGRESQL: Final = "postgresql+psycopg"
_DRIVERS: Final = {
    "sqlite": "sqlite",
    "postgres": _POSTGRESQL,
    "postgresql": _POSTGRESQL,
    _POSTGRESQL: _POSTGRESQL,
}


def database_url_of(env: Environment, data_dir: Path) -> str:
    """A complete URL with the driver named and, for SQLite, an absolute path."""
    given = value_of(env, "DATABASE_URL")
    if given is None:
        return URL.create("sqlite", database=str(data_dir / "hoso.sqlite3")).render_as_string()
    try:
        url = make_url(given)
    except (ArgumentError, ValueError) as error:
        raise invalid("DATABASE_URL", "(được giấu)", _DATABASE_ALLOWED) from error
    driver = _DRIVERS.get(url.drivername)
    if driver is None or not url.database:
        raise invalid("DATABASE_URL", _shown(url), _DATABASE_ALLOWED)
    url = url.set(drivername=driver)
    return (_sqlite_url(url, data_dir) if driver == "sqlite" else url).render_as_string(hide_password=False)


def _sqlite_url(url: URL, data_dir: Path) -> URL:
    database = url.database or ""
    path = Path(database).expanduser().resolve()
    has_folder = path.parent.is_dir() or path.parent == data_dir  # which a start makes
    if database.startswith((":memory:", "file:")) or url.host or url.query or not has_folder:
        raise invalid("DATABASE_URL", _shown(url), "sqlite:////thư-mục-có-sẵn/tệp.sqlite3, không có tham số")
    return url.set(database=str(path))


def _shown(url: URL) -> str:
    """The URL without password and parameters, fit for a message."""
    return url.set(query={}).render_as_string(hide_password=True)


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
