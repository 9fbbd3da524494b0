"""The screen of settings: sources beside values, one faulty value changes nothing, two editors."""

import re

from tests.support.acting import text_of

RETENTION = {"backup_hour": "3", "backup_days": "14", "backup_months": "12", "attachment_mebibytes": "10"}


def seen(client, group):
    return re.search(r'name="_seen" value="(\d+)"', text_of(client.get(f"/setting/edit/{group}")))[1]


def test_every_deadline_stands_with_its_days_and_its_article(home_affairs):
    page = text_of(home_affairs.get("/setting/list/"))
    for label, days, article in (
        ("Hướng dẫn kê khai 2C và cập nhật vào phần mềm, từ khi có quyết định", 10, "Điều 11.1.b"),
        ("Nhập thông tin cơ bản và cấp tài khoản cá nhân, từ khi nộp 2C", 2, "Điều 11.1.c"),
        ("Cá nhân rà soát, nhập bổ sung, từ khi được cấp tài khoản", 3, "Điều 11.1.c"),
        ("Rà soát, xác thực đề xuất của cá nhân", 1, "Điều 11.1.c"),
        ("Trường hợp cần xác minh, bổ sung", 5, "Điều 11.1.c"),
        ("Xác thực thay đổi của cá nhân, từ khi có thông tin bổ sung", 1, "Điều 11.2.b"),
        ("Cập nhật văn bản của cơ quan quản lý, từ ngày hiệu lực", 3, "Điều 11.2.c"),
        ("Điều chuyển giữa các bộ phận trong đơn vị, từ ngày hiệu lực", 2, "Điều 12.1"),
        ("Điều chuyển sang cơ quan, đơn vị mới, từ ngày hiệu lực", 5, "Điều 12.2"),
        ("Chuyển tiếp đến đơn vị trực tiếp sử dụng, từ ngày tiếp nhận", 3, "Điều 12.2"),
        ("Chỉnh tình trạng hồ sơ, từ ngày hiệu lực", 5, "Điều 12.3"),
    ):
        row = rf"<td>{re.escape(label)} \(ngày làm việc\)</td>\s*<td>\s*{days}\s*</td>\s*<td>{article}</td>"
        assert re.search(row, page), label
    assert "/base_pay/list/" in page and "/holiday/list/" in page


def test_a_change_is_saved_with_its_ground_and_told_in_the_history(home_affairs):
    form = {
        **RETENTION,
        "backup_hour": "4",
        "ground": "Công văn 7/SNV",
        "_seen": seen(home_affairs, "retention"),
    }
    answer = home_affairs.post_form("/setting/edit/retention", form)
    assert answer.status_code == 302
    page = text_of(home_affairs.get("/setting/list/"))
    assert "Công văn 7/SNV" in page and "Giờ sao lưu hằng ngày" in page


def test_a_faulty_value_is_told_beside_its_field_and_nothing_is_saved(home_affairs):
    before = seen(home_affairs, "retention")
    form = {**RETENTION, "backup_days": "5", "backup_hour": "24", "_seen": before}
    answer = home_affairs.post_form("/setting/edit/retention", form)
    assert answer.status_code == 422
    assert "«Giờ sao lưu hằng ngày» phải từ 0 đến 23." in text_of(answer)
    assert seen(home_affairs, "retention") == before


def test_what_follows_from_the_regulation_does_not_change_without_a_ground(home_affairs):
    """Deadlines, what is kept how long: by a document alone (Điều 11, 13.4, 16.3)."""
    before = seen(home_affairs, "retention")
    shown = text_of(home_affairs.get("/setting/list/"))
    form = {**RETENTION, "backup_days": "9", "ground": "  ", "_seen": before}
    answer = home_affairs.post_form("/setting/edit/retention", form)
    assert answer.status_code == 422
    assert 'id="ground-loi"' in text_of(answer) and 'value="9"' in text_of(answer)
    assert seen(home_affairs, "retention") == before
    assert text_of(home_affairs.get("/setting/list/")) == shown


def test_the_name_of_the_installation_needs_no_ground(home_affairs):
    form = {"system_name": "Hồ sơ thử", "city_name": "Thành phố Cần Thơ", "login_notice": ""}
    form["_seen"] = seen(home_affairs, "names")
    assert home_affairs.post_form("/setting/edit/names", form).status_code == 302
    back = {**form, "system_name": "Hồ sơ CBCCVC", "_seen": seen(home_affairs, "names")}
    assert home_affairs.post_form("/setting/edit/names", back).status_code == 302


def test_the_second_of_two_editors_sees_what_the_first_saved(home_affairs):
    old = seen(home_affairs, "retention")
    first = {**RETENTION, "backup_days": "30", "ground": "Công văn 8/SNV", "_seen": old}
    assert home_affairs.post_form("/setting/edit/retention", first).status_code == 302
    second = home_affairs.post_form(
        "/setting/edit/retention", {**RETENTION, "backup_days": "7", "_seen": old}
    )
    assert second.status_code == 409
    assert "vừa được người khác sửa" in text_of(second) and 'value="30"' in text_of(second)


def test_the_name_of_the_installation_and_the_notice_of_the_sign_in_page(home_affairs, product):
    form = {
        "system_name": "Hồ sơ <b>tỉnh</b>",
        "city_name": "Tỉnh Hậu Giang",
        "login_notice": '<p onclick="x()">Bảo trì <b>20h</b><script>alert(1)</script>'
        '<a href="javascript:x">xem</a></p>',
        "_seen": seen(home_affairs, "names"),
    }
    assert home_affairs.post_form("/setting/edit/names", form).status_code == 302
    page = text_of(home_affairs.get("/setting/list/"))
    assert "Hồ sơ &lt;b&gt;tỉnh&lt;/b&gt;<small>Tỉnh Hậu Giang</small>" in page
    login = text_of(product.app.test_client().get("/login/"))
    assert "<p>Bảo trì <b>20h</b>" in login
    assert "alert(1)" not in login and "onclick=" not in login and "javascript:" not in login


def test_a_group_that_is_none_is_not_found(home_affairs):
    assert home_affairs.get("/setting/edit/nothing").status_code == 404
