"""Consents in writing: an outsider reads one record until a day, and nothing more (Điều 8.3)."""

import datetime
import io

import pytest
from sqlalchemy import func, select
from werkzeug.http import parse_options_header

from app.access.models import Consent
from app.core import clock
from app.files.models import StoredFile
from tests.support.cast import as_system, history_of, make_person, unit_id
from tests.support.log_lines import last
from tests.support.scans import JPEG, PNG, pdf

READER = "xem.soyte"  # reads Sở Y tế, not the ward
CLERK = "phuong.xuankhanh"
TODAY = clock.today()


def day(offset):
    return f"{TODAY + datetime.timedelta(days=offset):%d/%m/%Y}"


def form(**changes):
    return {
        "account": READER, "valid_from": day(0), "valid_to": day(30), "document_number": "15/CV-UBND",
        "document_on": day(-1), "agreed_by": "Chủ tịch UBND phường", "purpose": "Nghiên cứu",
        "scan": (io.BytesIO(pdf()), "dong-y.pdf"), **changes,
    }  # fmt: skip


@pytest.fixture(scope="module")
def clerk(product):
    return product.login(CLERK)


@pytest.fixture(scope="module")
def reader(product):
    return product.login(READER)


@pytest.fixture
def person(product):
    return make_person(
        product, full_name="Lê Thị Được Xem", identity_issued_by="Công an Kín", main_work="Văn thư"
    )


def give(clerk, person, **changes):
    answer = clerk.post_form(f"/consent/give/{person}", form(**changes))
    assert answer.status_code == 302, answer.get_data(as_text=True)[-3000:]


def consent_of(product, person):
    with as_system(product) as session:
        row = session.scalars(select(Consent).where(Consent.person_id == person)).one()
        session.expunge(row)
        session.rollback()
        return row


def test_a_consent_lets_an_outsider_read_one_record(product, clerk, reader, person):
    assert reader.get(f"/person/show/{person}").status_code == 404
    give(clerk, person)
    page = reader.get(f"/person/show/{person}")
    assert page.status_code == 200 and "Văn thư" in page.get_data(as_text=True)
    assert reader.get(f"/person/show/{make_person(product)}").status_code == 404
    names = reader.get("/person/list/?q=duoc+xem").get_data(as_text=True)
    assert f'/person/show/{person}"' in names
    assert product.api(READER).get(f"/api/v1/person/{person}").status_code == 200


def test_reading_under_a_consent_is_marked_in_the_log(product, clerk, reader, person):
    give(clerk, person)
    reader.get(f"/person/show/{person}")
    ((line, ids),) = last(product)
    assert (line.actor, line.consented, ids) == (READER, str(person), {person})
    page = product.login("sonoivu").get(f"/access_log/person/{person}").get_data(as_text=True)
    assert "theo đồng ý bằng văn bản" in page


def test_it_reads_and_does_nothing_else(product, clerk, person):
    """Even for an account that edits elsewhere."""
    give(clerk, person, account="soyte")
    other, api = product.login("soyte"), product.api("soyte")
    assert other.get(f"/person/show/{person}").status_code == 200
    assert other.get(f"/person/edit/{person}").status_code == 404
    assert other.post_form(f"/person/edit/{person}", {"phone": "1"}).status_code == 404
    assert other.post_form("/person/action_post", {"action": "verify", "rowid": [person]}).status_code == 404
    assert api.put(f"/api/v1/person/{person}", json={"phone": "1"}).status_code == 404
    assert other.get(f"/consent/person/{person}").get_data(as_text=True).count("15/CV-UBND") >= 0
    assert other.post_form(f"/consent/give/{person}", form()).status_code == 404


def test_sensitive_fields_only_when_it_says_so(product, clerk, reader, person):
    give(clerk, person)
    assert "Không có quyền xem" in reader.get(f"/person/show/{person}").get_data(as_text=True)
    second = make_person(product, identity_issued_by="Công an Mở")
    give(clerk, second, shows_sensitive="1")
    page = reader.get(f"/person/show/{second}").get_data(as_text=True)
    assert "••••" in page and "Công an Mở" not in page
    open_it = {"group": "identity", "reason_choice": "inspection", "reason": ""}
    reader.post_form(f"/person/reveal/{second}", open_it)
    assert "Công an Mở" in reader.get(f"/person/show/{second}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("since", "until", "status"), [(-9, -1, 404), (1, 9, 404), (0, 0, 200), (-9, 9, 200)]
)
def test_it_holds_from_its_first_day_to_its_last(product, clerk, reader, person, since, until, status):
    give(clerk, person)
    with as_system(product) as session:
        row = session.scalars(select(Consent).where(Consent.person_id == person)).one()
        row.valid_from = TODAY + datetime.timedelta(days=since)
        row.valid_to = TODAY + datetime.timedelta(days=until)
        session.commit()
    assert reader.get(f"/person/show/{person}").status_code == status


def test_it_ends_when_it_is_withdrawn_and_stays_in_the_register(product, clerk, reader, person):
    give(clerk, person)
    row = consent_of(product, person)
    clerk.post_form(f"/consent/withdraw/{row.id}", {"reason": ""})
    assert reader.get(f"/person/show/{person}").status_code == 200
    clerk.post_form(f"/consent/withdraw/{row.id}", {"reason": "Hết mục đích"})
    assert reader.get(f"/person/show/{person}").status_code == 404
    page = clerk.get(f"/consent/person/{person}").get_data(as_text=True)
    assert "Đã thu hồi" in page and "Hết mục đích" in page
    assert clerk.post_form(f"/consent/withdraw/{row.id}", {"reason": "Lần nữa"}).status_code == 403
    assert [line.act for line in history_of(product, "consent", row.id)] == ["add", "edit"]


def test_a_consent_to_a_unit_holds_for_its_accounts(product, clerk, reader, person):
    give(clerk, person, account="", unit_id=unit_id(product, "SYT"))
    assert reader.get(f"/person/show/{person}").status_code == 200
    assert product.login("pgd.ninhkieu").get(f"/person/show/{person}").status_code == 404


def test_only_whoever_manages_the_record_agrees_and_withdraws(product, clerk, reader, person):
    give(clerk, person)
    row = consent_of(product, person)
    other = product.login("soyte")
    assert other.post_form(f"/consent/give/{person}", form()).status_code == 404
    assert other.post_form(f"/consent/withdraw/{row.id}", {"reason": "x"}).status_code == 404
    assert other.get(f"/consent/person/{person}").status_code == 404
    assert "Lê Thị Được Xem" not in other.get("/consent/list/").get_data(as_text=True)
    assert reader.get("/consent/list/").status_code == 403
    assert "Lê Thị Được Xem" in clerk.get("/consent/list/").get_data(as_text=True)


FAULTS = {
    "nobody": {"account": ""},
    "a last day too far": {"valid_to": day(366)},
    "an unknown account": {"account": "khong.co"},
    "a last day before the first": {"valid_to": day(-5), "valid_from": day(-2)},
    "a last day that has passed": {"valid_from": day(-9), "valid_to": day(-1)},
    "no document": {"document_number": ""},
    "a document of tomorrow": {"document_on": day(1)},
    "no purpose": {"purpose": " "},
    "a unit that does not exist": {"account": "", "unit_id": 987_654},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_consent_is_refused_and_keeps_what_was_typed(product, clerk, person, fault):
    answer = clerk.post_form(f"/consent/give/{person}", form(agreed_by="Người đồng ý riêng", **FAULTS[fault]))
    assert answer.status_code == 422
    assert "Người đồng ý riêng" in answer.get_data(as_text=True)
    with as_system(product) as session:
        assert session.scalars(select(Consent).where(Consent.person_id == person)).all() == []


def test_the_clerks_own_people_only(product, clerk):
    assert clerk.post_form(f"/consent/give/{make_person(product, unit='SYT')}", form()).status_code == 404


# The scan of the document -------------------------------------------------------------------------------

SCANS = {
    "PDF": (pdf(), "Văn bản đồng ý.pdf", "application/pdf", "Văn bản đồng ý.pdf"),
    "JPEG": (JPEG, "../../etc/anh.exe", "image/jpeg", "anh.jpg"),
    "PNG": (PNG, "anh.pdf", "image/png", "anh.png"),
}


@pytest.mark.parametrize("kind", SCANS)
def test_the_scan_is_kept_by_its_content_and_opened_from_the_register(clerk, product, person, kind):
    content, sent, media_type, name = SCANS[kind]
    give(clerk, person, scan=(io.BytesIO(content), sent))
    address = f"/consent/scan/{consent_of(product, person).id}"
    for page in (f"/consent/person/{person}", "/consent/list/"):
        assert f'href="{address}"' in clerk.get(page).get_data(as_text=True)
    answer = clerk.get(address)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, content, media_type)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    told = parse_options_header(answer.headers["Content-Disposition"])
    assert told[0] == "attachment" and told[1]["filename"] == name


def test_opening_the_scan_is_in_the_log_of_access(clerk, product, person):
    give(clerk, person)
    clerk.get(f"/consent/scan/{consent_of(product, person).id}")
    ((line, ids),) = last(product)
    assert (line.actor, ids) == (CLERK, {person})


def test_the_scan_is_opened_only_through_a_consent_in_scope(clerk, reader, product, person):
    give(clerk, person, account="soyte")
    address = f"/consent/scan/{consent_of(product, person).id}"
    # Sở Y tế reads the record under this consent, and does not keep its register.
    assert product.login("soyte").get(f"/person/show/{person}").status_code == 200
    for name, status in (
        ("soyte", 404), ("pgd.ninhkieu", 404), (READER, 403), ("quantri", 403), ("canhan", 403),
        ("sonoivu", 200), ("pnv.ninhkieu", 200), (CLERK, 200),
    ):  # fmt: skip
        assert product.login(name).get(address).status_code == status, name
    assert product.client().get(address).headers["Location"].startswith("/login")
    assert clerk.get("/consent/scan/987654321").status_code == 404


def test_a_consent_of_before_has_no_scan(clerk, product, person):
    give(clerk, person)
    with as_system(product) as session:
        row = session.scalars(select(Consent).where(Consent.person_id == person)).one()
        row.scan_id, pk = None, row.id
        session.commit()
    assert f"/consent/scan/{pk}" not in clerk.get(f"/consent/person/{person}").get_data(as_text=True)
    assert clerk.get(f"/consent/scan/{pk}").status_code == 404


BAD_SCANS = {
    "none": (b"", "", "Chọn bản quét."),
    "an empty one": (b"", "a.pdf", "Tệp rỗng hoặc chưa chọn tệp."),
    "another kind": (
        b"<html><script>1</script>", "a.pdf", "Theo nội dung, tệp không phải PDF, JPEG hoặc PNG."
    ),
    "too large": (
        b"%PDF-1.7" + b"0" * (10 * 1024 * 1024), "a.pdf",
        "Tệp lớn hơn 10 MB. Quét lại với độ phân giải thấp hơn.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD_SCANS)
def test_without_a_good_scan_nothing_is_given(clerk, reader, product, person, fault):
    content, name, sentence = BAD_SCANS[fault]
    before = kept_files(product)
    answer = clerk.post_form(f"/consent/give/{person}", form(scan=(io.BytesIO(content), name)))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert f'<p class="hs-error" id="scan-loi">{sentence}</p>' in page and "Chủ tịch UBND phường" in page
    assert reader.get(f"/person/show/{person}").status_code == 404
    assert kept_files(product) == before


def test_a_consent_that_is_refused_leaves_no_scan(clerk, product, person):
    before = kept_files(product)
    assert clerk.post_form(f"/consent/give/{person}", form(purpose="")).status_code == 422
    assert kept_files(product) == before


def kept_files(product):
    with as_system(product) as session:
        return session.scalar(select(func.count(StoredFile.id)))
