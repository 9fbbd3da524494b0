"""Excel from a list: what is filtered and allowed, in real types, at once or through the worker (F5)."""

import datetime
import io

import openpyxl
import pytest

from app.jobs.worker import Worker
from tests.support.cast import DECISION, catalog_id, history_of, make_person, person_form, unit_id

HEADINGS = (
    "STT",
    "Họ và tên khai sinh",
    "Trạng thái hồ sơ",
    "Số hiệu",
    "Ngày sinh",
    "Đơn vị giữ hồ sơ",
    "Chức vụ (chức danh)",
    "Ngạch công chức (chức danh nghề nghiệp)",
    "Bậc lương",
    "Loại cán bộ",
    "Trạng thái công tác",
    "Giới tính",
)
#: Four lines of title, then the headings.
HEAD = 5


def sheet_of(answer):
    assert answer.status_code == 200, answer.get_data(as_text=True)[:300]
    assert "spreadsheetml" in answer.mimetype
    return openpyxl.load_workbook(io.BytesIO(answer.data))["Danh sách"]


def rows_of(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD + 1)]


def test_the_workbook_holds_the_filtered_list_in_its_order(product, clerk):
    for name in ("Vũ Thị Xuất Ửng", "Vũ Thị Xuất Án", "Vũ Thị Xuất Đan"):
        make_person(product, full_name=name)
    make_person(product, "SYT", full_name="Vũ Thị Xuất Ngoài")
    sheet = sheet_of(clerk.post_form("/person/export", {"q": "vu thi xuat", "f.sex": "female"}))
    assert tuple(cell.value for cell in sheet[HEAD]) == HEADINGS
    assert [(row[0], row[1]) for row in rows_of(sheet)] == [
        (1, "Vũ Thị Xuất Án"),
        (2, "Vũ Thị Xuất Đan"),
        (3, "Vũ Thị Xuất Ửng"),
    ]


def test_an_order_of_the_list_is_the_order_of_the_workbook(product, clerk):
    for name, born in (("Cao Thị Trước", "1/1/1985"), ("Cao Thị Sau", "31/12/1985")):
        make_person(product, full_name=f"{name} Xếp", birth_on=born)
    form = {"q": "cao thi xep", "order": "birth_on", "dir": "desc"}
    assert [row[1] for row in rows_of(sheet_of(clerk.post_form("/person/export", form)))] == [
        "Cao Thị Sau Xếp",
        "Cao Thị Trước Xếp",
    ]


def test_the_unfiltered_workbook_holds_exactly_the_people_of_the_scope(clerk):
    listed = clerk.get("/person/list/?psize=100").get_data(as_text=True)
    rows = rows_of(sheet_of(clerk.post_form("/person/export")))
    assert len(rows) == listed.count('name="rowid"') > 0
    assert {row[5] for row in rows} == {"Ủy ban nhân dân phường Xuân Khánh"}


def test_dates_are_dates_and_numbers_are_numbers(product, clerk):
    whole = make_person(product, full_name="Tạ Thị Kiểu Đủ", birth_on="15/3/1985", pay_step="3")
    make_person(product, full_name="Tạ Thị Kiểu Thiếu", birth_on="3/1985")
    sheet = sheet_of(clerk.post_form("/person/export", {"q": "ta thi kieu"}))
    first, second = rows_of(sheet)
    assert whole and (first[4], first[8]) == (datetime.datetime(1985, 3, 15), 3)
    assert sheet.cell(HEAD + 1, 5).number_format == "dd/mm/yyyy"
    assert (second[4], second[8]) == ("03/1985", None)


def test_a_name_like_a_formula_stays_text(product, clerk):
    for sign in "=+-@":
        make_person(product, full_name=f'{sign}HYPERLINK("http://x.invalid","Công thức")')
    sheet = sheet_of(clerk.post_form("/person/export", {"q": "hyperlink"}))
    cells = [sheet.cell(row, 2) for row in range(HEAD + 1, HEAD + 5)]
    assert {cell.value[0] for cell in cells} == set("=+-@")
    assert {cell.data_type for cell in cells} == {"s"} and all(cell.hyperlink is None for cell in cells)


def test_the_head_is_frozen_and_says_unit_day_and_author(clerk):
    sheet = sheet_of(clerk.post_form("/person/export", {"q": "khong co ai"}))
    assert sheet.freeze_panes == f"A{HEAD + 1}"
    assert sheet["A1"].value == "Ủy ban nhân dân phường Xuân Khánh"
    assert sheet["A2"].value == "Hồ sơ cán bộ, công chức, viên chức"
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7)))
    assert sheet["A3"].value.startswith(f"Ngày lập: {today:%d/%m/%Y}")
    assert sheet["A4"].value == "Người lập: Phường Xuân Khánh (phuong.xuankhanh)"
    assert rows_of(sheet) == []


def test_an_export_stands_in_the_history_with_the_number_of_rows(product, clerk):
    make_person(product, full_name="Lưu Thị Đếm Xuất")
    before = len(history_of(product, "person", 0))
    clerk.post_form("/person/export", {"q": "luu thi dem xuat"})
    line = history_of(product, "person", 0)[before]
    assert (line.act, line.actor, line.channel) == ("export", "phuong.xuankhanh", "screen")
    assert line.changes == {"count": [None, 1]} and line.address == "127.0.0.1"


def test_a_reader_exports_nothing(product):
    answer = product.login("xem.soyte").post_form("/person/export")
    assert answer.status_code in (302, 403) and "spreadsheet" not in answer.mimetype


def test_units_and_catalogs_are_exported_with_their_own_columns(home_affairs):
    units = sheet_of(home_affairs.post_form("/unit/export"))
    assert len(rows_of(units)) == 394 and units.cell(HEAD, 2).value == "Mã đơn vị"
    steps = sheet_of(home_affairs.post_form("/pay_step/export", {"q": "B1.CGCC"}))
    by_heading = dict(zip([cell.value for cell in steps[HEAD]], rows_of(steps)[0], strict=True))
    assert by_heading["Mã"] == "B1.CGCC.1" and by_heading["Hệ số lương"] == 8.8


# Long lists -----------------------------------------------------------------------------------


@pytest.fixture
def long_lists(monkeypatch):
    monkeypatch.setattr("app.web.export.AT_ONCE", 1)


def start_export(client, **form):
    answer = client.post_form("/person/export", form)
    assert answer.status_code == 302 and "/jobs/show/" in answer.headers["Location"]
    return answer.headers["Location"].rsplit("/", 1)[1]


def work(product):
    with product.app.app_context():
        return Worker(product.db.session, product.settings.data_dir).work_once()


def test_a_long_list_becomes_a_job_the_worker_finishes(product, clerk, long_lists):
    for name in ("Tăng Thị Việc Ân", "Tăng Thị Việc An"):
        make_person(product, full_name=name)
    make_person(product, "SYT", full_name="Tăng Thị Việc Ngoài")
    job = start_export(clerk, q="tang thi viec")
    assert clerk.get(f"/jobs/state/{job}").get_json()["label"] == "Đang chờ"
    assert clerk.get(f"/jobs/result/{job}").status_code == 404
    assert work(product) is True
    assert clerk.get(f"/jobs/state/{job}").get_json() == {
        "state": "done",
        "label": "Đã xong",
        "progress": 2,
        "total": 2,
        "said": "2 dòng",
    }
    sheet = sheet_of(clerk.get(f"/jobs/result/{job}"))
    assert [row[1] for row in rows_of(sheet)] == ["Tăng Thị Việc An", "Tăng Thị Việc Ân"]
    assert sheet["A4"].value == "Người lập: Phường Xuân Khánh (phuong.xuankhanh)"


def test_only_the_owner_sees_a_job_or_gets_its_result(product, clerk, home_affairs, long_lists):
    job = start_export(clerk)
    work(product)
    for path in ("show", "state", "result"):
        assert home_affairs.get(f"/jobs/{path}/{job}").status_code == 404
        assert clerk.get(f"/jobs/{path}/{job}").status_code == 200
    assert home_affairs.post_form(f"/jobs/cancel/{job}").status_code == 404
    assert f"/jobs/show/{job}" not in home_affairs.get("/jobs/list/").get_data(as_text=True)
    assert product.client().get(f"/jobs/result/{job}").status_code != 200


def test_the_job_finds_only_what_its_owner_may_see_when_it_runs(product, clerk, long_lists):
    make_person(product, full_name="Mạc Thị Mất Một")
    leaver = make_person(product, full_name="Mạc Thị Mất Hai")
    job = start_export(clerk, q="mac thi mat")
    form = {"action": "transfer", "confirmed": "1", "rowid": leaver, "target_unit": unit_id(product, "SYT")}
    assert clerk.post_form("/person/action_post", {**form, **DECISION}).status_code == 302
    work(product)
    assert [row[1] for row in rows_of(sheet_of(clerk.get(f"/jobs/result/{job}")))] == ["Mạc Thị Mất Một"]


def test_new_rows_of_the_form_reach_the_workbook(product, clerk):
    kind = catalog_id(product, "personnel_kind", "VC")
    form = person_form(product, full_name="Đinh Thị Qua Mẫu", personnel_kind=kind, pay_step="2")
    assert clerk.post_form("/person/add", form).status_code == 302
    (row,) = rows_of(sheet_of(clerk.post_form("/person/export", {"q": "dinh thi qua mau"})))
    assert row[1:] == [
        "Đinh Thị Qua Mẫu",
        "Nháp",
        None,
        datetime.datetime(1985, 3, 15),
        "Ủy ban nhân dân phường Xuân Khánh",
        None,
        None,
        2,
        "Viên chức",
        "Đang công tác",
        "Nữ",
    ]
