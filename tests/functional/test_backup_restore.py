"""Restoring: only what is whole, ours, known and permitted; otherwise nothing changes (Điều 13.4)."""

import io
import json
import tarfile

import pyrage
import pytest

from app.backup.errors import BackupRefused
from app.backup.keys import key_for_reading, key_for_writing
from app.backup.places import PostgresPlace
from app.core import ports
from app.core.locks import hold
from tests.support.backups import PERMISSION, Target, crafted, create, empty_target, plain_members
from tests.support.cast import make_person


@pytest.fixture(scope="module")
def backup(product):
    folder = product.settings.data_dir / "files"
    folder.mkdir()
    (folder / "quyet-dinh.pdf").write_bytes(b"%PDF quyet dinh")
    make_person(product, full_name="Tô Thị Sao Lưu")
    return create(product)


@pytest.fixture(scope="module")
def key(product, backup):
    return product.settings.backup.key_file


@pytest.fixture(scope="module")
def manifest(backup, key):
    return json.loads(plain_members(backup, key)["manifest.json"])


@pytest.fixture
def target(shared, engine_name, tmp_path):
    with empty_target(shared, engine_name, tmp_path) as target:
        yield target


def refused(target: Target, backup, key, match, **changes):
    """A restoring that is refused leaves an empty place empty."""
    before = target.contents()
    with pytest.raises(BackupRefused, match=match), target.attempt(backup, key, **changes):
        pytest.fail("it was restored")
    assert target.contents() == before and target.tables() == []


# What is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["", "   ", "---", "4" * 101])
def test_without_the_number_of_a_permission_nothing_is_restored(target, backup, key, number):
    refused(target, backup, key, "số văn bản cho phép", permission=number)


def test_a_wrong_key_is_refused(target, backup, tmp_path):
    key_for_writing(tmp_path / "khoa-khac")
    refused(target, backup, tmp_path / "khoa-khac", "không mở được bản sao lưu")
    refused(target, backup, tmp_path / "khong-co", "Không đọc được tệp khóa")


@pytest.mark.parametrize("place", [0.0, 0.0001, 0.01, 0.3, 0.5, 0.9, 0.99999])
def test_a_flipped_bit_anywhere_is_refused(target, backup, key, tmp_path, place):
    data = bytearray(backup.read_bytes())
    data[int(len(data) * place)] ^= 0x10
    (tmp_path / "sua.age").write_bytes(data)
    refused(target, tmp_path / "sua.age", key, "bị hỏng, thiếu hoặc đã bị sửa|không mở được")


@pytest.mark.parametrize("length", [0, 10, 300, 0.5, -65_600, -1])
def test_a_cut_file_is_refused(target, backup, key, tmp_path, length):
    data = backup.read_bytes()
    end = int(len(data) * length) if isinstance(length, float) else length
    (tmp_path / "cat.age").write_bytes(data[:end])
    refused(target, tmp_path / "cat.age", key, "bị hỏng, thiếu hoặc đã bị sửa|không mở được")


def test_added_bytes_are_refused(target, backup, key, tmp_path):
    (tmp_path / "dai.age").write_bytes(backup.read_bytes() + b"x")
    refused(target, tmp_path / "dai.age", key, "bị hỏng, thiếu hoặc đã bị sửa")


@pytest.mark.parametrize(
    "name",
    [
        "../ngoai", "/etc/ngoai", "state/../../ngoai", "state/files/../../../ngoai", "state//ngoai", "ngoai",
        "khac/ngoai", "state", "state/./ngoai", "state/files\\..\\ngoai", "state/la", "state/secret_key/la",
        "database/la.sqlite3", "state/backup_key",
    ],
)  # fmt: skip
def test_a_path_outside_is_refused_even_with_the_right_key(target, backup, key, manifest, tmp_path, name):
    members = plain_members(backup, key)
    del members["manifest.json"]
    bad = crafted(tmp_path, key, manifest, {**members, name: b"khong duoc"})
    refused(target, bad, key, "nằm ngoài nơi cho phép")
    assert not list(tmp_path.rglob("ngoai*"))


def test_a_link_in_a_backup_is_refused(target, key, tmp_path):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as tar:
        link = tarfile.TarInfo("state/files/lien-ket")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(link)
    path = tmp_path / "hoso-20260101-000000.age"
    path.write_bytes(pyrage.encrypt(data.getvalue(), [key_for_reading(key).to_public()]))
    refused(target, path, key, "bị hỏng, thiếu hoặc đã bị sửa")


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"facts": {"revision": "9999", "tables": {}}}, "phiên bản dữ liệu 9999 .* chưa biết"),
        ({"facts": {"revision": None, "tables": {}}}, "chưa biết"),
        ({"engine": "oracle"}, "Bản sao lưu của oracle"),
        ({"format": 2}, "khuôn dạng mà phiên bản này chưa biết"),
    ],
)
def test_what_this_program_does_not_know_is_refused(target, backup, key, manifest, tmp_path, change, match):
    members = plain_members(backup, key)
    del members["manifest.json"]
    refused(target, crafted(tmp_path, key, {**manifest, **change}, members), key, match)


def test_a_backup_whose_rows_do_not_agree_is_refused(target, backup, key, manifest, tmp_path):
    members = plain_members(backup, key)
    del members["manifest.json"]
    facts = manifest["facts"]
    wrong = {**facts, "tables": {**facts["tables"], "person": facts["tables"]["person"] + 1}}
    bad = crafted(tmp_path, key, {**manifest, "facts": wrong}, members)
    refused(target, bad, key, "không khớp với lúc sao lưu: person")


def test_a_running_server_is_not_replaced(target, backup, key, engine_name):
    with hold(target.settings.data_dir, "web"):
        refused(target, backup, key, "đang chạy")
    if engine_name == "postgresql":
        with pytest.raises(BackupRefused, match="Còn 1 kết nối khác"):
            from app.backup.snapshot import own_engine

            with own_engine(target.settings.database_url).connect() as connection:
                connection.exec_driver_sql("SELECT 1")
                with target.attempt(backup, key):
                    pytest.fail("it was restored")


def test_a_plugged_fact_must_agree_too(product, target, monkeypatch):
    """The head of a chain of the history, once there is one, is compared in this way."""
    monkeypatch.setitem(ports._facts, "thu", lambda connection: "dau-chuoi-1")
    made = create(product)
    key = product.settings.backup.key_file
    monkeypatch.setitem(ports._facts, "thu", lambda connection: "dau-chuoi-2")
    refused(target, made, key, "không khớp với lúc sao lưu: thu")
    monkeypatch.setitem(ports._facts, "thu", lambda connection: "dau-chuoi-1")
    with target.attempt(made, key) as done:
        assert done.manifest["facts"]["thu"] == "dau-chuoi-1"


# Replacing ----------------------------------------------------------------------------------------------


def find(target):
    return [row[0] for row in target.rows("SELECT full_name FROM person WHERE full_name LIKE 'Tô Thị Sao%'")]


def test_data_in_the_way_are_kept_aside_only_when_told(target, backup, key):
    with target.attempt(backup, key) as done:
        assert not done.has_other_secret, "the secret came along"
    assert find(target) == ["Tô Thị Sao Lưu"]
    (target.settings.data_dir / "files" / "moi-hon.pdf").write_bytes(b"moi")
    before = target.contents()
    with (
        pytest.raises(BackupRefused, match=r"Nơi phục hồi đã có dữ liệu\. Thêm --replace"),
        target.attempt(backup, key),
    ):
        pytest.fail("it was restored")
    assert target.contents() == before
    with target.attempt(backup, key, replace=True) as done:
        assert "truoc" in done.aside
    assert find(target) == ["Tô Thị Sao Lưu"]
    assert sorted(path.name for path in (target.settings.data_dir / "files").iterdir()) == ["quyet-dinh.pdf"]
    (kept,) = target.settings.data_dir.glob("truoc-phuc-hoi-*/files/moi-hon.pdf")
    assert kept.read_bytes() == b"moi"
    if isinstance(target.settings.database_path, type(None)):
        (schema,) = target.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'truoc%'")
        assert target.rows(f'SELECT count(*) FROM "{schema[0]}".person')[0][0] > 400  # noqa: S608 - our name


def test_when_migrating_fails_the_old_data_come_back(target, backup, key):
    with target.attempt(backup, key):
        pass
    before, rows = target.contents(), target.rows("SELECT count(*) FROM history")
    with pytest.raises(RuntimeError), target.attempt(backup, key, replace=True):
        raise RuntimeError("the migration broke")
    assert target.contents() == before and target.rows("SELECT count(*) FROM history") == rows
    assert find(target) == ["Tô Thị Sao Lưu"]
    if target.settings.database_path is None:
        assert target.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'truoc%'") == []
        assert PostgresPlace(target.settings).is_taken()


def test_the_command_asks_for_the_number(target, backup, key):
    from tests.support.commands import run_flask

    done = run_flask(target.env, "backup", "restore", str(backup), "--key", str(key))
    assert done.returncode == 2 and "--permission-number" in done.stderr
    assert target.tables() == [] and PERMISSION not in done.stdout
