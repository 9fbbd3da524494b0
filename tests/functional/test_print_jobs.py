"""Forms about a selection: a zip made by the worker as its owner, PDF from the very .docx."""

import datetime
import io
import os
import stat
import threading
import zipfile
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from app.documents.filling import printing
from app.documents.forms.pdf import Limits
from app.personnel.actions import Decision, person_transfer
from app.personnel.models import Person
from tests.support.acting import act, do, text_of
from tests.support.cast import OTHER_WARD, as_system, make_person, row_counts, stored, unit_id
from tests.support.full_record import make_full_person
from tests.support.job_queue import change, job_of, results, work
from tests.support.log_lines import last, number_of_lines
from tests.support.papers import squeezed

# Its statements are plain ones: on PostgreSQL by `make test-long`.
pytestmark = pytest.mark.long_on("postgresql")

NAMES = ("Nguyễn Thị Bông", "Trần Thị Út", "Đặng Thị Ánh")
DOCX = {"form_code": "form_2c", "output": "docx"}
PDF = {"form_code": "form_2c", "output": "pdf"}
YEAR = {"period_from": "1/1/2020", "period_to": "31/12/2020"}


@pytest.fixture(scope="module")
def clerk(product):
    """The clerk of UBND phường Xuân Khánh."""
    return product.login("phuong.xuankhanh")


@pytest.fixture(scope="module")
def people(product) -> list[int]:
    return [make_person(product, full_name=name) for name in NAMES]


def queued(answer) -> int:
    assert answer.status_code == 302 and "/jobs/show/" in answer.headers["Location"], text_of(answer)
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def zip_of(client, job_id) -> zipfile.ZipFile:
    answer = client.get(f"/jobs/result/{job_id}")
    assert answer.status_code == 200 and answer.mimetype == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.get_data()))


# It asks, then the worker does it -----------------------------------------------------------------


def test_it_asks_which_form_and_says_how_many(product, clerk, people):
    before = row_counts(product)
    page = text_of(act(clerk, "print", people))
    assert "In biểu mẫu 3 hồ sơ" in page
    for told in ("2C-BNV/2008", "Mẫu số 2 TT 12/2012/TT-BNV", "3a-BNV/2007", "4a-BNV/2007", "PDF", *NAMES):
        assert told in page
    assert row_counts(product) == before


def test_three_records_make_a_zip_of_three_documents_that_open(product, clerk, people):
    job_id = queued(do(clerk, "print", people, **DOCX))
    assert work(product) is True
    job = job_of(product, job_id)
    assert (job.state, job.progress, job.total) == ("done", 3, 3)
    numbers = {one: stored(product, "person", one)["staff_number"] or f"hs{one}" for one in people}
    archive = zip_of(clerk, job_id)
    assert archive.namelist() == [
        f"form_2c_Dang-Thi-Anh_{numbers[people[2]]}.docx",
        f"form_2c_Nguyen-Thi-Bong_{numbers[people[0]]}.docx",
        f"form_2c_Tran-Thi-Ut_{numbers[people[1]]}.docx",
    ]
    for name, told in zip(
        archive.namelist(), ("ĐẶNG THỊ ÁNH", "NGUYỄN THỊ BÔNG", "TRẦN THỊ ÚT"), strict=True
    ):
        document = Document(io.BytesIO(archive.read(name)))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        assert any(told in text for text in cells)


def test_the_zip_has_a_name_and_its_page_counts_records(product, clerk, people):
    job_id = queued(do(clerk, "print", people[:2], **DOCX, **YEAR))
    work(product)
    said = clerk.get(f"/jobs/result/{job_id}").headers["Content-Disposition"]
    assert said == "attachment; filename=form_2c_2-ho-so.zip"
    page = text_of(clerk.get(f"/jobs/show/{job_id}"))
    assert "In 2C-BNV/2008: 2 hồ sơ, Word (.docx)" in page and ">2 hồ sơ<" in page


def test_all_ids_stand_in_one_line_of_the_log_and_in_that_of_the_download(product, clerk, people):
    job_id = queued(do(clerk, "print", people, **DOCX))
    before = number_of_lines(product)
    work(product)
    ((line, ids),) = last(product)
    assert number_of_lines(product) == before + 1
    assert (line.act, line.actor, line.channel) == ("print", "phuong.xuankhanh", "job")
    assert ids == set(people) and line.query.startswith("2C-BNV/2008; in cả mục nhạy cảm: Giấy tờ tùy thân")
    clerk.get(f"/jobs/result/{job_id}")
    ((download, told),) = last(product)
    assert download.act == "print_download" and told == set(people)


def test_the_result_is_its_owners_alone(product, clerk, people):
    job_id = queued(do(clerk, "print", people, **DOCX))
    work(product)
    for other in ("sonoivu", "pnv.ninhkieu"):
        client = product.login(other)
        assert client.get(f"/jobs/result/{job_id}").status_code == 404
        assert client.get(f"/jobs/show/{job_id}").status_code == 404


def test_one_record_as_word_is_had_at_once(clerk, people):
    answer = do(clerk, "print", people[:1], form_code="form_4a", output="docx", **YEAR)
    assert answer.status_code == 302
    address = answer.headers["Location"]
    assert address.startswith(f"/person/print/{people[0]}/form_4a.docx?")
    assert clerk.get(address).status_code == 200


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"form_code": "form_9", "output": "docx"}, "Chọn biểu mẫu."),
        ({"form_code": "form_2c", "output": "exe"}, "Chọn Word hoặc PDF."),
        ({"form_code": "form_4a", "output": "docx"}, "Chưa nhập «Bổ sung từ ngày»."),
    ],
)
def test_a_faulty_order_is_refused_by_field_and_queues_nothing(product, clerk, people, form, told):
    answer = do(clerk, "print", people, **form)
    assert answer.status_code == 422 and told in text_of(answer)
    assert work(product) is False


def test_two_people_of_one_name_and_number_have_files_of_their_own(product, clerk):
    same = [make_person(product, full_name="Lê Thị Hai") for _ in range(2)]
    for number, one in zip(("XK 1/2", "XK-1-2"), same, strict=True):
        with as_system(product) as session:
            session.get(Person, one).staff_number = number
            session.commit()
    job_id = queued(do(clerk, "print", same, **DOCX))
    work(product)
    names = zip_of(clerk, job_id).namelist()
    assert len(names) == len(set(names)) == 2


def test_one_record_too_many_is_refused(product, clerk, people):
    answer = do(clerk, "print", [*people, *range(10_000, 14_998)], **DOCX)
    assert answer.status_code == 422 and "tối đa 5.000 hồ sơ" in text_of(answer)
    assert work(product) is False


def test_more_are_printed_as_word_than_as_pdf(product, clerk, people, monkeypatch):
    monkeypatch.setattr("app.documents.filling.printing.MOST_PRINTED_AS_PDF", len(people) - 1)
    refused = do(clerk, "print", people, **{**DOCX, "output": "pdf"})
    assert refused.status_code == 422 and f"Mỗi lần in từ 1 đến {len(people) - 1} hồ sơ ra PDF." in text_of(
        refused
    )
    assert work(product) is False
    assert queued(do(clerk, "print", people, **DOCX))
    work(product)


# As its owner, at that moment ---------------------------------------------------------------------


def test_a_record_that_left_the_scope_meanwhile_stops_the_whole_print(product, clerk):
    pair = [make_person(product) for _ in range(2)]
    job_id, before = queued(do(clerk, "print", pair, **DOCX)), results(product)
    day = datetime.date(2024, 6, 1)
    with as_system(product) as session:
        person_transfer(
            session,
            pair[:1],
            target_unit_id=unit_id(product, OTHER_WARD),
            decision=Decision("1/QĐ", day, day),
        )
    lines = number_of_lines(product)
    work(product)
    job = job_of(product, job_id)
    assert job.state == "failed" and "không còn trong phạm vi" in job.message
    assert results(product) == before and number_of_lines(product) == lines


def test_a_cancelled_print_leaves_no_file(product, clerk, people, monkeypatch):
    job_id, before = queued(do(clerk, "print", people, **DOCX)), results(product)
    whole = printing.docx_of

    def cancelled_meanwhile(form, paper):
        stop = threading.Thread(target=clerk.post_form, args=(f"/jobs/cancel/{job_id}",))
        stop.start()
        stop.join()
        return whole(form, paper)

    monkeypatch.setattr(printing, "docx_of", cancelled_meanwhile)
    work(product)
    assert job_of(product, job_id).state == "cancelled" and results(product) == before


def test_what_a_killed_worker_left_is_removed_before_the_next_job(product):
    folder = product.settings.data_dir / "results"
    folder.mkdir(exist_ok=True)
    (folder / "in-abc").mkdir()
    (folder / "in-abc" / "0000.docx").write_bytes(b"x")
    printing.remove_scratch(folder)
    assert not (folder / "in-abc").exists()


# PDF ----------------------------------------------------------------------------------------------


def test_without_libreoffice_the_pages_say_how_to_install_it_and_word_still_works(
    product, clerk, people, monkeypatch, tmp_path
):
    monkeypatch.setenv("PATH", str(tmp_path))
    for page in (clerk.get(f"/person/show/{people[0]}"), act(clerk, "print", people)):
        assert "apt-get install libreoffice-writer-nogui fonts-liberation" in text_of(page)
        assert 'aria-describedby="hs-no-pdf"' in text_of(page)
    job_id = queued(clerk.post_form(f"/person/print/{people[0]}/form_2c.pdf"))
    work(product)
    job = job_of(product, job_id)
    assert job.state == "failed" and "apt-get install libreoffice-writer-nogui" in job.message
    assert clerk.get(f"/person/print/{people[0]}/form_2c.docx").status_code == 200


def test_the_pdf_of_one_record_has_the_text_of_its_docx(product, clerk, libreoffice: Path):
    person_id = make_full_person(product, honorary_title="DH05")
    job_id = queued(clerk.post_form(f"/person/print/{person_id}/form_2c.pdf"))
    work(product)
    job = job_of(product, job_id)
    assert job.state == "done", job.message
    answer = clerk.get(f"/jobs/result/{job_id}")
    assert answer.mimetype == "application/pdf"
    number = stored(product, "person", person_id)["staff_number"] or f"hs{person_id}"
    assert answer.headers["Content-Disposition"].endswith(f"form_2c_Thach-Van-Son_{number}.pdf")
    text = squeezed(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.get_data())).pages))
    for told in (
        "1) Họ và tên khai sinh (viết chữ in hoa): THẠCH VĂN SƠN",
        "12) Chức vụ (chức danh) hiện tại: Ủy viên Ủy ban nhân dân thành phố, UBND quận; kiêm nhiệm",
        "22) Kỷ luật: Khiển trách, 2008",
        "01/2010 - nay Phó Trưởng phòng, Phòng Nội vụ quận",
        "Năm 2019: Hoàn thành xuất sắc nhiệm vụ. Gương mẫu",
    ):
        assert told in text, told
    assert [name for name in results(product) if name.startswith("in-") or name.endswith(".part")] == []


@pytest.mark.parametrize("way", ["dies", "hangs"])
def test_a_soffice_that_dies_or_hangs_leaves_no_files(product, clerk, people, monkeypatch, tmp_path, way):
    soffice = tmp_path / "soffice"
    end = "kill -9 $$" if way == "dies" else "sleep 60"
    soffice.write_text(f'#!/bin/sh\nfor last; do :; done\nprintf x > "${{last%.docx}}.tmp"\n{end}\n')
    soffice.chmod(soffice.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(printing, "_LIMITS", Limits(start_seconds=1, seconds=0))
    job_id, before = queued(do(clerk, "print", people, **PDF)), results(product)
    work(product)
    job = job_of(product, job_id)
    assert job.state == "failed" and "tệp Word (.docx) vẫn tải được" in job.message
    assert results(product) == before


@pytest.mark.long
def test_a_zip_of_pdfs(product, clerk, people, libreoffice: Path):
    job_id = queued(do(clerk, "print", people, **PDF))
    work(product)
    archive = zip_of(clerk, job_id)
    assert [name[-4:] for name in archive.namelist()] == [".pdf"] * 3
    for name in archive.namelist():
        assert "1) Họ và tên" in squeezed(PdfReader(io.BytesIO(archive.read(name))).pages[0].extract_text())


def test_too_many_open_jobs_are_refused_in_words(product, clerk, people):
    jobs = [queued(do(clerk, "print", people, **DOCX)) for _ in range(5)]
    answer = do(clerk, "print", people, **DOCX)
    assert answer.status_code == 422 and "Còn 5 việc đang chạy" in text_of(answer)
    for job_id in jobs:
        change(product, job_id, state="cancelled")
