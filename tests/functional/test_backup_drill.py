"""The drill: back up while people write, restore elsewhere, compare everything, sign in (Điều 13.4)."""

import hashlib
import json
import os
import threading
import urllib.error
import urllib.request

import pytest
from flask_migrate import downgrade, upgrade

from app.setup import MIGRATIONS, known_revisions
from tests.support.backups import PERMISSION, empty_target, plain_members
from tests.support.commands import run_flask
from tests.support.live_server import running_server
from tests.support.product import running_product
from tests.support.templates import DEMO_PASSWORD

WRITERS = 3
HEAD = max(known_revisions())


def ask(url, body=None, token=""):
    """(status, JSON) of a request, with a body as POST."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers)  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, None


def token_of(server):
    body = {"username": "sonoivu", "password": DEMO_PASSWORD, "provider": "db"}
    return ask(f"{server.url}/api/v1/security/login", body)[1]["access_token"]


class Writer(threading.Thread):
    """Adds values one after the other; `written` are those the server said it kept."""

    def __init__(self, server, token, number, stop):
        super().__init__(daemon=True)
        self.server, self.token, self.number, self.stop = server, token, number, stop
        self.written = 0

    def run(self):
        while not self.stop.is_set():
            code = f"DT{self.number}-{self.written + 1:05}"
            body = {"code": code, "name": f"Giá trị {code}"}
            status, _answer = ask(f"{self.server.url}/api/v1/strength/", body, self.token)
            if status == 201:
                self.written += 1


@pytest.fixture(scope="module")
def files(live_server):
    """Attached files, one of them large."""
    folder = live_server.settings.data_dir / "files"
    (folder / "a" / "b").mkdir(parents=True)
    for name, size in (("to.bin", 3_000_000), ("a/b/nhỏ.pdf", 10), ("a/rỗng", 0)):
        (folder / name).write_bytes(os.urandom(size))
    return folder


def sums(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_drill(live_server, files, shared, engine_name, tmp_path):
    token, stop = token_of(live_server), threading.Event()
    writers = [Writer(live_server, token, number, stop) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    while any(writer.written < 3 for writer in writers):
        stop.wait(0.05)
    least = [writer.written for writer in writers]
    done = run_flask(live_server.environment, "backup", "create")
    stop.set()
    for writer in writers:
        writer.join(60)
    assert done.returncode == 0, done.stderr
    most = [writer.written for writer in writers]
    assert sum(most) > sum(least), "they wrote while the backup was made"
    (backup,) = live_server.settings.backup.folder.glob("*.age")
    key = live_server.settings.backup.key_file
    manifest = json.loads(plain_members(backup, key)["manifest.json"])

    with empty_target(shared, engine_name, tmp_path) as target:
        restored = target.restore(backup, key=key)
        assert restored.returncode == 0, restored.stderr
        assert "khớp với lúc sao lưu" in restored.stdout

        # Counts: every table as the manifest says, but for the line this restoring wrote.
        ended = ("half_sign_in", "form_token", "sensitive_opening")
        assert [target.rows(f"SELECT count(*) FROM {name}")[0][0] for name in ended] == [0, 0, 0]  # noqa: S608
        for name, number in manifest["facts"]["tables"].items():
            if name in ended:
                continue
            extra = 1 if name == "history" else 0
            (row,) = target.rows(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - names of our tables
            assert row[0] == number + extra, name
        # Consistency: each writer's values without a hole, each with its line of history.
        for number, writer in enumerate(writers):
            codes = target.rows(f"SELECT code FROM strength WHERE code LIKE 'DT{number}-%' ORDER BY code")  # noqa: S608
            assert [row[0] for row in codes] == [f"DT{number}-{n:05}" for n in range(1, len(codes) + 1)]
            assert least[number] <= len(codes) <= writer.written + 1
            lines = target.rows(
                "SELECT count(*) FROM history h JOIN strength s ON s.id = h.row_id "  # noqa: S608
                f"WHERE h.thing = 'strength' AND h.act = 'add' AND s.code LIKE 'DT{number}-%'"
            )
            assert lines[0][0] == len(codes)
        # Files and the secret.
        assert sums(target.settings.data_dir / "files") == sums(files)
        ours, theirs = (s.data_dir / "secret_key" for s in (live_server.settings, target.settings))
        assert ours.read_bytes() == theirs.read_bytes()
        # The permission: in the history, and beside the backups, where the next restoring leaves it.
        (line,) = target.rows("SELECT actor, changes FROM history WHERE act = 'backup_restore'")
        changes = line[1] if isinstance(line[1], dict) else json.loads(line[1])
        assert line[0] == "dòng lệnh: flask backup restore"
        assert changes["permission_number"] == [None, PERMISSION]
        assert changes["backup"] == [None, backup.name]
        ledger = (target.settings.backup.folder / "phuc-hoi.jsonl").read_text().splitlines()
        assert [json.loads(entry)["permission_number"] for entry in ledger] == [PERMISSION]

        # It runs, and people sign in with their passwords.
        with running_server(target.env, tmp_path) as server:
            assert ask(f"{server.url}/api/v1/person/", token=token)[0] == 401, (
                "sessions end with the restoring"
            )
            new = token_of(server)
            status, people = ask(f"{server.url}/api/v1/person/", token=new)
            assert status == 200 and people["count"] >= 400
            again = target.restore(backup, "--replace", key=key)
            assert again.returncode == 1 and "Traceback" not in again.stderr
            assert ("đang chạy" if engine_name == "sqlite" else "kết nối khác") in again.stderr


def test_a_backup_of_an_older_version_is_migrated_up(product, shared, engine_name, tmp_path):
    from tests.support.backups import create

    with product.app.app_context():
        downgrade(directory=MIGRATIONS, revision="0004")
        product.db.session.remove()
    backup = create(product)
    with product.app.app_context():
        upgrade(directory=MIGRATIONS)
        product.db.session.remove()
    with empty_target(shared, engine_name, tmp_path) as target:
        done = target.restore(backup, key=product.settings.backup.key_file)
        assert done.returncode == 0, done.stderr
        assert target.rows("SELECT version_num FROM alembic_version") == [(HEAD,)]
        with running_product(target.env) as restored:
            assert restored.login("quantri").get("/backup/list/").status_code == 200
