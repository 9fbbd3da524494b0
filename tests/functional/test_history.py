"""The history: who, when, from where, old and new, by which path; past values rebuilt from it (D12)."""

import datetime
import functools
import io

import openpyxl
import pytest
from sqlalchemy import delete, select, update

from app.access.consents import consent_service
from app.audit.models import History
from app.core import things
from app.core.actor import Channel, acting_as, system_actor
from app.core.errors import DomainError, RuleViolated, StepNotAllowed
from app.core.rights import Right
from app.files.store import keep_file
from app.personnel.models import Person, Placement
from app.personnel.services import person_service
from app.settings.services import settings_change
from app.setup import prepare
from tests.support.access import account_id
from tests.support.attachments import attach
from tests.support.cast import (
    as_system,
    catalog_id,
    history_of,
    make_person,
    person_form,
    row_counts,
    stored,
)
from tests.support.entries import add_every_kind
from tests.support.scans import pdf


def give_consent(product, person_id):
    day = datetime.date.today()
    raw = {"document_number": "1", "agreed_by": "A", "purpose": "Nghiên cứu", "shows_sensitive": False}
    raw |= dict.fromkeys(("valid_from", "valid_to", "document_on"), day)
    with as_system(product, Right.ADD) as session:
        scan = functools.partial(
            keep_file, data_dir=product.settings.data_dir, stream=io.BytesIO(pdf()), name="a.pdf"
        )
        consent_service.give(session, person_id, raw, "xem.soyte", scan)


def just_now(line):
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    return datetime.timedelta(0) <= now - line.at < datetime.timedelta(minutes=2)


# By each path ---------------------------------------------------------------------------------


def test_a_new_record_on_the_screen_leaves_every_value(product, clerk):
    form = person_form(product, full_name="Sơn Thị Lịch Sử", coefficient="2,34", paid_from="1/7/2019")
    address = clerk.post_form("/person/add", form).headers["Location"]
    (line,) = history_of(product, "person", int(address.rsplit("/", 1)[1]))
    assert (line.act, line.actor, line.channel, line.address) == (
        "add",
        "phuong.xuankhanh",
        "screen",
        "127.0.0.1",
    )
    assert line.account_id == account_id(product, "phuong.xuankhanh") and just_now(line)
    assert line.title == "Sơn Thị Lịch Sử" and line.person_id == line.row_id
    assert line.changes["birth_on"] == [None, "1985-03-15"]
    assert line.changes["coefficient"] == [None, "2.34"]
    assert line.changes["paid_from"] == [None, "2019-07-01"]
    assert line.changes["record_state"] == [None, "draft"]


def test_an_edit_on_the_screen_leaves_old_and_new_of_what_changed_only(product, clerk):
    person_id = make_person(product, main_work="Văn thư", birth_on="1985")
    form = {"main_work": "Lưu trữ", "birth_on": "3/1985", "phone": "", "_version": "1"}
    clerk.post_form(f"/person/edit/{person_id}", form)
    line = history_of(product, "person", person_id)[-1]
    assert (line.act, line.actor, line.channel) == ("edit", "phuong.xuankhanh", "screen")
    assert line.changes == {"main_work": ["Văn thư", "Lưu trữ"], "birth_on": ["1985", "1985-03"]}


def test_a_form_saved_without_a_change_leaves_no_line(product, clerk):
    person_id = make_person(product, main_work="Văn thư")
    clerk.post_form(f"/person/edit/{person_id}", {"main_work": " Văn  thư ", "_version": "1"})
    assert len(history_of(product, "person", person_id)) == 1


def test_the_parts_of_a_new_record_have_their_lines_and_its_number(product):
    person_id = make_person(product)
    with as_system(product) as session:
        lines = session.scalars(select(History).where(History.person_id == person_id)).all()
    assert sorted((line.thing, line.act) for line in lines) == [
        ("person", "add"),
        ("placement", "add"),
        ("status_period", "add"),
    ]


def test_a_change_through_the_api_says_so(product):
    person_id = make_person(product, main_work="Văn thư")
    client = product.api("phuong.xuankhanh")
    answer = client.put(f"/api/v1/person/{person_id}", json={"main_work": "Thống kê", "version": 1})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    line = history_of(product, "person", person_id)[-1]
    assert (line.channel, line.actor, line.address) == ("api", "phuong.xuankhanh", "127.0.0.1")
    assert line.changes == {"main_work": ["Văn thư", "Thống kê"]}


def test_a_change_through_an_imported_workbook_says_so(product, admin):
    row_id = catalog_id(product, "strength", stored(product, "strength", 2)["code"])
    old = stored(product, "strength", row_id)["name"]
    book = openpyxl.load_workbook(io.BytesIO(admin.post_form("/strength/workbook").data))
    for cells in book["Danh sách"].iter_rows():
        for cell in cells:
            if cell.value == old:
                cell.value = "Sở trường nhập từ tệp"
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    form = {"file": (stream, "danh-muc.xlsx")}
    assert admin.post_form("/strength/import", form, content_type="multipart/form-data").status_code == 302
    line = history_of(product, "strength", row_id)[-1]
    assert (line.actor, line.channel, line.address) == ("quantri", "import", "127.0.0.1")
    assert line.changes == {"name": [old, "Sở trường nhập từ tệp"]}


def test_a_change_by_a_job_or_a_command_names_the_system_actor(product):
    for channel in (Channel.JOB, Channel.COMMAND):
        person_id = make_person(product)
        with product.app.app_context(), acting_as(system_actor("dòng lệnh: sửa hàng loạt", channel)):
            person_service.update(product.db.session, person_id, {"main_work": "Khác"}, version=None)
        line = history_of(product, "person", person_id)[-1]
        assert (line.channel, line.actor, line.account_id) == (str(channel), "dòng lệnh: sửa hàng loạt", None)


def test_seeded_rows_say_which_system_actor_made_them(product):
    prepare(product.app)
    line = history_of(product, "ethnic_group", catalog_id(product, "ethnic_group", "01"))[0]
    assert (line.act, line.channel) == ("add", "command") and line.actor.startswith("hệ thống")


#: Acts on accounts and what belongs to them: test_accounts, test_handover, test_account_requests.
ELSEWHERE = {"account", "account_holder", "account_request", "lost_password"}


def test_every_kind_of_thing_leaves_a_line_when_it_changes(product):
    """Whatever is declared: a row changed through the session has its old and new value."""
    give_consent(product, make_person(product))
    with as_system(product, Right.MANAGE) as session:
        settings_change(session, {"reveal_minutes": "9"}, ground="Thử")
    add_every_kind(product, make_person(product))
    with as_system(product, Right.EDIT) as session:
        attach(session, product, make_person(product))
    told = {}
    for thing in (one for one in things.every() if one.key not in ELSEWHERE):
        field = next(f for f in thing.fields.values() if f.kind == "text" and f.name != "code")
        with as_system(product) as session:
            row = session.scalars(select(thing.model).order_by(thing.model.id.desc()).limit(1)).one()
            old, row_id = getattr(row, field.name), row.id
            setattr(row, field.name, "Đổi để xem")
            session.commit()
            setattr(row, field.name, old)
            session.commit()
        told[thing.key] = history_of(product, thing.key, row_id)[-2].changes == {
            field.name: [old, "Đổi để xem"]
        }
    assert len(told) >= 59 + 6
    assert [key for key, ok in told.items() if not ok] == []


def test_the_old_value_is_told_even_when_it_was_not_loaded(product):
    person_id = make_person(product, main_work="Văn thư")
    for new in (None, "Kế toán"):
        with as_system(product) as session:
            person = session.get(Person, person_id)
            session.expire(person)
            person.main_work = new
            session.commit()
    assert [line.changes["main_work"] for line in history_of(product, "person", person_id)] == [
        [None, "Văn thư"],
        ["Văn thư", None],
        [None, "Kế toán"],
    ]


def test_the_page_of_a_record_shows_its_history_but_not_sensitive_values(product, clerk):
    person_id = make_person(product, main_work="Văn thư")
    number = stored(product, "person", person_id)["identity_number"]
    clerk.post_form(f"/person/edit/{person_id}", {"main_work": "Lưu trữ", "_version": "1"})
    page = clerk.get(f"/person/show/{person_id}?tab=history").get_data(as_text=True)
    told = page[page.index("Lịch sử thay đổi") :]
    assert "Văn thư" in told and "Lưu trữ" in told and "127.0.0.1" in told
    assert number not in told


# What leaves no line --------------------------------------------------------------------------


def test_a_refused_edit_leaves_no_line_and_no_change(product, clerk):
    person_id = make_person(product)
    before, counts = stored(product, "person", person_id), row_counts(product)
    for form in (
        {"full_name": "Tên Mới", "birth_on": "x", "_version": "1"},
        {"full_name": "Tên Mới", "_version": "7"},
        {"full_name": "Tên Mới", "home_unit": "1", "_version": "1"},
    ):
        assert clerk.post_form(f"/person/edit/{person_id}", form).status_code in (409, 422)
    assert stored(product, "person", person_id) == before and row_counts(product) == counts


def test_a_refusal_late_in_a_transaction_takes_its_lines_back(product):
    person_id = make_person(product)
    counts = row_counts(product)
    with product.app.app_context(), acting_as(system_actor("kiểm thử")):
        session = product.db.session
        with pytest.raises(RuleViolated):
            _edit_then_fail(session, person_id)
    assert row_counts(product) == counts
    assert stored(product, "person", person_id)["main_work"] is None


def _edit_then_fail(session, person_id):
    from app.core.transactions import transaction

    with transaction(session, Right.EDIT):
        session.get(Person, person_id).main_work = "Không được giữ"
        session.flush()
        raise RuleViolated("Sai ở bước sau.")


def test_a_bulk_change_around_the_services_is_refused(product):
    for statement in (
        update(Person).values(main_work="x"),
        delete(Person),
        update(Placement).values(reason="x"),
        delete(things.get("religion").model),
        update(things.get("religion").model).values(name="x"),
        delete(History),
    ):
        with as_system(product) as session, pytest.raises(StepNotAllowed):
            session.execute(statement)
    with as_system(product) as session:
        assert session.scalar(select(Person.id).where(Person.main_work == "x").limit(1)) is None


def test_a_write_by_nobody_is_refused(product):
    person_id = make_person(product)
    with product.app.app_context(), pytest.raises(DomainError):
        product.db.session.add(things.get("religion").model(code="X", name="X"))
        product.db.session.flush()
    with product.app.app_context(), pytest.raises(DomainError):
        person_service.update(product.db.session, person_id, {"main_work": "x"}, version=None)
    assert stored(product, "person", person_id)["main_work"] is None
