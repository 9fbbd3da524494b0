"""pg_dump and pg_restore of this machine; their own format knows every kind of object we use."""

import logging
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from app.backup.errors import BackupRefused
from app.core.words import say

log = logging.getLogger(__name__)
_WAIT = 0.5
SCHEMA = "public"


def dump(url: str, server: int, snapshot: str, target: Path, beat: Callable[[float], None]) -> None:
    """Write the tables of our schema as of an exported snapshot."""
    words = ["--format=custom", "--compress=0", f"--schema={SCHEMA}", "--no-owner", "--no-privileges"]
    _run(tool("pg_dump", server), [*words, f"--snapshot={snapshot}", f"--file={target}"], url, beat)


def restore(url: str, server: int, source: Path, beat: Callable[[float], None]) -> None:
    """Fill an empty schema, all of it or nothing."""
    words = ["--single-transaction", "--exit-on-error", f"--schema={SCHEMA}", "--no-owner", "--no-privileges"]
    _run(tool("pg_restore", server), [*words, str(source)], url, beat)


def server_version(connection: Connection) -> int:
    """The major version of the server."""
    return int((connection.dialect.server_version_info or (0,))[0])


def tool(name: str, server: int) -> Path:
    """The newest program of this name on the machine; BackupRefused when it is older than the server."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin")]
    if found := shutil.which(name):
        folders.append(Path(found).parent)
    versions = {folder / name: _version(folder / name) for folder in folders if (folder / name).exists()}
    newest = max(versions, key=lambda path: versions[path], default=None)
    if newest is None or versions[newest] < server:
        raise BackupRefused(
            say(
                "Máy này chưa có {name} phiên bản {server} trở lên, là chương trình sao lưu của PostgreSQL. "
                "Cài gói postgresql-client-{server} rồi làm lại.",
                name=name,
                server=server,
            )
        )
    return newest


def _version(program: Path) -> int:
    done = subprocess.run([program, "--version"], capture_output=True, text=True)  # noqa: S603 - found by us
    match = re.search(r"\b(\d+)", done.stdout)
    return int(match.group(1)) if match else 0


def _run(program: Path, words: list[str], url: str, beat: Callable[[float], None]) -> None:
    """Run to the end; the password goes by the environment, where other accounts cannot read it."""
    from psycopg.conninfo import make_conninfo

    parsed = make_url(url)
    _arguments, place = parsed.get_dialect()().create_connect_args(parsed)
    password = place.pop("password", "")
    env = {**os.environ, **({"PGPASSWORD": password} if password else {}), "PGCONNECT_TIMEOUT": "15"}
    command = [str(program), "--no-password", f"--dbname={make_conninfo(**place)}", *words]
    with subprocess.Popen(  # noqa: S603 - no shell, a program found by us
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            _wait(process, beat)
        except BaseException:
            process.kill()
            raise
        said = (process.stderr.read() if process.stderr else b"").decode(errors="replace")
    if process.returncode:
        log.error("%s failed: %s", program.name, said[-2000:])
        raise BackupRefused(say("{name} không làm xong; chi tiết ở nhật ký của máy chủ.", name=program.name))


def _wait(process: "subprocess.Popen[bytes]", beat: Callable[[float], None]) -> None:
    while process.poll() is None:
        beat(0.5)
        time.sleep(_WAIT)
