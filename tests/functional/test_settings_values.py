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
        line = session.scalars(select(History).where(History.thing == "setting").order_by(History.id)).all()[
            -1
        ]
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
