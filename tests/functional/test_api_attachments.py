"""Files of records through the API: the same rules as on screens, sensitive groups masked until a reason."""

import hashlib
import io
from urllib.parse import quote

import pytest
from sqlalchemy import select

from app.files.store import files_folder
from app.personnel.attachment_models import Attachment
from tests.support.api import counted_statements, refused
from tests.support.attachments import attach
from tests.support.cast import as_system, history_of, make_person
from tests.support.entries import HEALTH, PAY, WORK, add_entry
from tests.support.log_lines import last, number_of_lines
from tests.support.scans import office, pdf

CLERK, READER, OUTSIDE, OFFICE = "phuong.xuankhanh", "thanhtra", "soyte", "sonoivu"
WHY = {"X-Reason": quote("Đối chiếu hồ sơ giấy")}


@pytest.fixture(scope="module")
def clerk(product):
    return product.api(CLERK)


@pytest.fixture
def person(product):
    return make_person(product)


def files(person, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/api/v1/person/{person}/attachment/?{query}"


def send(client, person, content, name="a.pdf", *, key=None, **more):
    form = {"document_kind": "decision", "file": (io.BytesIO(content), name), **more}
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(files(person), data=form, headers=headers)


def rows(product, person):
    with as_system(product) as session:
        query = select(Attachment).where(Attachment.person_id == person).order_by(Attachment.id)
        return list(session.scalars(query))


def attached(product, person, kind="", values=None, **more):
    entry = add_entry(product, person, kind, values) if kind else None
    with as_system(product) as session:
        return attach(session, product, person, kind, entry, caption="Chuyện riêng", **more).id, entry


# Attaching --------------------------------------------------------------------------------------


def test_a_file_is_attached_listed_and_downloaded(product, person, clerk):
    answer = send(clerk, person, pdf(2), "../quyết định.jpg", caption="Bản  chính")
    assert answer.status_code == 201
    made = answer.get_json()["result"]
    assert (made["file_name"], made["media_type"]) == ("quyết định.pdf", "application/pdf"), "by content"
    assert (made["caption"], made["size"], made["is_void"]) == ("Bản chính", len(pdf(2)), False)
    assert made["digest"] == hashlib.sha256(pdf(2)).hexdigest()
    assert made["person"]["id"] == person and "file" not in made
    body = clerk.get(files(person)).get_json()
    assert (body["count"], body["ids"], body["result"]) == (1, [made["id"]], [made])
    content = clerk.get(f"/api/v1/attachment/{made['id']}/content")
    assert (content.data, content.mimetype) == (pdf(2), "application/pdf")
    assert content.headers["Content-Disposition"].startswith("attachment")
    assert content.headers["Cache-Control"] == "no-store"
    assert content.headers["X-Content-Type-Options"] == "nosniff"
    assert [line.act for line in history_of(product, "attachment", made["id"])] == ["add"]


def test_a_file_of_an_entry_is_listed_with_it_alone(product, person, clerk):
    entry, other = (add_entry(product, person, "work_history", WORK) for _ in range(2))
    assert send(clerk, person, pdf(), kind="work_history", entry=entry).status_code == 201
    send(clerk, person, pdf())
    found = clerk.get(files(person, kind="work_history", entry=entry)).get_json()["result"]
    assert [(one["entry_kind"], one["entry_id"]) for one in found] == [("work_history", entry)]
    assert clerk.get(files(person, kind="work_history", entry=other)).get_json()["count"] == 0
    assert clerk.get(files(person)).get_json()["count"] == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Tệp rỗng"),
        (b"<html><script>alert(1)</script>", "Theo nội dung, tệp không phải"),
        (office("docx", macro=True), "có chứa macro"),
        (b"%PDF-1.7" + b"0" * (10 * 1024 * 1024), "Tệp lớn hơn 10 MB"),
    ],
    ids=["empty", "page", "macro", "large"],
)
def test_what_is_no_paper_is_refused_and_its_key_stays_free(product, person, clerk, content, sentence):
    key = f"khoa-{hash(sentence)}"
    body = refused(send(clerk, person, content, key=key), 422)
    assert sentence in body["errors"]["file"] and rows(product, person) == []
    assert not list(files_folder(product.settings.data_dir).glob("nhan-*"))
    assert send(clerk, person, pdf(), key=key).status_code == 201


def test_what_a_form_lacks_is_told_by_field(person, clerk):
    answer = clerk.post(files(person), data={"document_kind": "photo", "file": (io.BytesIO(b""), "")})
    assert set(refused(answer, 422)["errors"]) == {"file", "document_kind"}
    refused(clerk.post(files(person), json={"document_kind": "decision"}), 400)
    large = {"document_kind": "other", "file": (io.BytesIO(b"0" * (21 * 1024 * 1024)), "a.pdf")}
    refused(clerk.post(files(person), data=large), 413)


def test_a_file_sent_twice_is_attached_once(product, person, clerk):
    first, second = (send(clerk, person, pdf(), key="cung-mot-tep").get_json()["id"] for _ in range(2))
    assert first == second and len(rows(product, person)) == 1


# Voiding ----------------------------------------------------------------------------------------


def test_a_file_is_voided_with_a_reason_and_brought_back(product, person, clerk):
    row, _entry = attached(product, person)
    void, restore = (f"/api/v1/attachment/{row}/{verb}" for verb in ("void", "restore"))
    assert "reason" in refused(clerk.post(void, json={}), 422)["errors"]
    refused(clerk.post(void, json={"reason": ["a"]}), 400)
    body = refused(clerk.post(void, json={"reason": "Nhầm", "version": 9}), 409)
    assert (body["theirs"]["id"], body["version"]) == (row, 1)
    answer = clerk.post(void, json={"reason": "Nhầm người", "version": 1})
    assert (answer.get_json()["result"]["void_reason"], answer.headers["ETag"]) == ("Nhầm người", '"2"')
    refused(clerk.post(void, json={"reason": "Nữa"}), 403)
    assert clerk.get(files(person)).get_json()["result"][0]["is_void"] is True
    assert clerk.post(restore, json={"reason": "Đúng người"}).get_json()["result"]["is_void"] is False


# Who reads it -----------------------------------------------------------------------------------


def test_out_of_scope_is_not_found(product, person, clerk):
    row, entry = attached(product, person, "work_history", WORK)
    outside = product.api(OUTSIDE)
    for address in (f"/api/v1/attachment/{row}", f"/api/v1/attachment/{row}/content", files(person)):
        refused(outside.get(address), 404)
    for verb in ("void", "restore"):
        refused(outside.post(f"/api/v1/attachment/{row}/{verb}", json={"reason": "x"}), 404)
    refused(send(outside, person, pdf()), 404)
    refused(send(outside, person, pdf(), kind="work_history", entry=entry), 404)
    assert len(rows(product, person)) == 1
    other = make_person(product)
    for where in ({"kind": "work_history", "entry": entry}, {"kind": "x", "entry": entry}, {"entry": entry}):
        refused(clerk.get(files(other, **where)), 404)
        refused(send(clerk, other, pdf(), **where), 404)
    for broken in ("9" * 25, "-1", "a"):
        refused(clerk.get(f"/api/v1/attachment/{broken}/content"), 404)


def test_a_cookie_is_nobody_here(product, person):
    row, _entry = attached(product, person)
    browser = product.login(CLERK)
    refused(browser.get(f"/api/v1/attachment/{row}/content"), 401)
    refused(send(browser, person, pdf()), 401)


@pytest.mark.parametrize(
    ("document_kind", "kind", "group"),
    [
        ("identity", "", "identity"),
        ("discipline_decision", "", "discipline"),
        ("other", "health_check", "health"),
    ],
)
def test_a_sensitive_file_is_masked_until_a_reason_opens_it(
    product, person, clerk, document_kind, kind, group
):
    row, _entry = attached(product, person, kind, HEALTH, document_kind=document_kind)
    one, content = f"/api/v1/attachment/{row}", f"/api/v1/attachment/{row}/content"
    for address in (files(person), one):
        answer = clerk.get(address)
        assert answer.get_json()["masked"] == [group]
        assert "riêng" not in answer.get_data(as_text=True) and "quyet-dinh" not in answer.get_data(
            as_text=True
        )
    listed = clerk.get(files(person)).get_json()["result"][0]
    assert {name for name, value in listed.items() if value is not None} == {
        "id",
        "version",
        "sensitive_group",
    }
    refused(clerk.get(content), 403)
    refused(clerk.get(content, headers={"X-Reason": "xem"}), 400)
    assert clerk.get(content, headers=WHY).data == pdf()
    ((line, ids),) = last(product)
    assert (line.act, ids, line.reason) == ("reveal", {person}, "Đối chiếu hồ sơ giấy")
    body = clerk.get(one, headers=WHY).get_json()
    assert (body["result"]["caption"], body["masked"]) == ("Chuyện riêng", [])
    assert clerk.get(files(person), headers=WHY).get_json()["result"][0]["caption"] == "Chuyện riêng"
    refused(clerk.get(content), 403)


def test_without_the_right_on_its_group_nothing_opens_a_file(product, person):
    row, entry = attached(product, person, "salary_history", PAY)
    paper, _entry = attached(product, person, document_kind="pay_decision")
    reader = product.api(READER)
    for number in (row, paper):
        refused(reader.get(f"/api/v1/attachment/{number}", headers=WHY), 403)
        refused(reader.get(f"/api/v1/attachment/{number}/content", headers=WHY), 403)
    body = reader.get(files(person), headers=WHY).get_json()
    assert (body["ids"], body["withheld"], body["masked"]) == ([paper, row], ["pay"], [])
    assert [one["caption"] for one in body["result"]] == [None, None]
    refused(reader.get(files(person, kind="salary_history", entry=entry)), 403)


def test_to_attach_to_a_masked_entry_needs_the_right_alone(product, person, clerk):
    """Writing is not reading: the answer says no more than that the file is there."""
    entry = add_entry(product, person, "health_check", HEALTH)
    answer = send(clerk, person, pdf(), kind="health_check", entry=entry, document_kind="other")
    assert (answer.status_code, answer.get_json()["result"]) == (201, None)
    assert answer.get_json()["masked"] == ["health"]
    refused(send(product.api(READER), person, pdf()), 403)


def test_each_answer_is_a_line_of_the_log(product, person, clerk):
    row, _entry = attached(product, person)
    for address, act in ((files(person), "api_show"), (f"/api/v1/attachment/{row}", "api_show")):
        before = number_of_lines(product)
        clerk.get(address)
        assert number_of_lines(product) == before + 1 and last(product)[0][0].act == act
    clerk.get(f"/api/v1/attachment/{row}/content")
    ((line, ids),) = last(product)
    assert (line.act, ids, line.query) == ("file", {person}, "Quyết định, văn bản")
    send(clerk, person, pdf())
    assert last(product)[0][0].act == "save"


def test_many_files_cost_as_few_statements_as_one(product, person, clerk):
    with as_system(product) as session:
        for number in range(12):
            attach(session, product, person, content=pdf(number + 1))
    clerk.get(files(person))
    with counted_statements(product) as seen:
        assert clerk.get(files(person)).get_json()["count"] == 12
    assert len(seen) <= 15, len(seen)


def test_the_description_of_the_api_holds_them(clerk):
    paths = clerk.get("/api/v1/_openapi").get_json()["paths"]
    assert set(paths["/api/v1/person/{pk}/attachment/"]) == {"get", "post"}
    body = paths["/api/v1/person/{pk}/attachment/"]["post"]["requestBody"]["content"]
    assert set(body) == {"multipart/form-data"}
    assert set(paths["/api/v1/attachment/{pk}/content"]) == {"get"}
    for act in ("void", "restore"):
        assert "post" in paths[f"/api/v1/attachment/{{pk}}/{act}"]
