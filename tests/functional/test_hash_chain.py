"""The chain of the log of access: whatever is done to it past the product is found."""

import datetime
import json
import string

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.audit.access_log import line_of
from app.audit.access_models import AccessHead, AccessIds, AccessLine, AccessPerson
from app.audit.chain import append, line_hash, plug_chain_key
from app.audit.id_ranges import as_ranges, from_ranges
from app.audit.line_index import catch_up, is_behind
from app.audit.proof import verify
from app.core.actor import Channel, system_actor
from app.core.scoping import unscoped
from config import derived_secret
from tests.support.cast import as_system, make_person, stored
from tests.support.log_lines import sql

LINES = 12
MANY = range(1, 40_000, 3)
COLUMNS = (
    "actor", "act", "address", "channel", "thing", "query", "reason", "consented", "ids", "previous", "hash",
)  # fmt: skip
#: The first letter written over, so that no text grows beyond its column.
CHANGE = "UPDATE access_log SET {} WHERE id = 7"
EDIT = "UPDATE access_log SET {} = 'x' || substr({}, 2) WHERE id = 7"
ALL_BUT_ID = """at, account_id, actor, channel, address, act, thing, count, consented, query,
    reason, previous, hash, ids"""
INSERT = "INSERT INTO access_log (id, {0}) SELECT id + 1, {0} FROM access_log WHERE id = 12"
CUT = ("DELETE FROM access_log WHERE id > 8", "DELETE FROM access_log_person WHERE line_id > 8")
HEAD_BACK = "UPDATE access_log_head SET number = 8, hash = (SELECT hash FROM access_log WHERE id = 8)"


@pytest.fixture
def chain(product):
    """A log of twelve lines; one of them with many ids."""
    with as_system(product) as session:
        for model in (AccessLine, AccessPerson, AccessIds, AccessHead):
            session.execute(sa.delete(model.__table__), execution_options=unscoped("test"))
        fresh = {"id": 1, "number": 0, "hash": "0" * 64, "seal": ""}
        session.execute(sa.insert(AccessHead.__table__).values(**fresh))
        session.commit()
    actor = system_actor("kiểm thử", Channel.SCREEN)
    with as_system(product) as session:
        for number in range(1, LINES + 1):
            ids = set(MANY) if number == 5 else {number, number + 1, 40}
            append(session, line_of(actor, ids, act="show", query=f"lần {number}"), ids)
        session.commit()
        catch_up(session)
    return product


def run(product, *arguments):
    return product.app.test_cli_runner().invoke(args=["audit", *arguments])


def verdict(product):
    with as_system(product) as session:
        found = verify(session)
        session.rollback()
    return found.lines, found.fault, found.line


def test_an_untouched_chain_is_whole_and_says_how_long_it_is(chain):
    assert verdict(chain) == (LINES, None, None)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_found_at_its_line(chain, column):
    sql(chain, EDIT.format(column, column))
    lines, _fault, line = verdict(chain)
    assert (lines, line) == (6, 7)


@pytest.mark.parametrize(
    "edit", ["account_id = 99", "count = count + 1", "at = '2020-01-01 00:00:00.000000'"]
)
def test_a_changed_number_or_time_is_found(chain, edit):
    sql(chain, CHANGE.format(edit))
    assert verdict(chain) == (6, "content", 7)


def test_a_line_taken_out_of_the_middle_is_found(chain):
    sql(chain, "DELETE FROM access_log WHERE id = 6")
    assert verdict(chain) == (5, "number", 6)
    sql(chain, "UPDATE access_log SET id = id - 1 WHERE id = 7")
    assert verdict(chain)[2] == 6


def test_a_cut_end_is_found_even_when_the_head_is_set_back(chain):
    sql(chain, "DELETE FROM access_log WHERE id > 9", "DELETE FROM access_log_person WHERE line_id > 9")
    assert verdict(chain) == (9, "end", 10)
    sql(chain, "UPDATE access_log_head SET number = 9, hash = (SELECT hash FROM access_log WHERE id = 9)")
    assert verdict(chain) == (9, "head", None)


def test_an_emptied_log_is_found(chain):
    sql(chain, "DELETE FROM access_log", "DELETE FROM access_log_person")
    assert verdict(chain) == (0, "end", 1)
    sql(chain, "DELETE FROM access_log_head")
    assert verdict(chain) == (0, "head", None)
    sql(chain, "INSERT INTO access_log_head VALUES (1, 0, '', '', 0)")


def test_a_log_without_lines_is_believed_until_somebody_has_worked(chain):
    sql(chain, "DELETE FROM access_log", "DELETE FROM access_log_person", "DELETE FROM access_log_ids")
    sql(chain, "UPDATE access_log_head SET number = 0, seal = ''")
    assert verdict(chain) == (0, None, None)
    row = stored(chain, "person", make_person(chain))
    answer = chain.api("sonoivu").put(f"/api/v1/person/{row['id']}", json={"phone": "0292 8"})
    assert answer.status_code == 200
    sql(chain, "DELETE FROM access_log", "UPDATE access_log_head SET number = 0, seal = ''")
    assert verdict(chain)[:2] == (0, "end")
    assert run(chain, "verify").exit_code == 1


def test_an_inserted_line_is_found(chain):
    sql(chain, INSERT.format(ALL_BUT_ID))
    assert verdict(chain) == (12, "previous", 13)


def test_two_lines_that_changed_places_are_found(chain):
    sql(
        chain,
        "UPDATE access_log SET id = 99 WHERE id = 3",
        "UPDATE access_log SET id = 3 WHERE id = 4",
        "UPDATE access_log SET id = 4 WHERE id = 99",
    )
    assert verdict(chain)[2] == 3


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM access_log_person WHERE line_id = 4 AND person_id = 40",
        "INSERT INTO access_log_person VALUES (4, 77)",
        "UPDATE access_log_person SET person_id = 78 WHERE line_id = 4 AND person_id = 40",
        "DELETE FROM access_log_person WHERE line_id = 5 AND person_id = 4",
        "DELETE FROM access_log_ids WHERE line_id = 5",
    ],
)
def test_the_index_of_people_is_proved_too(chain, statement):
    sql(chain, statement)
    assert verdict(chain)[1] == "ids"


def test_people_of_a_line_that_does_not_exist_are_found(chain):
    sql(chain, "INSERT INTO access_log_person VALUES (500, 1)")
    assert verdict(chain) == (12, "ids", 13)


def test_lines_are_sorted_in_a_moment_later_and_proved_before_and_after(chain):
    people = "SELECT person_id FROM access_log_person WHERE line_id > 12 ORDER BY line_id, person_id"
    with as_system(chain) as session:
        for ids in ({7, 9}, set(), set(MANY)):
            append(session, line_of(system_actor("kiểm thử"), ids, act="list"), ids)
        session.commit()
    assert sql(chain, people) == []
    assert verdict(chain) == (15, None, None)
    with as_system(chain) as session:
        assert is_behind(session) and catch_up(session) == 3
        assert not is_behind(session) and catch_up(session) == 0
        session.rollback()
    assert [row[0] for row in sql(chain, people)] == [7, 9, *MANY]
    assert verdict(chain) == (15, None, None)
    sql(chain, "UPDATE access_log_head SET indexed = 13")  # what is there already is not put in twice
    with as_system(chain) as session:
        assert catch_up(session) == 2
    assert len(sql(chain, people)) == 2 + len(MANY)
    assert verdict(chain) == (15, None, None)


def test_whoever_lacks_the_key_cannot_seal_anew(chain):
    """The rest of the chain written anew under another key, head and all."""
    with as_system(chain) as session:
        key = chain.app.config["SETTINGS"].secret_key
        sql(chain, "DELETE FROM access_log WHERE id > 8", "DELETE FROM access_log_person WHERE line_id > 8")
        plug_chain_key("guess")
        try:
            sql(
                chain,
                "UPDATE access_log_head SET number = 8, hash = (SELECT hash FROM access_log WHERE id = 8)",
            )
            append(session, line_of(system_actor("kẻ khác"), {1}, act="show"), {1})
            session.commit()
        finally:
            plug_chain_key(derived_secret(key, "access log"))
    assert verdict(chain) == (8, "content", 9)


def test_an_old_copy_put_back_is_found_by_a_code_noted_outside(chain):
    with as_system(chain) as session:
        noted = {LINES: verify(session).head}
        assert verify(session, noted).fault is None
        assert verify(session, {LINES + 1: "ab"}).fault == "end"
        assert verify(session, {3: "ab"}).fault == "known"
        session.rollback()


@given(
    row=st.integers(1, LINES),
    column=st.sampled_from(("actor", "address", "query", "reason", "previous", "hash", "ids", "consented")),
    place=st.integers(0, 63),
    letter=st.sampled_from(string.ascii_letters + string.digits + "àđ,- "),
)
def test_any_single_letter_that_differs_is_found(letter, place, column, row):
    """The seal alone, over thousands of edits, without a database."""
    line = {
        "id": row, "at": datetime.datetime(2026, 1, 2, 3, 4, 5, 6), "account_id": 3, "actor": "phường",
        "channel": "screen", "address": "10.0.0.1", "act": "show", "thing": "person", "count": 2,
        "consented": "", "query": "Tìm: nguyễn", "reason": "Đối chiếu", "previous": "a" * 64, "ids": "3,7-12",
    }  # fmt: skip
    line["hash"] = line_hash(line)
    text = line[column]
    edited = text[:place] + letter + text[place + 1 :]
    changed = {**line, column: edited}
    assert (line_hash(changed) == changed["hash"]) is (edited == text)


@given(st.sets(st.integers(1, 100_000)))
def test_ids_come_back_from_their_ranges(ids):
    assert list(from_ranges(as_ranges(ids))) == sorted(ids)


def test_the_ids_of_a_full_export_take_little_room(chain):
    packed = sql(chain, "SELECT length(packed) FROM access_log_ids WHERE line_id = 5")[0][0]
    text = sql(chain, "SELECT ids FROM access_log WHERE id = 5")[0][0]
    assert len(text) == len("sha256:") + 64
    assert packed < len(json.dumps(list(MANY))) / 2


def test_the_command_prints_how_many_lines_and_fails_on_a_broken_one(chain):
    done = run(chain, "verify")
    assert done.exit_code == 0 and f"Đã kiểm tra {LINES} dòng." in done.output
    head = run(chain, "head").output.strip()
    assert run(chain, "verify", "--known", head).exit_code == 0
    sql(chain, "UPDATE access_log SET reason = 'x' WHERE id = 2")
    done = run(chain, "verify")
    assert done.exit_code == 1
    assert "Đã kiểm tra 1 dòng." in done.output and "Dòng 2: nội dung đã bị sửa." in done.output
