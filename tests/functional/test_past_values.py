"""Any past value of a record is rebuilt from its history (D12)."""

import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audit.services import values_at
from app.core import things
from app.core.actor import acting_as, system_actor
from app.core.partial_date import PartialDate
from app.core.services import service_of
from app.personnel.models import Person
from app.personnel.services import person_service
from tests.support.cast import (
    catalog_id,
    make_person,
    stored,
)

# Past values ----------------------------------------------------------------------------------

_DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2020, 12, 31))
_EDITS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "main_work": st.sampled_from([None, "Văn thư", "Kế toán", "Thống kê, tổng hợp"]),
            "pay_step": st.one_of(st.none(), st.integers(1, 12)),
            "coefficient": st.one_of(st.none(), st.decimals("0.00", "20.00", places=2)),
            "paid_from": st.one_of(st.none(), _DAYS),
            "recruited_on": st.one_of(
                st.none(),
                st.builds(PartialDate, st.integers(2001, 2024)),
                st.builds(PartialDate, st.integers(2001, 2024), st.integers(1, 12)),
            ),
            "sex": st.just("female"),
            "identity_issued_by": st.one_of(st.none(), st.just("Công an thành phố Cần Thơ")),
        },
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(edits=_EDITS)
def test_every_past_value_can_be_rebuilt(product, edits):
    """A log kept by hand beside a sequence of edits says what values_at must find."""
    person_id = make_person(product)
    names = ("main_work", "pay_step", "coefficient", "paid_from", "recruited_on", "sex", "identity_issued_by")
    known = dict.fromkeys(names) | {"sex": "female"}
    log = []
    with product.app.app_context(), acting_as(system_actor("kiểm thử")):
        session, thing = product.db.session, things.get("person")
        for edit in edits:
            log.append((_moment(session), dict(known)))
            person_service.update(session, person_id, edit, version=None)
            known |= edit
        log.append((_moment(session), dict(known)))
        person = session.get(Person, person_id)
        for moment, expected in log:
            found = values_at(session, thing, person, moment)
            assert {name: found[name] for name in names} == expected


def _moment(session):
    """A moment after everything that has happened and before everything that will."""
    import time

    time.sleep(0.002)
    moment = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    time.sleep(0.002)
    return moment


def test_past_references_flags_and_moments_can_be_rebuilt(product):
    row_id = catalog_id(product, "grade", "01.003")
    thing = things.get("grade")
    before = stored(product, "grade", row_id)
    with product.app.app_context(), acting_as(system_actor("kiểm thử")):
        session = product.db.session
        start = _moment(session)
        raw = {"field": None, "is_retired": "1", "name": "Chuyên viên (tên mới)"}
        service_of(thing).update(session, row_id, raw, version=None)
        row = session.get(thing.model, row_id)
        then, now = values_at(session, thing, row, start), values_at(session, thing, row, _moment(session))
    assert (then["field_id"], then["is_retired"], then["name"]) == (before["field_id"], False, "Chuyên viên")
    assert (now["field_id"], now["is_retired"], now["name"]) == (None, True, "Chuyên viên (tên mới)")
    assert then.keys() == thing.stored_columns().keys()
