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
        line = session.scalars(select(History).where(History.thing == "setting")).all()[-1]
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


def test_every_setting_names_its_source():
    assert len(all_settings()) >= 15
    assert all(field.legal for field in all_settings())
