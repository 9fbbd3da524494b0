"""The grammar: what is declared twice, without a label or against the law stops the start."""

import pytest

from app import model_registry
from app.core import things
from app.core.catalog import Catalog, declare
from app.core.citations import check_citation
from app.core.errors import DeclarationError
from app.core.fields import Field, Kind, choice, ref, text
from app.core.rights import LABELS, Right
from app.core.sensitive import GROUPS
from app.core.things import Sort, Thing
from config import ROOT

#: Every catalog of Điều 10.1 (and Điều 9, mẫu 2C) by its key, with the article that asks for it.
CATALOGS = {
    "Điều 9.4": "personnel_kind",
    "Điều 9.9": "political_organisation",
    "Điều 10.1.a": "sector_block unit_type recruitment_form recruitment_position recruitment_source "
    "employment_status retirement_form profession strength",
    "Điều 10.1.b": "position party_position union_position military_position military_rank",
    "Điều 10.1.c": "field raise_form promotion_form allowance_type allowance_method pay_form over_scale_form "
    "grade_group grade pay_table pay_step base_pay",
    "Điều 10.1.d": "unit_position_rule unit_pay_rule",
    "Điều 10.1.đ": "training_form training_major education_level graduation_grade diploma_type school "
    "training_fund research_level research_field",
    "Điều 10.1.g": "invalid_class health_status blood_group disability marital_status ethnic_group religion "
    "social_origin policy_beneficiary honorary_title family_relation emulation_title award_form "
    "discipline_form",
    "Điều 11": "holiday",
    "2C mục 4": "province commune country",
    "2C mục 15.5": "language",
    "2C mục 32": "quality_rating",
}
BY_KEY = {key: legal for legal, keys in CATALOGS.items() for key in keys.split()}

model_registry.load()


@pytest.fixture
def registry(monkeypatch):
    """A registry of its own, so that what a test declares is gone afterwards."""
    monkeypatch.setattr(things, "_things", dict(things._things))


def thing_of(**values):
    plain = {
        "key": "probe",
        "label": "Thử",
        "legal": "Điều 10.1.a",
        "sort": Sort.RECORD,
        "model": object,
        "fields": {},
    }
    return Thing(**{**plain, **values})


# What is refused ------------------------------------------------------------------------------


def test_a_key_declared_twice_is_refused(registry):
    with pytest.raises(DeclarationError, match="religion"):
        declare(Catalog("religion", "Tôn giáo", legal="Điều 10.1.g"))
    things.register(thing_of())
    with pytest.raises(DeclarationError, match="probe"):
        things.register(thing_of())


@pytest.mark.parametrize("label", ["", "   "])
def test_a_thing_without_a_label_is_refused(registry, label):
    with pytest.raises(DeclarationError, match="needs a label"):
        things.register(thing_of(label=label))
    assert things.find("probe") is None


@pytest.mark.parametrize("legal", ["", "Điều 99", "Điều 10.1.z", "theo quy định"])
def test_a_thing_with_an_unknown_source_in_law_is_refused(registry, legal):
    with pytest.raises(DeclarationError, match="unknown citation"):
        things.register(thing_of(legal=legal))


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        (text(" "), "a field needs a label"),
        (text("Tên", legal="Điều 50"), "unknown citation"),
        (text("Tên", item="33"), "unknown citation"),
        (Field("Ngạch", Kind.REF), "a reference needs a target"),
        (choice("Loại", {}), "a choice needs choices"),
    ],
)
def test_a_field_declared_in_part_is_refused(registry, field, sentence):
    with pytest.raises(DeclarationError, match=sentence):
        things.register(thing_of(fields={"field": field}))


def test_a_reference_to_nothing_is_refused(registry):
    things.register(thing_of(fields={"field": ref("no_such_thing", "Chỉ vào đâu")}))
    with pytest.raises(DeclarationError, match="no thing 'no_such_thing'"):
        things.check_references()


# What is declared -----------------------------------------------------------------------------


@pytest.mark.parametrize("key", BY_KEY)
def test_each_catalog_of_the_law_is_declared_under_its_key_and_article(key):
    thing = things.find(key)
    assert thing is not None and thing.sort is Sort.CATALOG
    assert thing.legal == BY_KEY[key]


def test_no_catalog_is_declared_beyond_the_law():
    assert {thing.key for thing in things.every(Sort.CATALOG)} == set(BY_KEY)
    assert len(BY_KEY) == 59


def test_every_declaration_has_label_law_family_and_seed():
    for thing in things.every(Sort.CATALOG):
        assert thing.label and thing.label[0].isupper() and thing.family
        check_citation(thing.legal)
        assert (ROOT / "seed/catalogs" / f"{thing.key}.csv").exists(), thing.key


def test_no_two_things_share_a_label_or_a_table():
    every = things.every()
    assert len({thing.label for thing in every}) == len(every)
    assert len({thing.model.__tablename__ for thing in every}) == len(every)


def test_every_field_of_every_thing_has_a_vietnamese_label():
    for thing in things.every():
        for name, field in thing.fields.items():
            assert field.label.strip() == field.label and field.label, f"{thing.key}.{name}"
            assert field.label[0].isupper() and field.label != name, f"{thing.key}.{name}"
            assert all(label.strip() for label in field.choices.values())


def test_no_two_fields_of_a_thing_share_a_label():
    for thing in things.every():
        labels = [field.label for field in thing.fields.values()]
        assert len(labels) == len(set(labels)), thing.key


def test_the_columns_of_every_list_exist_and_may_be_shown():
    for thing in things.every():
        for name in thing.default_columns:
            group = thing.fields[name].sensitive
            assert not group or not GROUPS[group].masked, f"{thing.key}.{name}"
        assert thing.order_by[-1] == "id" or thing.sort is Sort.PART


def test_the_general_part_of_form_2c_is_whole():
    """Mẫu 2C-BNV/2008, mục 1-26: every item is a field of the record."""
    items = {field.item for field in things.get("person").fields.values() if field.item}
    whole = {str(number) for number in range(1, 27) if number != 15} | {f"15.{part}" for part in range(1, 7)}
    assert items == whole


def test_what_may_not_be_searched_is_marked_sensitive():
    person = things.get("person")
    sensitive = {name for name, field in person.fields.items() if field.sensitive}
    assert {
        "identity_number",
        "social_insurance_number",
        "health_status",
        "blood_group",
        "disability",
    } <= sensitive
    assert not any(person.fields[name].is_filterable for name in sensitive)


def test_home_unit_status_and_state_change_only_through_services():
    person = things.get("person")
    for name in (
        "home_unit",
        "employment_status",
        "record_state",
        "staff_number",
        "verified_by",
        "is_removed",
    ):
        assert not person.fields[name].is_editable


def test_every_right_has_a_vietnamese_label():
    assert set(LABELS) == set(Right)
    assert all(label[0].isupper() for label in LABELS.values())
