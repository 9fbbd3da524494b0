"""A record as it stood on a day, and what has changed since (requirement D12); expectations by hand."""

import datetime
import html
import re
from urllib.parse import quote

import pytest
from sqlalchemy import select

from app.audit.recorder import record_event
from app.core import clock, things
from app.core.rights import Right
from app.core.services import service_of
from app.organisation.services import unit_service
from app.personnel.actions import Decision, person_change_status, person_transfer
from app.personnel.models import Person
from app.personnel.services import person_service
from tests.support.cast import (
    HEALTH,
    OTHER_WARD,
    WARD,
    as_system,
    catalog_id,
    counted_statements,
    history_of,
    make_person,
    unit_id,
)
from tests.support.entries import (
    DISCIPLINE,
    INSURANCE,
    PAPER,
    PAY,
    TRAINING,
    WORK,
    add_entry,
    add_every_kind,
    entries_in,
)
from tests.support.log_lines import last, sql

OFFICE, CLERK, READER, SELF = "sonoivu", "phuong.xuankhanh", "thanhtra", "canhan"
TABS = ("general", "training", "work", "pay", "merit", "party", "family", "papers", "since")
OFFICIAL, CIVIL_SERVANT = "CT-CB-900001", "CT-CC-900001"
LINE = re.compile(r"<dt>(?:<span[^>]*>[^<]*</span> )?([^<]+)</dt><dd>(.*?)</dd>", re.S)


@pytest.fixture(scope="module")
def office(product):
    return product.login(OFFICE)


@pytest.fixture(scope="module")
def clerk(product):
    return product.login(CLERK)


@pytest.fixture(scope="module")
def reader(product):
    return product.login(READER)


@pytest.fixture
def person(product):
    return make_person(product)


def named(product, number):
    with as_system(product) as session:
        return session.scalars(select(Person.id).where(Person.staff_number == number)).one()


def page_of(client, person, day, tab="general", status=200):
    answer = client.get(f"/person/as_of/{person}", query_string={"day": day, "tab": tab})
    assert answer.status_code == status, (day, tab)
    return answer.get_data(as_text=True)


def values_of(page):
    """Label -> (value of the day, today's where it stands beside it) of the general part."""
    found = {}
    for label, said in LINE.findall(page[page.index('class="hs-values"') :]):
        plain = html.unescape(re.sub(r"<[^>]+>", "", said))
        then, _now, now = (" ".join(part.split()) for part in plain.partition("nay:"))
        found[label] = (then, now or None)
    return found


def on(client, person, day):
    return values_of(page_of(client, person, day))


# What was true ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "grade", "step", "coefficient", "allowance", "position"),
    [  # seed/demo/record_official.json: pay, posts, allowances
        ("1/1/2006", "Chuyên viên", "4", "3,33", "–", "–"),
        ("31/7/2013", "Chuyên viên", "6", "3,99", "0,30", "Trưởng phòng chuyên môn thuộc UBND quận/huyện"),
        (
            "1/8/2013",
            "Chuyên viên chính",
            "1",
            "4,40",
            "0,30",
            "Trưởng phòng chuyên môn thuộc UBND quận/huyện",
        ),
        ("1/8/2022", "Chuyên viên chính", "4", "5,42", "0,50", "Phó Chủ tịch Ủy ban nhân dân quận/huyện"),
    ],
)
def test_grade_step_and_post_of_the_official_on_a_day(
    product, office, day, grade, step, coefficient, allowance, position
):
    found = on(office, named(product, OFFICIAL), day)
    assert found["Ngạch công chức (chức danh nghề nghiệp)"][0] == grade
    assert (found["Bậc lương"][0], found["Hệ số"][0]) == (step, coefficient)
    assert found["Hệ số"][1] == "5,76", "today's stands beside it"
    assert found["Phụ cấp chức vụ"][0] == allowance
    assert found["Chức vụ (chức danh)"][0] == position


def test_pay_over_the_scale_climbs_by_the_year(product, office):
    """seed/demo/record_civil_servant.json: step 8 since 4/2020, 5 % since 4/2023, 6 % since 4/2024."""
    person = named(product, CIVIL_SERVANT)
    found = {day: on(office, person, day) for day in ("31/3/2023", "1/4/2023", "31/3/2024", "1/4/2024")}
    assert [one["Vượt khung (%)"] for one in found.values()] == [
        ("–", "8"), ("5", "8"), ("5", "8"), ("6", "8"),
    ]  # fmt: skip
    assert {one["Hệ số"] for one in found.values()} == {("6,78", None)}


def test_degrees_party_and_service_come_when_they_came(product, office):
    person = named(product, OFFICIAL)
    early, later = on(office, person, "1/3/1991"), on(office, person, "28/2/2014")
    assert early["Ngày nhập ngũ"] == ("08/1990", None) and early["Ngày xuất ngũ"] == ("–", "08/1992")
    assert early["Ngày vào Đảng Cộng sản Việt Nam"] == ("–", "19/05/1998")
    assert early["Chức vụ Đảng"][0] == "–" and later["Chức vụ Đảng"][0] == "–"
    assert later["Ngày vào Đảng Cộng sản Việt Nam"] == ("19/05/1998", None)
    # The master's degree was awarded in 3/2014, the high level of theory in 9/2015.
    assert later["Trình độ chuyên môn cao nhất"] == ("Đại học", "Thạc sĩ")
    assert later["Lý luận chính trị"] == ("Trung cấp lý luận chính trị", "Cao cấp lý luận chính trị")
    assert on(office, person, "31/3/2014")["Trình độ chuyên môn cao nhất"] == ("Thạc sĩ", None)


def test_main_and_concurrent_posts_stand_above(product, office):
    page = page_of(office, named(product, OFFICIAL), "1/1/2020")
    above = html.unescape(page[page.index('class="hs-facts hs-then"') : page.index('class="hs-values"')])
    assert "Ủy ban nhân dân huyện Phong Điền (từ 01/07/2016)" in above
    assert "Đảng ủy thị trấn Phong Điền (từ 01/03/2019)" in above


def test_entries_of_a_tab_are_those_that_had_begun(product, office):
    person = named(product, OFFICIAL)
    page = page_of(office, person, "1/8/2016", "pay")
    assert "4,74" in page and "3,33" in page and "5,08" not in page
    assert page.count("Đang hiệu lực") == 4, "pay, two allowances, insurance"
    page = page_of(office, person, "1/1/2001", "work")
    assert "Cán bộ Văn phòng" in page and "Trưởng phòng Tư pháp" not in page
    assert "Đến ngày ấy chưa có mục nào." in page


def test_before_a_transfer_the_old_unit_stands_by_the_name_of_that_time(product, office, person):
    with as_system(product, Right.MANAGE) as session:
        old, renamed = unit_id(product, WARD), datetime.date(2022, 1, 1)
        before = session.get(things.get("unit").model, old).name
        unit_service.rename(session, old, name="UBND phường Đổi Tên", as_of=renamed)
    decision = Decision(
        number="9/QĐ", signed_on=datetime.date(2024, 5, 6), effective_on=datetime.date(2024, 6, 1)
    )
    with as_system(product, Right.TRANSFER) as session:
        person_transfer(session, [person], target_unit_id=unit_id(product, OTHER_WARD), decision=decision)
        now = session.get(things.get("unit").model, unit_id(product, OTHER_WARD)).name
    label = "Đơn vị giữ hồ sơ"
    assert on(office, person, "1/1/2020")[label] == ("–", now)
    assert on(office, person, "31/12/2021")[label] == (before, now)
    assert on(office, person, "1/1/2022")[label] == ("UBND phường Đổi Tên", now)
    assert on(office, person, "31/5/2024")[label] == ("UBND phường Đổi Tên", now)
    assert on(office, person, "1/6/2024")[label] == (now, None)
    with as_system(product, Right.MANAGE) as session:
        unit_service.rename(session, old, name=before, as_of=datetime.date(2022, 1, 2))


def test_a_closed_record_shows_its_status_of_then(product, office, person):
    day = datetime.date(2024, 6, 1)
    decision = Decision(number="9/QĐ", signed_on=day, effective_on=day)
    status = catalog_id(product, "employment_status", "NGHI_HUU")
    with as_system(product, Right.CHANGE_STATUS) as session:
        person_change_status(session, [person], status_id=status, decision=decision)
    then, now = on(office, person, "31/5/2024")["Trạng thái công tác"]
    assert (then, now) == ("Đang công tác", "Đã nghỉ hưu")
    assert on(office, person, "1/6/2024")["Trạng thái công tác"] == ("Đã nghỉ hưu", None)


def test_a_voided_entry_was_never_true_and_its_voiding_is_told(product, office, person):
    first = add_entry(
        product, person, "salary_history", PAY, from_on="1/1/2017", pay_step="2", coefficient="2,67"
    )
    wrong = add_entry(product, person, "salary_history", PAY)
    assert on(office, person, "1/6/2021")["Hệ số"] == ("3,00", None)
    form = {"reason": "Nhập nhầm người", "_version": "1"}
    assert office.post_form(f"/entry/salary_history/void/{wrong}", form).status_code == 302
    assert on(office, person, "1/6/2021")["Hệ số"] == ("2,67", None)
    page = page_of(office, person, "1/6/2021", "pay")
    assert f"/entry/salary_history/show/{first}" in page
    assert f"/entry/salary_history/show/{wrong}" not in page
    page = page_of(office, person, "1/6/2021", "since")
    assert "Nhập nhầm người" in page and "Đã hủy" in page


# What was known ---------------------------------------------------------------------------------------


def told_at(product, person, *moments):
    """Move the lines of the person's own row to these moments (UTC), oldest first."""
    for line, moment in zip(history_of(product, "person", person), moments, strict=True):
        sql(product, "UPDATE history SET at = :at WHERE id = :id", at=moment, id=line.id)


def test_a_corrected_name_shows_the_earlier_one_to_the_end_of_that_day_in_vietnam(product, office):
    person = make_person(product, full_name="Lê Thị Chính Tả", main_work="Văn thư")
    with as_system(product) as session:
        person_service.update(session, person, {"full_name": "Lê Thị Chính Tã"}, version=None)
    # 00:30 of 06/03/2024 in Vietnam
    told_at(product, person, "2024-01-10 02:00:00.000000", "2024-03-05 17:30:00.000000")
    page = page_of(office, person, "5/3/2024")
    assert values_of(page)["Họ và tên khai sinh"] == ("Lê Thị Chính Tả", "Lê Thị Chính Tã")
    assert values_of(page)["Công việc chính được giao"] == ("Văn thư", None)
    assert "Hồ sơ được lập trên hệ thống" not in page
    assert on(office, person, "6/3/2024")["Họ và tên khai sinh"] == ("Lê Thị Chính Tã", None)
    since = page_of(office, person, "5/3/2024", "since")
    assert "Lê Thị Chính Tả" in since and "06/03/2024 00:30" in since and "kiểm thử" in since
    assert "Lê Thị Chính Tả" not in page_of(office, person, "6/3/2024", "since")


def test_a_record_made_later_says_so_and_shows_what_it_was_first_entered_with(product, office):
    person = make_person(product, full_name="Lê Thị Lập Sau", phone="0292 1111111")
    with as_system(product) as session:
        person_service.update(session, person, {"phone": "0292 2222222"}, version=None)
    told_at(product, person, "2024-01-10 02:00:00.000000", "2024-03-05 17:30:00.000000")
    page = page_of(office, person, "9/1/2024")
    assert "Hồ sơ được lập trên hệ thống ngày 10/01/2024, sau ngày 09/01/2024" in page
    assert values_of(page)["Điện thoại"] == ("0292 1111111", "0292 2222222")
    assert values_of(page)["Họ và tên khai sinh"] == ("Lê Thị Lập Sau", None)


def test_today_nothing_differs(product, office):
    page = page_of(office, named(product, OFFICIAL), f"{clock.today():%d/%m/%Y}")
    assert {now for _then, now in values_of(page).values()} == {None}
    assert "Đây là ngày hôm nay." in page
    assert office.get(f"/person/as_of/{named(product, OFFICIAL)}").status_code == 200


# What began or ended since ----------------------------------------------------------------------------


def test_what_began_or_ended_since_is_listed(product, office):
    """seed/demo/record_official.json around 01/06/2016: a new post, the old one ended, raises."""
    page = html.unescape(page_of(office, named(product, OFFICIAL), "1/6/2016", "since"))
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in table.split("<tr>")[1:]]
    unit, what = "Ủy ban nhân dân huyện Phong Điền", "Chức vụ, kiêm nhiệm"
    deputy, head = "Phó Chủ tịch Ủy ban nhân dân quận/huyện", "Trưởng phòng chuyên môn thuộc UBND quận/huyện"
    assert f"{unit} Quá trình giữ hồ sơ 01/07/2016 – nay Bắt đầu" in rows
    began = [
        row for row in rows if row.startswith(f"{deputy}, Chức vụ chính, {unit} {what} 01/07/2016 – nay")
    ]
    assert len(began) == 1 and began[0].endswith("Bắt đầu")
    ended = f"{head}, Chức vụ chính, Phòng Tư pháp huyện Phong Điền {what} 01/05/2010 – 01/07/2016"
    assert [row.endswith("Kết thúc") for row in rows if row.startswith(ended)] == [True]
    both = "Chuyên viên chính, bậc 2, hệ số 4,74 Diễn biến lương 01/08/2016 – 31/07/2019 Bắt đầu, kết thúc"
    assert both in rows
    assert not any("01/09/2006 – 01/05/2010" in row for row in rows), "over before that day"


def test_more_than_two_hundred_changes_are_paged(product, office, person):
    thing = things.get("person")
    with as_system(product) as session:
        row = session.get(Person, person)
        for number in range(205):
            record_event(session, thing, row, "edit", {"reason": [None, f"lần số {number}."]})
        session.commit()
    page = page_of(office, person, "1/1/2021", "since")
    assert "lần số 204." in page and "lần số 4." not in page and "đang ở trang 1" in page
    answer = office.get(f"/person/as_of/{person}?day=1/1/2021&tab=since&page=1")
    assert "lần số 4." in answer.get_data(as_text=True) and "lần số 5." not in answer.get_data(as_text=True)


# Sensitive groups -------------------------------------------------------------------------------------


def test_masked_values_stay_masked_on_every_day_and_in_what_changed(product, clerk):
    person = make_person(product, identity_issued_by="Công an Kín", height_cm="173")
    with as_system(product) as session:
        person_service.update(session, person, {"identity_issued_by": "Công an Mới"}, version=None)
    add_entry(product, person, "identity_paper", PAPER)
    add_entry(product, person, "discipline", DISCIPLINE)
    pages = [page_of(clerk, person, "1/1/2021", tab) for tab in TABS]
    for secret in ("Công an Kín", "Công an Mới", "173", PAPER["paper_number"], DISCIPLINE["reason"]):
        assert not any(secret in page for page in pages), secret
    found = values_of(pages[0])
    assert found["Nơi cấp"] == ("(được giữ kín)", None), "nor whether it changed"
    assert found["Kỷ luật cao nhất"][0] == "(được giữ kín)"
    form = {"group": "identity", "reason_choice": "check", "reason": ""}
    assert clerk.post_form(f"/person/reveal/{person}", form).status_code == 302
    assert on(clerk, person, "1/1/2021")["Nơi cấp"] == ("Công an Kín", "Công an Mới")
    assert "Công an Kín" in page_of(clerk, person, "1/1/2021", "since")


def test_a_walk_over_the_days_does_not_tell_withheld_pay(product, reader, person):
    add_entry(product, person, "salary_history", PAY, from_on="1/1/2017", pay_step="2", coefficient="2,67")
    add_entry(product, person, "salary_history", PAY)
    for day in ("1/1/2016", "1/6/2017", "1/6/2021", f"{clock.today():%d/%m/%Y}"):
        found = on(reader, person, day)
        for label in ("Bậc lương", "Hệ số", "Ngày hưởng", "Phụ cấp chức vụ"):
            assert found[label] == ("(không có quyền xem)", None), (day, label)
        title = found["Ngạch công chức (chức danh nghề nghiệp)"][0]
        assert title == ("–" if day == "1/1/2016" else "Chuyên viên"), "on any day as on the record of today"
    assert "Không có quyền xem" in page_of(reader, person, "1/6/2021", "pay")
    pages = page_of(reader, person, "1/6/2017", "since") + page_of(reader, person, "1/6/2017", "pay")
    assert "/entry/salary_history/" not in pages


def test_a_person_sees_its_own_record_on_a_day(product, clerk):
    own = sql(product, "SELECT person_id FROM ab_user WHERE username = :name", name=SELF)[0][0]
    number = sql(product, "SELECT identity_number FROM person WHERE id = :id", id=own)[0][0]
    client = product.login(SELF)
    assert on(client, own, "1/6/2020")["Số CCCD (CMND)"] == (number, None)
    assert client.get(f"/person/as_of/{named(product, OFFICIAL)}?day=1/6/2020").status_code == 404


# The edges --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("31/2/2015", "Không đọc được ngày «31/2/2015»"),
        ("6/2015", "Ghi đủ ngày, tháng, năm"),
        ("hôm qua", "Không đọc được ngày"),
        ("", "Chưa nhập «Ngày»"),
        ("1/1/0001", "Không đọc được ngày"),
        ("9" * 4000, "Không đọc được ngày"),
        ("١/١/٢٠١٥", "Không đọc được ngày"),
        ("<script>", "Không đọc được ngày «&lt;script&gt;»"),
        ("31/12/2100", "Ngày 31/12/2100 chưa đến. Chọn hôm nay hoặc một ngày đã qua."),
    ],
)
def test_a_bad_day_is_refused_in_a_sentence(product, clerk, person, day, sentence):
    page = page_of(clerk, person, day, status=422)
    assert sentence in page and "hs-values" not in page and 'name="day"' in page


def test_tomorrow_is_refused_and_days_long_ago_are_empty(product, clerk, person):
    tomorrow = clock.today() + datetime.timedelta(days=1)
    assert "chưa đến" in page_of(clerk, person, f"{tomorrow:%d/%m/%Y}", status=422)
    for day in ("1/1/1900", "1900-01-01", "2/9/1945"):
        for tab in TABS:
            page_of(clerk, person, day, tab)
    assert "Chưa có đơn vị giữ hồ sơ" in page_of(clerk, person, "1/1/1900")
    assert clerk.get(f"/person/as_of/{person}?day=1/1/2020&tab=khac&page=-1").status_code == 200
    assert clerk.get(f"/person/as_of/{person}?day=1/1/2020&tab=since&page=999999999999").status_code == 200


def test_nul_bytes_and_ids_that_are_none_are_refused(product, clerk, person):
    assert clerk.get(f"/person/as_of/{person}?day={quote(chr(0))}").status_code == 400
    for pk in ("abc", "0x1", "9" * 30, "999999999"):
        assert clerk.get(f"/person/as_of/{pk}?day=1/1/2020").status_code == 404


def test_looking_back_is_a_line_of_the_log_of_access(product, clerk, person):
    for status, day in ((200, "1/6/2021"), (422, "31/2/2021")):
        page_of(clerk, person, day, status=status)
        ((line, ids),) = last(product)
        assert (line.act, line.query, ids) == ("show", f"Tại ngày: {day}", {person})


def test_the_page_of_the_record_leads_there(product, clerk, person):
    page = clerk.get(f"/person/show/{person}").get_data(as_text=True)
    assert f'href="/person/as_of/{person}"' in page and "Tại một ngày" in page


def test_a_record_of_120_entries_costs_at_most_thirty_statements(product, office, person):
    add_every_kind(product, person)
    for number in range(32):
        year = 1985 + number
        add_entry(product, person, "insurance", INSURANCE, from_on=str(year), to_on=str(year))
        add_entry(product, person, "work_history", WORK, from_on=f"1/{year}", to_on=f"12/{year}")
        add_entry(product, person, "training", TRAINING, from_on=str(year), to_on=str(year))
    assert (
        sum(len(entries_in(product, person, kind)) for kind in ("insurance", "work_history", "training"))
        == 99
    )
    page_of(office, person, "1/6/2005")
    costs = {}
    for tab in TABS:
        with counted_statements(product) as seen:
            page_of(office, person, "1/6/2005", tab)
        costs[tab] = len(seen)
    print(costs)
    assert max(costs.values()) <= 30, costs


# Through the API --------------------------------------------------------------------------------------


def test_the_api_gives_the_record_of_a_day_in_the_same_scope(product):
    person = named(product, OFFICIAL)
    body = product.api(OFFICE).get(f"/api/v1/person/{person}/as_of?day=2013-07-31").get_json()
    found = body["result"]
    assert (body["day"], found["grade"]["name"], found["pay_step"]) == ("2013-07-31", "Chuyên viên", 6)
    assert (found["coefficient"], found["paid_from"]) == ("3.99", "2011-03-01")
    assert found["identity_number"] is None and "identity_number" in body["masked"]
    assert body["entered_at"].endswith("Z"), "entered today"
    why = {"X-Reason": quote("Đối chiếu hồ sơ giấy")}
    opened = product.api(OFFICE).get(f"/api/v1/person/{person}/as_of?day=2013-07-31", headers=why).get_json()
    assert opened["result"]["identity_number"] == "092072900001" and opened["masked"] == []
    assert last(product)[0][0].act == "reveal"


def test_the_api_withholds_what_the_reader_does_not_see_and_refuses_bad_days(product):
    person, api = named(product, OFFICIAL), product.api(READER)
    body = api.get(f"/api/v1/person/{person}/as_of?day=2013-07-31").get_json()
    assert body["result"]["coefficient"] is None and "coefficient" in body["withheld"]
    assert last(product)[0][0].act == "api_show"
    for day in ("2013-02-30", "2999-01-01", ""):
        answer = api.get(f"/api/v1/person/{person}/as_of?day={day}")
        assert answer.status_code == 422 and "ày" in answer.get_json()["message"]
    assert api.get("/api/v1/person/999999999/as_of").status_code == 404
    assert (
        make_person(product, HEALTH)
        and product.api(CLERK).get(f"/api/v1/person/{person}/as_of").status_code == 404
    )


def entries_of_day(api, person, day, **headers):
    answer = api.get(f"/api/v1/person/{person}/as_of?day={day}", headers=headers)
    assert answer.status_code == 200
    return answer.get_json()


def test_the_api_gives_the_entries_of_a_day_with_their_standing(product):
    """What had begun by then, newest first; the line of pay of that day is in force, the one before ended."""
    person, api = make_person(product), product.api(CLERK)
    for first, last_on in (("9/2006", "12/2010"), ("1/2011", ""), ("1/2020", "")):
        add_entry(product, person, "work_history", WORK, from_on=first, to_on=last_on)
    add_entry(product, person, "salary_history", PAY, from_on="1/1/2011", coefficient="2,67", pay_step="2")
    add_entry(product, person, "salary_history", PAY, from_on="1/1/2014")
    found = entries_of_day(api, person, "2015-06-01")["entries"]
    work = [(one["from_on"], one["standing"]) for one in found["work_history"]]
    assert work == [("2011-01", "in_force"), ("2006-09", "ended")]
    pay = [(one["from_on"], one["coefficient"], one["standing"]) for one in found["salary_history"]]
    assert pay == [("2014-01-01", "3.00", "in_force"), ("2011-01-01", "2.67", "ended")]
    assert found["salary_history"][0]["grade"]["code"] == "01.003"
    assert entries_of_day(api, person, "2005-01-01")["entries"]["work_history"] == []


def test_the_api_leaves_out_entries_that_were_voided(product):
    person = make_person(product)
    row = add_entry(product, person, "work_history", WORK)
    with as_system(product) as session:
        service_of(things.get("work_history")).void(session, row, "Nhầm", version=None)
    assert entries_of_day(product.api(CLERK), person, "2015-06-01")["entries"]["work_history"] == []


MASKED_KINDS = ["discipline", "life_history", "foreign_relation", "health_check", "identity_paper"]
PAY_KINDS = ["salary_history", "allowance", "insurance"]


def test_entries_of_a_masked_group_are_null_on_a_day_until_a_reason_opens_them(product):
    person, api = make_person(product), product.api(CLERK)
    add_entry(product, person, "discipline", DISCIPLINE)
    add_entry(product, person, "identity_paper", PAPER)
    body = entries_of_day(api, person, "2024-06-01")
    assert body["masked_entries"] == MASKED_KINDS and body["withheld_entries"] == []
    assert {kind for kind, rows in body["entries"].items() if rows is None} == set(MASKED_KINDS)
    assert "Vi phạm" not in str(body) and "C7654321" not in str(body)
    opened = entries_of_day(api, person, "2024-06-01", **{"X-Reason": quote("Đối chiếu hồ sơ giấy")})
    assert (opened["masked_entries"], opened["entries"]["discipline"][0]["standing"]) == ([], "there")
    assert opened["entries"]["identity_paper"][0]["paper_number"] == "C7654321"
    ((line, ids),) = last(product)
    assert (line.act, ids, line.reason) == ("reveal", {person}, "Đối chiếu hồ sơ giấy")


def test_entries_without_the_right_stay_null_whatever_the_reason(product):
    person = make_person(product)
    add_entry(product, person, "salary_history", PAY)
    why = {"X-Reason": quote("Đối chiếu hồ sơ giấy")}
    body = entries_of_day(product.api(READER), person, "2024-06-01", **why)
    closed = {kind for kind, rows in body["entries"].items() if rows is None}
    assert closed == set(body["withheld_entries"]) == {*MASKED_KINDS, *PAY_KINDS}


def test_a_day_through_the_api_costs_as_many_statements_for_many_entries_as_for_few(product):
    person, api = make_person(product), product.api(CLERK)
    why = {"X-Reason": quote("Đối chiếu hồ sơ giấy")}
    add_every_kind(product, person)
    costs = []
    for number in range(2):
        entries_of_day(api, person, "2024-06-01", **why)
        with counted_statements(product) as seen:
            entries_of_day(api, person, "2024-06-01", **why)
        costs.append(len(seen))
        for year in range(1985, 2015) if number == 0 else ():
            add_entry(product, person, "insurance", INSURANCE, from_on=str(year), to_on=str(year))
            add_entry(product, person, "training", TRAINING, from_on=str(year), to_on=str(year))
    # One for each of the 25 kinds, 9 for what the general part follows from, the rest around them.
    assert costs[0] == costs[1] <= 55, costs
