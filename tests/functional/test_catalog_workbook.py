"""The workbook of a catalog: written, changed in Excel, read in again, whole or not at all."""

import datetime
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from sqlalchemy import event, func, select

from app.audit.models import History
from app.core import things
from app.core.actor import Actor, ActorGrant, Channel, acting_as, system_actor
from app.core.errors import Conflict, NotFound, RuleViolated, StepNotAllowed
from app.core.services import service_of
from app.core.things import Sort
from app.documents.catalog_workbook import apply_plan, import_catalog, read_catalog
from app.reports.catalog_workbook import catalog_rows, write_catalog

#: The first row of values of an exported workbook: four lines of title and the headings stand above.
FIRST = 6


@pytest.fixture
def session(product) -> Iterator[Any]:
    with product.app.app_context(), acting_as(system_actor("kiểm thử")):
        yield product.db.session
        product.db.session.remove()


@pytest.fixture
def export(session, tmp_path):
    def write(key: str) -> Path:
        thing, path = things.get(key), tmp_path / f"{key}.xlsx"
        rows = catalog_rows(session, thing)
        write_catalog(path, thing=thing, unit="UBND thành phố Cần Thơ", author="Trần Văn An", rows=rows)
        return path

    return write


def changed(path: Path, cells: dict[str, Any]) -> Path:
    """The same workbook with some cells typed over."""
    workbook = openpyxl.load_workbook(path)
    for where, value in cells.items():
        workbook["Danh sách"][where] = value
    workbook.save(path)
    return path


def workbook_of(*rows: list[Any], above: int = 0) -> io.BytesIO:
    """A workbook somebody made by hand: headings, then rows."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"strings_to_formulas": False})
    sheet, day = workbook.add_worksheet("Trang tính 1"), workbook.add_format({"num_format": "dd/mm/yyyy"})
    for at, row in enumerate(rows, start=above):
        for index, value in enumerate(row):
            if isinstance(value, datetime.date):
                sheet.write_datetime(at, index, value, day)
            elif value is not None:
                sheet.write(at, index, value)
    workbook.close()
    stream.seek(0)
    return stream


def row_of(session, key: str, code: str) -> Any:
    model = things.get(key).model
    return session.scalars(select(model).where(model.code == code)).one()


def count_of(session, key: str) -> int:
    return session.scalar(select(func.count()).select_from(things.get(key).model))


def last_line(session, key: str, row_id: int) -> History:
    query = select(History).where(History.thing == key, History.row_id == row_id)
    return session.scalars(query.order_by(History.id.desc())).first()


def refusal(session, key: str, source: Any) -> RuleViolated:
    """The refusal of a file, which writes nothing: no row and no line of history."""
    before = count_of(session, key), session.scalar(select(func.count()).select_from(History))
    with pytest.raises(RuleViolated) as caught:
        import_catalog(session, things.get(key), source)
    assert (count_of(session, key), session.scalar(select(func.count()).select_from(History))) == before
    return caught.value


# There and back -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "least"),
    [
        ("grade", 300),
        ("pay_step", 250),
        ("province", 97),
        ("commune", 150),
        ("holiday", 200),
        ("ethnic_group", 54),
        ("unit_position_rule", 20),
    ],
)
def test_what_was_exported_is_read_back_without_a_change(session, export, key, least):
    path = export(key)
    lines = session.scalar(select(func.count()).select_from(History))
    result = import_catalog(session, things.get(key), path)
    assert (result.added, result.changed) == (0, 0)
    assert result.unchanged == count_of(session, key) >= least
    assert session.scalar(select(func.count()).select_from(History)) == lines


def test_every_catalog_is_read_back_without_a_change(session, export):
    for thing in things.every(Sort.CATALOG):
        result = import_catalog(session, thing, export(thing.key))
        assert (thing.key, result.added, result.changed) == (thing.key, 0, 0)


def test_the_workbook_has_a_title_frozen_headings_and_every_editable_field(session, export):
    workbook = openpyxl.load_workbook(export("pay_step"))
    sheet = workbook["Danh sách"]
    assert [sheet[f"A{line}"].value for line in (1, 2)] == ["UBND thành phố Cần Thơ", "Bậc, hệ số"]
    assert sheet["A4"].value == "Người lập: Trần Văn An"
    assert [cell.value for cell in sheet[5]] == [
        "STT", "Mã", "Tên", "Bảng lương", "Nhóm ngạch", "Bậc", "Hệ số lương", "Thời gian giữ bậc (tháng)",
        "Ghi chú", "Nguồn, độ tin cậy", "Ngừng dùng", "Thứ tự",
    ]  # fmt: skip
    assert sheet.freeze_panes == "A6"
    assert isinstance(sheet["G6"].value, int | float) and isinstance(sheet["B6"].value, str)


def test_a_second_sheet_explains_each_column_and_a_hidden_one_feeds_the_dropdowns(session, export):
    workbook = openpyxl.load_workbook(export("unit_position_rule"))
    explained = {row[1].value: [cell.value for cell in row] for row in workbook["Giải thích"].iter_rows()}
    assert explained["code"][:4] == ["Mã", "code", "Chữ", "Có"]
    assert explained["position"][2] == "Mã" and "Chức vụ" in explained["position"][4]
    assert workbook["Danh mục"].sheet_state == "hidden"
    ranges = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in
              workbook["Danh sách"].data_validations.dataValidation}  # fmt: skip
    assert {"D6", "E6", "F6"} <= set(ranges)  # unit type, level, position
    column = ranges["D6"].split("$")[1]
    offered = {cell.value for cell in workbook["Danh mục"][column]}
    assert {"SO", "PHONG"} <= offered


# Changing -------------------------------------------------------------------------------------


def test_a_changed_name_and_a_new_row_are_written_and_the_rest_is_left_alone(session, export):
    path = export("religion")
    sheet = openpyxl.load_workbook(path)["Danh sách"]
    code, total = sheet[f"B{FIRST}"].value, count_of(session, "religion")
    new = FIRST + total
    changed(path, {f"C{FIRST}": "Tên mới từ tệp", f"B{new}": "MOI-01", f"C{new}": "Tôn giáo mới"})
    result = import_catalog(session, things.get("religion"), path)
    assert (result.added, result.changed, result.unchanged) == (1, 1, total - 1)
    assert row_of(session, "religion", code).name == "Tên mới từ tệp"
    assert row_of(session, "religion", "MOI-01").is_retired is False


def test_history_says_that_the_change_came_by_import(session, export):
    path = export("marital_status")
    sheet = openpyxl.load_workbook(path)["Danh sách"]
    code, old = sheet[f"B{FIRST}"].value, sheet[f"C{FIRST}"].value
    new = FIRST + count_of(session, "marital_status")
    changed(path, {f"C{FIRST}": "Đổi tên", f"B{new}": "MOI", f"C{new}": "Giá trị mới"})
    import_catalog(session, things.get("marital_status"), path)
    line = last_line(session, "marital_status", row_of(session, "marital_status", code).id)
    assert (line.channel, line.actor, line.changes) == ("import", "kiểm thử", {"name": [old, "Đổi tên"]})
    added = last_line(session, "marital_status", row_of(session, "marital_status", "MOI").id)
    assert (added.channel, added.act, added.changes["name"]) == ("import", "add", [None, "Giá trị mới"])


def test_columns_that_are_not_in_the_file_stay_and_a_blank_cell_clears(session):
    headings = ["Mã", "Tên", "Ghi chú", "Nguồn, độ tin cậy", "Thứ tự"]
    import_catalog(session, things.get("strength"), workbook_of(headings, ["S1", "Một", "a", "b", 7]))
    import_catalog(session, things.get("strength"), workbook_of(headings[:3], ["S1", "Một", None]))
    row = row_of(session, "strength", "S1")
    assert (row.note, row.source, row.sort_order) == (None, "b", 7)


def test_headings_may_be_field_names_and_stand_lower_down(session):
    source = workbook_of(["code", "NAME *", "STT"], ["H1", "Hai", 1], [None, " ", 2], above=9)
    assert import_catalog(session, things.get("strength"), source).added == 1


@pytest.mark.parametrize(("typed", "kept"), [(71, "71"), ("071", "071"), (7.5, "7.5")])
def test_a_number_in_a_text_column_becomes_the_text_one_reads(session, typed, kept):
    import_catalog(session, things.get("profession"), workbook_of(["Mã", "Tên"], [typed, 2015]))
    assert row_of(session, "profession", kept).name == "2015"


@pytest.mark.parametrize("day", [datetime.date(2030, 1, 1), "01/01/2030", "1/1/2030", "2030-01-01"])
def test_days_are_read_as_excel_days_or_as_text(session, day):
    headings = ["Mã", "Tên", "Mức lương (đồng/tháng)", "Có hiệu lực từ", "Căn cứ"]
    row = ["2030", "Mức lương cơ sở năm 2030", 3000000, day, "NĐ 1/2030"]
    import_catalog(session, things.get("base_pay"), workbook_of(headings, row))
    assert row_of(session, "base_pay", "2030").valid_from == datetime.date(2030, 1, 1)


def test_choices_flags_and_coefficients_are_read_as_people_write_them(session):
    headings = ["Mã", "Tên", "Bảng lương", "Nhóm ngạch", "Bậc", "Hệ số lương", "Ngừng dùng"]
    model = things.get("pay_step").model
    like = session.scalars(select(model).order_by(model.id)).first()
    table, group = like.pay_table.code, like.grade_group.code
    rows = [["T1", "Một", table, group, 1, 2.34, "có"], ["T2", "Hai", table, group, "2", "2,67", True]]
    import_catalog(session, things.get("pay_step"), workbook_of(headings, *rows))
    written = [row_of(session, "pay_step", code) for code in ("T1", "T2")]
    assert [str(row.coefficient) for row in written] == ["2.34", "2.67"]
    assert all(row.is_retired for row in written)


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x")', "+84 292", "-5", "@ten", "<script>alert(1)</script>"]
)
def test_text_that_looks_like_a_formula_stays_text(session, export, text):
    import_catalog(session, things.get("school"), workbook_of(["Mã", "Tên"], ["F1", text]))
    assert row_of(session, "school", "F1").name == text
    path = export("school")
    cell = next(row for row in openpyxl.load_workbook(path)["Danh sách"].iter_rows() if row[1].value == "F1")[
        2
    ]
    assert (cell.value, cell.data_type) == (text, "s")
    assert import_catalog(session, things.get("school"), path).changed == 0


# References -----------------------------------------------------------------------------------

COMMUNE = ["Mã", "Tên", "Loại", "Tỉnh, thành phố", "Có hiệu lực từ", "Hết hiệu lực"]


def test_a_code_used_twice_means_the_row_in_force_with_its_referrer(session):
    rows = [
        ["X1", "Xã một", "Xã", "92", datetime.date(2025, 7, 1), None],
        ["X2", "Xã hai", "Xã", "92", None, datetime.date(2025, 6, 30)],
        ["X3", "Xã ba", "Xã", "92 (từ 01/07/2025)", None, None],
    ]
    import_catalog(session, things.get("commune"), workbook_of(COMMUNE, *rows))
    starts = [row_of(session, "commune", code).province.valid_from for code in ("X1", "X2", "X3")]
    assert starts == [datetime.date(2025, 7, 1), None, datetime.date(2025, 7, 1)]


def test_a_code_used_twice_without_days_is_named(session):
    error = refusal(session, "commune", workbook_of(COMMUNE, ["X4", "Xã bốn", "Xã", "92", None, None]))
    assert list(error.errors) == ["D2"]
    assert "«92 (đến 30/06/2025)» hoặc «92 (từ 01/07/2025)»" in error.errors["D2"]


def test_rows_with_one_code_are_told_apart_by_their_first_day(session):
    rows = [["X5", "Trước", "Xã", "92", None, datetime.date(2025, 6, 30)],
            ["X5", "Sau", "Phường", "92", datetime.date(2025, 7, 1), None]]  # fmt: skip
    assert import_catalog(session, things.get("commune"), workbook_of(COMMUNE, *rows)).added == 2
    rows[1][1] = "Sau đổi tên"
    result = import_catalog(session, things.get("commune"), workbook_of(COMMUNE, *rows))
    assert (result.added, result.changed, result.unchanged) == (0, 1, 1)


def test_an_unknown_reference_is_named_and_a_retired_one_serves_only_rows_that_have_it(session):
    headings, union = ["Mã", "Tên", "Tổ chức"], things.get("union_position")
    organisation = things.get("political_organisation")
    headings[2] = union.fields["organisation"].label
    import_catalog(session, organisation, workbook_of(["Mã", "Tên"], ["TC1", "Tổ chức cũ"]))
    import_catalog(session, union, workbook_of(headings, ["U1", "Bí thư", "TC1"]))
    retired = workbook_of(["Mã", "Tên", "Ngừng dùng"], ["TC1", "Tổ chức cũ", "Có"])
    import_catalog(session, organisation, retired)
    kept = workbook_of(headings, ["U1", "Bí thư thứ nhất", "TC1"])
    assert import_catalog(session, union, kept).changed == 1
    wrong = workbook_of(headings, ["U2", "Một", "TC1"], ["U3", "Hai", "KHONG-CO"])
    assert list(refusal(session, "union_position", wrong).errors) == ["C2", "C3"]


def test_references_cost_one_query_for_each_catalog_not_for_each_row(session, export):
    path, statements = export("pay_step"), []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        read_catalog(session, things.get("pay_step"), path)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len([text for text in statements if text.startswith("SELECT")]) == 3


# Refusing -------------------------------------------------------------------------------------


def test_a_wrong_cell_is_named_and_nothing_is_written(session, export):
    path = export("grade")
    sheet = openpyxl.load_workbook(path)["Danh sách"]
    labels = {cell.value: cell.column_letter for cell in sheet[5]}
    kind, start, name = (f"{labels[label]}7" for label in ("Loại", "Có hiệu lực từ", "Tên"))
    code, old = sheet["B7"].value, sheet[name].value
    changed(path, {name: "Không được ghi", kind: "loại lạ", start: "32/13/2015"})
    error = refusal(session, "grade", path)
    assert set(error.errors) == {kind, start}
    assert kind in error.message
    assert row_of(session, "grade", code).name == old


def test_a_row_of_base_pay_without_its_ground_is_refused(session):
    headings = ["Mã", "Tên", "Mức lương (đồng/tháng)", "Có hiệu lực từ", "Căn cứ"]
    row = ["2032", "Mức lương cơ sở năm 2032", 3000000, datetime.date(2032, 1, 1), None]
    error = refusal(session, "base_pay", workbook_of(headings, row))
    assert error.errors == {"E2": "Ghi căn cứ: số, ngày văn bản quy định."}


def test_a_code_given_twice_is_refused_at_the_second_row(session):
    error = refusal(
        session, "strength", workbook_of(["Mã", "Tên"], ["D1", "Một"], ["D2", "Hai"], ["D1", "Ba"])
    )
    assert error.errors == {"A4": "Trùng với dòng 2 của tệp."}


def test_the_rules_of_the_catalog_hold_and_name_their_cell(session):
    headings = ["Mã", "Tên", "Mức lương (đồng/tháng)", "Có hiệu lực từ", "Hết hiệu lực", "Căn cứ"]
    row = ["2031", "Lương 2031", 1, datetime.date(2031, 2, 1), datetime.date(2031, 1, 1), "NĐ 1/2031"]
    error = refusal(session, "base_pay", workbook_of(headings, row))
    assert error.errors == {"E2": "Ngày hết hiệu lực trước ngày có hiệu lực."}


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [
        (["Tên", "Bảng lương", "Bậc"], "Thiếu cột bắt buộc: Mã, Nhóm ngạch, Hệ số lương."),
        (["Mã", "Tên", "Cột lạ"], "C1: Danh mục không có cột «Cột lạ»."),
        (["Mã", "Tên", None, "Tên"], "D1: Cột «Tên» đã có ở ô B1."),
        (["Mã", "Tên", None], "C1: Cột C có dữ liệu nhưng không có tiêu đề."),
        (["Xin chào", "các bạn"], "Không thấy dòng tiêu đề"),
    ],
)
def test_headings_that_do_not_fit_are_named(session, headings, sentence):
    assert sentence in refusal(session, "pay_step", workbook_of(headings, ["a", "b", "c"])).message


def test_a_key_column_may_not_be_missing_where_codes_recur(session):
    source = workbook_of(COMMUNE[:4], ["X9", "Xã", "Xã", "92"])
    assert refusal(session, "commune", source).message == "Thiếu cột bắt buộc: Có hiệu lực từ."


def test_a_formula_without_a_value_is_refused_instead_of_read_as_blank(session, tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["Mã", "Tên", "Ghi chú"])
    workbook.active.append(["E1", "Một", "=1/0"])
    workbook.active.append(["E2", "Hai", "#N/A"])
    workbook.save(tmp_path / "loi.xlsx")
    assert list(refusal(session, "strength", tmp_path / "loi.xlsx").errors) == ["C2", "C3"]


def test_at_most_two_hundred_wrong_cells_are_named(session):
    error = refusal(session, "strength", workbook_of(["Mã", "Tên"], *([f"N{i}", None] for i in range(300))))
    assert len(error.errors) == 200
    assert "300 ô" in error.message


def test_more_rows_than_twenty_thousand_are_refused(session):
    rows = [[f"N{number}", "Tên"] for number in range(20_001)]
    assert "20.000" in refusal(session, "strength", workbook_of(["Mã", "Tên"], *rows)).message


def _zip(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        "Mã,Tên\n1,Một".encode(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
        b"PK\x03\x04" + bytes(100),
        _zip(**{"word/document.xml": b"<w/>", "[Content_Types].xml": b"<Types/>"}),
        workbook_of(["Mã", "Tên"]).getvalue()[:-200],
    ],
    ids=["empty", "csv", "old xls", "torn zip", "word", "torn workbook"],
)
def test_what_is_no_workbook_is_refused_by_its_content(session, content):
    assert "không phải là bảng tính Excel" in refusal(session, "strength", io.BytesIO(content)).message


def test_two_cells_at_opposite_corners_do_not_end_the_process(session, tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.append(["Mã", "Tên"])
    workbook.active["XFD1048576"] = 1
    workbook.save(tmp_path / "lon.xlsx")
    assert "XFD1048576" in refusal(session, "strength", tmp_path / "lon.xlsx").message


# Together with others -------------------------------------------------------------------------


def test_a_row_changed_since_the_file_was_read_refuses_the_whole_file(session):
    thing = things.get("strength")
    import_catalog(session, thing, workbook_of(["Mã", "Tên"], ["K1", "Một"]))
    plan = read_catalog(session, thing, workbook_of(["Mã", "Tên"], ["K1", "Của tệp"], ["K2", "Mới"]))
    row = row_of(session, "strength", "K1")
    service_of(thing).update(session, row.id, {"name": "Của người khác"}, version=None)
    with pytest.raises(Conflict):
        apply_plan(session, plan)
    assert row_of(session, "strength", "K1").name == "Của người khác"
    assert session.scalars(select(thing.model).where(thing.model.code == "K2")).first() is None


def test_a_row_added_since_the_file_was_read_refuses_the_whole_file(session):
    thing = things.get("strength")
    plan = read_catalog(session, thing, workbook_of(["Mã", "Tên"], ["K3", "Của tệp"]))
    service_of(thing).add(session, {"code": "K3", "name": "Của người khác"})
    with pytest.raises(Conflict):
        apply_plan(session, plan)
    assert row_of(session, "strength", "K3").name == "Của người khác"


def _clerk(*permissions: tuple[str, str]) -> Actor:
    return Actor("Lê Thị Bình", Channel.SCREEN, account_id=None, grants=(ActorGrant(frozenset(permissions)),))


def test_an_import_needs_its_own_right_for_this_catalog(session):
    source = workbook_of(["Mã", "Tên"], ["R1", "Một"])
    edits = _clerk(("add", "strength"), ("edit", "strength"), ("manage", "strength"), ("import", "religion"))
    with acting_as(edits), pytest.raises(StepNotAllowed):
        import_catalog(session, things.get("strength"), source)
    plan = read_catalog(session, things.get("strength"), source)
    with acting_as(edits), pytest.raises(StepNotAllowed):
        apply_plan(session, plan)
    with acting_as(None), pytest.raises(StepNotAllowed):
        import_catalog(session, things.get("strength"), source)
    assert session.scalars(select(things.get("strength").model).filter_by(code="R1")).first() is None


def test_the_right_to_import_is_enough_and_history_names_the_clerk(session):
    source = workbook_of(["Mã", "Tên"], ["R2", "Một"])
    with acting_as(_clerk(("import", "strength"))):
        import_catalog(session, things.get("strength"), source)
    line = last_line(session, "strength", row_of(session, "strength", "R2").id)
    assert (line.actor, line.channel) == ("Lê Thị Bình", "import")


def test_only_catalogs_are_imported_here(session):
    with pytest.raises(NotFound):
        import_catalog(session, things.get("person"), workbook_of(["Mã", "Tên"], ["1", "2"]))
