"""Settings: the declared default until somebody sets another value, and never a value out of limits."""

import pytest
from sqlalchemy import func, select

from app.audit.models import History
from app.core.errors import RuleViolated
from app.settings.reading import setting
from app.settings.registry import all_settings
from app.settings.services import settings_change
from tests.support.cast import as_system


def test_a_setting_is_its_default_until_it_is_set(product):
    with as_system(product) as session:
        assert setting(session, "session_idle_minutes") == 30
        assert settings_change(session, {"session_idle_minutes": "45"}, ground="Công văn 12/SNV") == 1
        assert setting(session, "session_idle_minutes") == 45
        assert settings_change(session, {"session_idle_minutes": "45"}, ground="") == 0
        lines = select(History).where(History.thing == "setting").order_by(History.id.desc())
        line = session.scalars(lines.limit(1)).one()
        assert line.changes["value"] == [None, "45"]
        assert line.changes["ground"] == [None, "Công văn 12/SNV"]


def test_one_faulty_value_changes_nothing(product):
    with as_system(product) as session:
        before = session.scalar(select(func.count(History.id)))
        with pytest.raises(RuleViolated) as refused:
            settings_change(session, {"session_idle_minutes": "4", "backup_hour": "3"}, ground="")
        assert refused.value.errors == {
            "session_idle_minutes": "«Phiên tự kết thúc sau (phút không làm việc)» phải từ 5 đến 480."
        }
        assert setting(session, "backup_hour") == 1
        assert session.scalar(select(func.count(History.id))) == before


@pytest.mark.parametrize(
    ("key", "value", "is_asked"),
    [
        ("days_to_transfer", "6", True), ("access_log_years", "20", True), ("backup_days", "30", True),
        ("first_password_days", "7", True), ("reveal_minutes", "5", True),
        ("city_name", "Thành phố Thử", False), ("sign_in_attempts", "6", False),
    ],
)  # fmt: skip
def test_what_rests_on_an_article_changes_with_its_ground_alone(product, key, value, is_asked):
    with as_system(product) as session:
        before = setting(session, key)
        if is_asked:
            with pytest.raises(RuleViolated) as refused:
                settings_change(session, {key: value}, ground=" ")
            assert "ground" in refused.value.errors and setting(session, key) == before
        assert settings_change(session, {key: value}, ground="Công văn 5/SNV" if is_asked else "") == 1
        settings_change(session, {key: str(before)}, ground="Công văn 5/SNV")


def test_a_role_that_does_not_exist_is_named_and_nothing_is_saved(product):
    """A mistyped name would demand the second step of nobody."""
    with as_system(product) as session:
        before = session.scalar(select(func.count(History.id)))
        for typed, unknown in (
            ("Quản trị hệ thông", "«Quản trị hệ thông»"),
            ("home_affairs; Ai đó; system_admin;; Ban giám đốc", "«Ai đó», «Ban giám đốc»"),
        ):
            with pytest.raises(RuleViolated) as refused:
                settings_change(session, {"totp_roles": typed, "password_days": "90"}, ground="")
            assert refused.value.errors == {
                "totp_roles": f"Không có vai trò {unknown}. "
                "Ghi đúng tên vai trò, cách nhau bằng dấu chấm phẩy."
            }
        assert session.scalar(select(func.count(History.id))) == before
        kept = setting(session, "totp_roles")
        try:
            assert settings_change(session, {"totp_roles": "auditor; Chỉ xem"}, ground="") == 1
            assert setting(session, "totp_roles") == "auditor; Chỉ xem"
        finally:
            settings_change(session, {"totp_roles": kept or ""}, ground="")


def test_every_setting_names_its_source():
    assert len(all_settings()) >= 15
    assert all(field.legal for field in all_settings())
