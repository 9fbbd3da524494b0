"""Backups are whole, private, read back, and leave nothing behind when they cannot be made (Điều 13.4)."""

import datetime
import hashlib
import json
import os
import resource
import signal
import stat
import subprocess
import sys

import pytest

from app.backup import postgres
from app.backup.errors import BackupRefused
from app.backup.making import make_backup
from app.backup.store import expired
from app.core.locks import hold
from config import ROOT
from tests.support import backups
from tests.support.backups import command, create, environment_of, leftovers, names, plain_members
from tests.support.cast import as_system, history_of

#: A process that says when a backup is all but finished, and then hangs.
HANGING = """
import time
from app.backup import making
from app import create_app
from app.core.actor import acting_as, system_actor

def hang(*arguments):
    print("busy", flush=True)
    time.sleep(600)

making._read_back = hang
settings = create_app().config["SETTINGS"]
making.make_backup(settings, reason="command", actor="thử")
"""


@pytest.fixture(scope="module")
def backup(product):
    """A backup of the product with two attached files."""
    folder = product.settings.data_dir / "files" / "2026"
    folder.mkdir(parents=True)
    (folder / "quyết định.pdf").write_bytes(b"%PDF-1.7 quyet dinh bo nhiem")
    (folder / ".dang-ghi").write_bytes(b"nua chung")
    (folder / "lien-ket").symlink_to("/etc/hostname")
    return create(product)


@pytest.fixture(scope="module")
def key(product, backup):
    return product.settings.backup.key_file


# What is in it ------------------------------------------------------------------------------------------


def test_it_holds_database_files_and_secret_with_their_sums_and_counts(product, backup, key):
    members = plain_members(backup, key)
    manifest = json.loads(members.pop("manifest.json"))
    database = "hoso.sqlite3" if product.settings.is_sqlite else "hoso.dump"
    assert sorted(members) == [
        f"database/{database}",
        "state/files/2026/quyết định.pdf",
        "state/secret_key",
    ]
    for name, data in members.items():
        assert manifest["files"][name] == {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    assert manifest["facts"]["tables"]["unit"] == 394
    assert manifest["facts"]["tables"]["person"] >= 400
    assert manifest["engine"] == ("sqlite" if product.settings.is_sqlite else "postgresql")
    assert manifest["facts"]["revision"] and manifest["version"]


def test_it_is_private_and_holds_neither_plain_text_nor_its_key(product, backup, key):
    data = backup.read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n")
    assert b"SQLite format" not in data and b"PGDMP" not in data and b"quyet dinh" not in data
    assert stat.S_IMODE(backup.stat().st_mode) == stat.S_IMODE(key.stat().st_mode) == 0o600
    assert all(key.read_bytes().strip() not in member for member in plain_members(backup, key).values())


def test_making_one_writes_the_history_and_names_the_key_once(product):
    done = command(product, "create")
    assert done.returncode == 0 and "Đã lập và kiểm tra bản sao lưu" in done.stdout
    assert "Khóa sao lưu vừa được tạo" not in done.stdout, "it was made with the first backup"
    line = history_of(product, "backup", 0)[-1]
    # The runner of the tests calls the program by another name than the shell does.
    assert line.act == "backup" and line.actor.endswith("backup create")
    assert line.changes["backup"][1] == names(product)[-1]


def test_the_first_backup_says_where_the_key_is_and_to_keep_it_elsewhere(product, tmp_path):
    done = command(product, "create", BACKUP_KEY=str(tmp_path / "khoa"), BACKUP_DIR=str(tmp_path / "ban"))
    assert f"Khóa sao lưu vừa được tạo: {tmp_path}/khoa" in done.stdout
    assert "mất khóa thì không bản sao lưu nào mở được" in done.stdout


def test_list_and_verify_tell_of_each(product, backup):
    listed = command(product, "list").stdout.splitlines()
    assert [line.split("\t")[0] for line in listed] == names(product)[::-1]
    assert "đã kiểm tra" in listed[0] and "không có bản thứ hai" in listed[0]
    assert "nguyên vẹn" in command(product, "verify", backup.name).stdout
    for name in ("khac.age", "../secret_key", "hoso-19990101-000000.age"):
        done = command(product, "verify", name)
        assert done.returncode == 1 and "Không có bản sao lưu này" in done.stderr


def test_verifying_finds_a_changed_byte_and_remembers_it(product, backup):
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 1
    bad = backup.with_name("hoso-20200101-000000.age")
    bad.write_bytes(data)
    done = command(product, "verify", bad.name)
    assert done.returncode == 1 and "bị hỏng, thiếu hoặc đã bị sửa" in done.stderr
    assert "bị hỏng" in command(product, "list").stdout.splitlines()[-1]
    line = history_of(product, "backup", 0)[-1]
    assert line.act == "backup_verify" and "bị hỏng" in line.changes["fault"][1]
    bad.unlink()
    bad.with_suffix(".json").unlink()


# What goes wrong ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [pytest.param(400_000, marks=pytest.mark.long), 9_500_000])
@pytest.mark.long_on("postgresql")
def test_a_full_disk_is_a_sentence_and_no_partial_backup(product, limit):
    """Once while the database is copied, once while the archive is written."""
    large = product.settings.data_dir / "files" / "anh-chup.bin"
    large.parent.mkdir(mode=0o700, exist_ok=True)
    large.write_bytes(os.urandom(9_400_000))
    before = names(product)
    done = subprocess.run(
        [str(ROOT / ".venv/bin/flask"), "--app", "app", "backup", "create"],
        cwd=ROOT,
        env=environment_of(product),
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    large.unlink()
    assert done.returncode == 1
    assert names(product) == before and leftovers(product) == []
    assert "Traceback" not in done.stderr
    assert "Không ghi được" in done.stderr or "không làm xong" in done.stderr


def test_a_process_killed_in_the_middle_leaves_no_half_backup(product):
    before = names(product)
    program = [sys.executable, "-c", HANGING]
    env = environment_of(product)
    with subprocess.Popen(program, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline().strip() == "busy"
        assert leftovers(product), "a backup is under way"
        refused = command(product, "create")
        process.send_signal(signal.SIGKILL)
    assert "Một lần sao lưu khác đang chạy" in refused.stderr
    assert names(product) == before
    assert command(product, "list").stdout.count("hoso-") == len(before)
    create(product)
    assert leftovers(product) == []


def test_two_at_once_are_refused(product):
    with hold(product.settings.backup.folder, "backup"), pytest.raises(BackupRefused, match="đang chạy"):
        make_backup(product.settings, reason="command", actor="thử")


def test_a_backup_that_is_cancelled_leaves_nothing(product):
    class Stop(Exception):
        pass

    def stop(percent):
        if percent > 40:
            raise Stop

    before = names(product)
    with pytest.raises(Stop):
        make_backup(product.settings, reason="command", actor="thử", progress=stop)
    assert names(product) == before and leftovers(product) == []


def test_a_key_that_is_none_is_refused_and_never_overwritten(product, tmp_path):
    (tmp_path / "khoa").write_text("mật khẩu của tôi")
    done = command(product, "create", BACKUP_KEY=str(tmp_path / "khoa"))
    assert (done.returncode == 1 and "Tệp" in done.stderr) or "Không đọc được tệp khóa" in done.stderr
    assert (tmp_path / "khoa").read_text() == "mật khẩu của tôi"


def test_a_program_of_postgresql_older_than_the_server_is_a_sentence():
    with pytest.raises(BackupRefused, match="Cài gói postgresql-client-99"):
        postgres.tool("pg_dump", 99)
    with pytest.raises(BackupRefused, match="chưa có khong_co_that phiên bản 15"):
        postgres.tool("khong_co_that", 15)


# The second copy ----------------------------------------------------------------------------------------


def test_the_second_copy_is_equal_and_said_to_be_there(product, tmp_path):
    made = create(product, BACKUP_COPY_DIR=str(tmp_path))
    assert (tmp_path / made.name).read_bytes() == made.read_bytes()
    assert "có bản thứ hai" in command(product, "list").stdout.splitlines()[0]


def test_without_its_disk_the_second_copy_fails_aloud_and_the_first_stays(product, tmp_path):
    before = names(product)
    done = command(product, "create", BACKUP_COPY_DIR=str(tmp_path / "chua-gan"))
    assert done.returncode == 1 and "chưa có bản thứ hai" in done.stderr
    assert "Gắn ổ đĩa hoặc tạo thư mục" in done.stderr
    assert len(names(product)) == len(before) + 1 and not (tmp_path / "chua-gan").exists()
    assert "Gắn ổ đĩa" in command(product, "list").stdout.splitlines()[0]
    assert history_of(product, "backup", 0)[-1].changes["copy_error"]


# Retention ----------------------------------------------------------------------------------------------


def name_of(day, time="200000"):
    return f"hoso-{day.replace('-', '')}-{time}.age"


def test_the_newest_of_each_kept_day_and_month_stays():
    days = [
        *("2026-03-10", "2026-03-09", "2026-03-08", "2026-03-07"),
        *("2026-02-28", "2026-02-27", "2026-01-31", "2025-12-31"),
    ]
    kept = [name_of(day) for day in days]
    noon = name_of("2026-03-08", "120000")
    now = datetime.datetime(2026, 3, 10, 21)
    gone = expired([*kept, noon], now, keep_days=3, keep_months=2)
    # Days: 10, 9, 8 March (not the noon of the 8th). Months: March (the 10th), February (the 28th).
    assert gone == [
        noon,
        *(name_of(day) for day in ("2026-03-07", "2026-02-27", "2026-01-31", "2025-12-31")),
    ]


def test_what_was_made_within_a_day_stays_and_an_idle_server_loses_nothing():
    now = datetime.datetime(2026, 3, 10, 21)
    today = [name_of("2026-03-10", f"{hour:02}0000") for hour in range(8, 20)]
    assert expired(today, now, keep_days=1, keep_months=0) == []
    old = [name_of("2020-01-01"), name_of("2020-01-02")]
    assert expired(old, now, keep_days=2, keep_months=0) == []
    assert expired(old, now, keep_days=1, keep_months=0) == [name_of("2020-01-01")]


def test_making_one_removes_those_past_their_time_in_both_folders_and_says_so(product, tmp_path):
    folder, old = product.settings.backup.folder, [name_of("2020-01-01"), name_of("2020-02-01")]
    for name in old:
        for place in (folder, tmp_path):
            (place / name).write_bytes(b"age")
            (place / name).with_suffix(".json").write_text("{}")
    (tmp_path / "cua-nguoi-khac.age").write_bytes(b"")
    backups.plan(product, backup_days=1, backup_months=0)
    create(product, BACKUP_COPY_DIR=str(tmp_path))
    assert not any((place / name).exists() for place in (folder, tmp_path) for name in old)
    assert (tmp_path / "cua-nguoi-khac.age").exists()
    lines = [line for line in history_of(product, "backup", 0) if line.act == "backup_expire"]
    assert {line.changes["backup"][1] for line in lines} >= set(old)


# Who may ------------------------------------------------------------------------------------------------


def test_without_the_right_a_service_refuses_before_it_touches_anything(product):
    from app.access.grants import load_actor
    from app.access.services import find_account
    from app.backup.services import backup_create, backup_verify
    from app.core.actor import Channel, acting_as
    from app.core.errors import StepNotAllowed

    before = names(product)
    with as_system(product) as session:
        actor = load_actor(session, find_account(session, "soyte"), Channel.JOB, "")
        with acting_as(actor):
            for act in (
                lambda: backup_create(session, reason="screen"),
                lambda: backup_verify(session, before[0]),
            ):
                with pytest.raises(StepNotAllowed):
                    act()
    assert names(product) == before
    assert backups.leftovers(product) == []
