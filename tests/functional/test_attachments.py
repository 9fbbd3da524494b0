"""Files of a record and of its entries: what is taken in, who reads it, what is left of a killed upload."""

import hashlib
import io
import zipfile

import pytest
from PIL import Image
from sqlalchemy import select

from app.core.errors import RuleViolated, StepNotAllowed
from app.core.rights import Right
from app.files.store import files_folder, remove_unfinished
from app.personnel.actions import person_remove
from app.personnel.attachment_models import Attachment
from app.personnel.attachments import attachment_void
from tests.support.api import counted_statements
from tests.support.attachments import attach
from tests.support.cast import as_system, history_of, make_person, stored
from tests.support.entries import HEALTH, WORK, add_entry
from tests.support.log_lines import last, number_of_lines
from tests.support.scans import JPEG, PNG, office, pdf, portrait

CLERK, READER, OUTSIDE = "phuong.xuankhanh", "thanhtra", "soyte"


@pytest.fixture(scope="module")
def clerk(product):
    return product.login(CLERK)


@pytest.fixture
def person(product):
    return make_person(product)


def text_of(answer):
    return answer.get_data(as_text=True)


def send(client, person, content, name="a.pdf", *, where="", kind="decision", **more):
    form = {"document_kind": kind, "caption": "", "file": (io.BytesIO(content), name), **more}
    return client.post_form(f"/attachment/add/{person}{where}", form)


def rows(product, person):
    with as_system(product) as session:
        query = select(Attachment).where(Attachment.person_id == person).order_by(Attachment.id)
        return list(session.scalars(query))


def contents(product):
    return {path.name for path in files_folder(product.settings.data_dir).glob("*/*")}


# What is taken in -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "named", "kept_as", "media"),
    [
        (pdf(), "quyết định.pdf", "quyết định.pdf", "application/pdf"),
        (pdf(2), "anh.jpg", "anh.pdf", "application/pdf"),
        (JPEG, "quet/trang 1.jpeg", "trang 1.jpg", "image/jpeg"),
        (PNG, "../../x.png", "x.png", "image/png"),
        (
            office("docx"),
            "bằng.docx",
            "bằng.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            office("xlsx"),
            "bảng",
            "bảng.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
    ids=["pdf", "pdf named jpg", "jpeg", "png", "docx", "xlsx"],
)
def test_a_file_is_what_its_content_says(product, person, clerk, content, named, kept_as, media):
    assert send(clerk, person, content, named).status_code == 302
    (row,) = rows(product, person)
    assert (row.file_name, row.digest) == (kept_as, hashlib.sha256(content).hexdigest())
    answer = clerk.get(f"/attachment/file/{row.id}?download=1")
    assert (answer.data, answer.mimetype) == (content, media)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Tệp rỗng"),
        (b"<html><script>alert(1)</script>", "Theo nội dung, tệp không phải"),
        (b"MZ" + b"\0" * 200, "Theo nội dung, tệp không phải"),
        (b"PK\x03\x04broken", "Theo nội dung, tệp không phải"),
        (office("docx", macro=True), "có chứa macro"),
        (b"%PDF-1.7" + b"0" * (10 * 1024 * 1024), "Tệp lớn hơn 10 MB"),
    ],
    ids=["empty", "page", "program", "zip", "macro", "large"],
)
def test_anything_else_is_refused_and_leaves_nothing(product, person, clerk, content, sentence):
    before = contents(product)
    answer = send(clerk, person, content)
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert rows(product, person) == [] and contents(product) == before
    assert not list(files_folder(product.settings.data_dir).glob("nhan-*"))


def test_a_form_without_file_or_kind_says_both(person, clerk):
    answer = clerk.post_form(f"/attachment/add/{person}", {"document_kind": "photo"})
    assert answer.status_code == 422
    assert "Chọn tệp." in text_of(answer) and "Chọn loại giấy tờ." in text_of(answer)


def test_a_form_sent_twice_attaches_once(product, person, clerk):
    for _time in range(2):
        assert send(clerk, person, pdf(), _once="cùng một biểu mẫu").status_code == 302
    assert len(rows(product, person)) == 1


def test_two_rows_of_one_content_share_it_on_the_disk(product, person, clerk):
    send(clerk, person, pdf(3)), send(clerk, person, pdf(3), "b.pdf")
    first, second = rows(product, person)
    assert first.digest == second.digest and first.file_id != second.file_id


def test_a_killed_upload_leaves_no_row_and_its_rest_is_swept(product, person, monkeypatch):
    def killed(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as gone:
        gone.setattr("app.files.store._settle", killed)
        gone.setattr("app.files.store.os.unlink", lambda _path: None)  # as if the process were gone
        with pytest.raises(KeyboardInterrupt), as_system(product) as session:
            attach(session, product, person)
    assert rows(product, person) == []
    folder = files_folder(product.settings.data_dir)
    assert len(list(folder.glob("nhan-*"))) == 1
    assert remove_unfinished(product.settings.data_dir) == 0  # somebody may still be sending it
    assert remove_unfinished(product.settings.data_dir, older_seconds=-1) == 1
    assert list(folder.glob("nhan-*")) == []


def test_a_row_that_cannot_be_written_leaves_no_row(product, person, monkeypatch):
    def refuses(*_arguments):
        raise RuntimeError("đĩa đầy")

    monkeypatch.setattr("app.personnel.attachments.note_content", refuses)
    with pytest.raises(RuntimeError), as_system(product) as session:
        attach(session, product, person)
    assert rows(product, person) == []


# Entries ----------------------------------------------------------------------------------------


def test_the_scans_of_an_entry_stand_beside_it(product, person, clerk):
    entry = add_entry(product, person, "work_history", WORK)
    where = f"?kind=work_history&entry={entry}"
    assert send(clerk, person, pdf(), "nang-luong.pdf", where=where, caption="Trang 1").status_code == 302
    assert "1 tệp" in text_of(clerk.get(f"/person/show/{person}?tab=work"))
    page = text_of(clerk.get(f"/entry/work_history/show/{entry}"))
    assert "Trang 1" in page and "Đính kèm tệp" in page
    files = text_of(clerk.get(f"/person/show/{person}?tab=files"))
    assert "Trang 1" in files and "Quá trình công tác" in files
    (row,) = rows(product, person)
    assert (row.entry_kind, row.entry_id) == ("work_history", entry)


def test_a_file_goes_to_no_entry_of_another_record_nor_to_a_voided_one(product, person, clerk):
    other = make_person(product)
    entry = add_entry(product, other, "work_history", WORK)
    where = f"?kind=work_history&entry={entry}"
    assert send(clerk, person, pdf(), where=where).status_code == 404
    assert clerk.get(f"/attachment/add/{person}{where}").status_code == 404
    assert send(clerk, person, pdf(), where="?kind=person&entry=1").status_code == 404
    clerk.post_form(f"/entry/work_history/void/{entry}", {"reason": "Nhầm", "_version": "1"})
    assert send(clerk, other, pdf(), where=where).status_code == 403
    assert rows(product, person) == [] and rows(product, other) == []


# Who reads it -----------------------------------------------------------------------------------


def test_out_of_scope_is_not_found(product, person):
    with as_system(product) as session:
        row = attach(session, product, person).id
    client = product.login(OUTSIDE)
    for address in (f"/attachment/show/{row}", f"/attachment/file/{row}", f"/attachment/add/{person}"):
        assert client.get(address).status_code == 404, address
    for verb in ("void", "restore"):
        assert client.post_form(f"/attachment/{verb}/{row}", {"reason": "x"}).status_code == 404
    assert send(client, person, pdf()).status_code == 404
    assert client.post_form(f"/attachment/photo/{person}", {}).status_code == 404
    for broken in ("9" * 25, "-1", "a", "1%00"):
        assert client.get(f"/attachment/file/{broken}").status_code in (400, 404), broken


@pytest.mark.parametrize(
    ("document_kind", "kind", "group"),
    [
        ("identity", "", "identity"),
        ("health", "", "health"),
        ("discipline_decision", "", "discipline"),
        ("other", "health_check", "health"),
    ],
)
def test_a_sensitive_file_is_masked_until_opened(product, person, clerk, document_kind, kind, group):
    entry = add_entry(product, person, kind, HEALTH) if kind else None
    with as_system(product) as session:
        row = attach(
            session, product, person, kind, entry, document_kind=document_kind, caption="Chuyện riêng"
        ).id
    addresses = (f"/attachment/show/{row}", f"/attachment/file/{row}")
    assert [clerk.get(address).status_code for address in addresses] == [403, 403]
    masked = text_of(clerk.get(f"/person/show/{person}?tab=files"))
    assert "Chuyện riêng" not in masked and "Đang che" in masked
    history = text_of(clerk.get(f"/person/show/{person}?tab=history"))
    assert "Chuyện riêng" not in history and "(được giữ kín)" in history
    form = {"group": group, "reason_choice": "check", "reason": "", "tab": "files"}
    assert clerk.post_form(f"/person/reveal/{person}", form).status_code == 302
    assert [clerk.get(address).status_code for address in addresses] == [200, 200]
    assert "Chuyện riêng" in text_of(clerk.get(f"/person/show/{person}?tab=files"))


def test_the_form_says_where_scans_of_decisions_on_discipline_and_pay_belong(person, clerk):
    form = text_of(clerk.get(f"/attachment/add/{person}"))
    assert "Quyết định kỷ luật</option>" in form and "Quyết định lương, phụ cấp</option>" in form
    assert "hoặc đính kèm ngay ở mục kỷ luật, lương" in form


@pytest.mark.parametrize("document_kind", ["identity", "discipline_decision", "pay_decision"])
def test_without_the_right_on_its_group_a_file_stays_closed(product, person, document_kind):
    with as_system(product) as session:
        row = attach(session, product, person, document_kind=document_kind, caption="Chuyện riêng").id
    reader = product.login(READER)
    assert reader.get(f"/attachment/file/{row}").status_code == 403
    page = text_of(reader.get(f"/person/show/{person}?tab=files"))
    assert "Chuyện riêng" not in page and "Không có quyền xem" in page


def test_each_reading_of_a_file_is_a_line_of_the_log(product, person, clerk):
    with as_system(product) as session:
        row = attach(session, product, person).id
    before = number_of_lines(product)
    clerk.get(f"/attachment/file/{row}")
    assert number_of_lines(product) == before + 1
    ((line, ids),) = last(product)
    assert (line.act, ids, line.query) == ("file", {person}, "Quyết định, văn bản")


def test_a_shown_file_is_framed_by_our_own_pages_alone(product, person, clerk):
    with as_system(product) as session:
        row = attach(session, product, person).id
    headers = clerk.get(f"/attachment/file/{row}").headers
    assert headers["Content-Disposition"].startswith("inline")
    assert headers["X-Frame-Options"] == "SAMEORIGIN" and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'"


# Voiding ----------------------------------------------------------------------------------------


def test_a_file_is_voided_with_a_reason_and_brought_back(product, person, clerk):
    send(clerk, person, pdf(), "a.pdf")
    (row,) = rows(product, person)
    assert clerk.post_form(f"/attachment/void/{row.id}", {"reason": " "}).status_code == 422
    assert clerk.post_form(f"/attachment/void/{row.id}", {"reason": "Nhầm người"}).status_code == 302
    page = text_of(clerk.get(f"/attachment/show/{row.id}"))
    assert "Đã hủy" in page and "Nhầm người" in page
    assert clerk.post_form(f"/attachment/void/{row.id}", {"reason": "nữa"}).status_code == 403
    assert clerk.post_form(f"/attachment/restore/{row.id}", {"reason": "Đúng người"}).status_code == 302
    acts = [(line.thing, line.act) for line in history_of(product, "attachment", row.id)]
    assert acts == [("attachment", "add"), ("attachment", "edit"), ("attachment", "edit")]
    assert stored(product, "attachment", row.id)["is_void"] is False


def test_the_second_of_two_who_void_is_told(product, person, clerk):
    send(clerk, person, pdf())
    (row,) = rows(product, person)
    with as_system(product) as session:
        attachment_void(session, row.id, "Một", version=1)
    answer = clerk.post_form(f"/attachment/void/{row.id}", {"reason": "Hai", "_version": "1"})
    assert answer.status_code == 409


def test_a_closed_record_takes_no_file(product, person, clerk):
    with as_system(product, Right.REMOVE) as session:
        person_remove(session, person, reason="Nhầm")
    assert send(clerk, person, pdf()).status_code in (404, 422)
    assert rows(product, person) == []


def test_too_many_files_are_refused(product, person, monkeypatch):
    monkeypatch.setattr("app.personnel.attachments.MOST_FILES", 1)
    with as_system(product) as session:
        attach(session, product, person)
    with pytest.raises(RuleViolated), as_system(product) as session:
        attach(session, product, person, content=pdf(2))


# The photo --------------------------------------------------------------------------------------


def photo_of(product, client, person, content, **crop):
    form = {"file": (io.BytesIO(content), "anh.jpg"), **{f"crop_{k}": v for k, v in crop.items()}}
    return client.post_form(f"/attachment/photo/{person}", form)


def shown_photo(product, client, person):
    row = [one for one in rows(product, person) if not one.is_void][-1]
    return Image.open(io.BytesIO(client.get(f"/attachment/file/{row.id}").data)).convert("RGB")


def is_like(pixel, colour):
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=True))


RED, BLUE, LIME = (255, 0, 0), (0, 0, 255), (0, 255, 0)


def test_a_photo_is_cut_to_4_by_6(product, person, clerk):
    assert photo_of(product, clerk, person, portrait(400, 500)).status_code == 302
    picture = shown_photo(product, clerk, person)
    # 400 x 500 dots: the whole height, 333 of the width, the middle.
    assert picture.size == (400, 600)
    assert is_like(picture.getpixel((20, 300)), RED) and is_like(picture.getpixel((380, 300)), BLUE)
    assert is_like(picture.getpixel((200, 10)), LIME)


def test_the_chosen_part_is_kept(product, person, clerk):
    photo_of(product, clerk, person, portrait(1000, 1000), left="0.5", top="0.2", width="0.4")
    picture = shown_photo(product, clerk, person)
    assert all(is_like(picture.getpixel(at), BLUE) for at in ((5, 5), (395, 5), (5, 595), (395, 595)))


@pytest.mark.parametrize(("fmt", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "L"), ("JPEG", "CMYK")])
def test_pictures_of_every_make_become_a_photo(product, person, clerk, fmt, mode):
    assert photo_of(product, clerk, person, portrait(400, 600, fmt=fmt, mode=mode)).status_code == 302
    assert shown_photo(product, clerk, person).size == (400, 600)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (pdf(), "không phải ảnh JPEG hoặc PNG"),
        (JPEG, "không phải ảnh JPEG hoặc PNG"),
        (PNG, "nhỏ hơn 120 điểm ảnh"),
        (portrait(13_000, 20), "rộng hơn 12.000 điểm ảnh"),
    ],
    ids=["pdf", "broken", "small", "huge"],
)
def test_what_is_no_photo_is_refused(product, person, clerk, content, sentence):
    answer = photo_of(product, clerk, person, content)
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert rows(product, person) == []


def test_the_photo_stands_on_the_record_and_a_new_one_takes_its_place(product, person, clerk):
    assert "/attachment/file/" not in text_of(clerk.get(f"/person/show/{person}"))
    photo_of(product, clerk, person, portrait())
    photo_of(product, clerk, person, portrait(600, 900))
    old, new = rows(product, person)
    assert (old.is_void, new.is_void) == (True, False)
    page = text_of(clerk.get(f"/person/show/{person}"))
    assert f"/attachment/file/{new.id}" in page and f"/attachment/file/{old.id}" not in page
    assert clerk.post_form(f"/attachment/restore/{old.id}", {"reason": "Ảnh cũ đúng"}).status_code == 302
    assert [row.is_void for row in rows(product, person)] == [False, True]


def test_the_photo_is_printed_on_the_2c(product, person, clerk):
    before = clerk.get(f"/person/print/{person}/form_2c.docx")
    with zipfile.ZipFile(io.BytesIO(before.data)) as archive:
        assert not any("record-photo" in name for name in archive.namelist())
    photo_of(product, clerk, person, portrait(400, 600))
    after = clerk.get(f"/person/print/{person}/form_2c.docx")
    with zipfile.ZipFile(io.BytesIO(after.data)) as archive:
        (name,) = [name for name in archive.namelist() if "record-photo" in name]
        assert Image.open(io.BytesIO(archive.read(name))).size == (400, 600)
        assert b'cx="1440000" cy="2160000"' in archive.read("word/document.xml")  # 4 x 6 cm


def test_who_only_reads_changes_no_photo(product, person):
    with pytest.raises(StepNotAllowed), product.app.app_context():
        attachment_void(product.db.session, 1, "x", version=None)
    client = product.login("xem.soyte")
    assert photo_of(product, client, person, portrait()).status_code == 403


def test_files_cost_few_statements(product, person, clerk):
    with as_system(product) as session:
        for number in range(12):
            attach(session, product, person, content=pdf(number + 1))
    clerk.get(f"/person/show/{person}?tab=files")
    with counted_statements(product) as seen:
        assert clerk.get(f"/person/show/{person}?tab=files").status_code == 200
    assert len(seen) <= 25, len(seen)
