"""The bare SQL below what is done with records and their entries."""

import contextlib
import itertools
from collections.abc import Callable

from benchmarks.entries import tables
from benchmarks.floors import LIVE, ROWS, Bare, Statements, branch_page, in_range, one_record, path_range

_HAS_LEVEL = "EXISTS (SELECT 1 FROM training t WHERE t.person_id = p.id AND t.is_void = FALSE AND t.education_level_id = ?)"
#: What marks the rows a floor has written, so that they can be taken out again.
MARK = "bare floor"


def level_in_branch(bare: Bare, root: str, level: int) -> Statements:
    """People of a small branch with a training of this level: the branch is gathered, each asked for it."""
    return branch_page(bare, root, more=_HAS_LEVEL, values=(level,))


def level_in_city(bare: Bare, root: str, level: int) -> Statements:
    """The same of everybody: the names are walked until the page is full, the owners of the level counted."""
    inside = f"{in_range(bare.is_sqlite)} AND {LIVE}"
    page = ROWS.format(where=f"{inside} AND {_HAS_LEVEL}", order="p.sort_key, p.id", offset=0)
    owners = "SELECT DISTINCT person_id FROM training WHERE education_level_id = ? AND is_void = FALSE"
    counted = (
        f"SELECT count(*) FROM (SELECT 1 FROM ({owners}) t CROSS JOIN person p"  # noqa: S608
        f" WHERE p.id = t.person_id AND {inside} LIMIT 10001) x"
    )
    return [(page, (*path_range(root), level)), (counted, (level, *path_range(root)))]


def grade_in_city(bare: Bare, root: str, grade: int) -> Statements:
    """People of a grade from a step upwards: the grade is walked in the order of names."""
    where = f"p.grade_id = ? AND p.pay_step >= 5 AND {in_range(bare.is_sqlite)} AND {LIVE}"
    values = (grade, *path_range(root))
    page = ROWS.format(where=where, order="p.sort_key, p.id", offset=0)
    counted = f"SELECT count(*) FROM (SELECT 1 FROM person p WHERE {where} LIMIT 10001) x"  # noqa: S608
    return [(page, values), (counted, values)]


def whole_record(person: int) -> Statements:
    """A record with its placements, its statuses and how many entries of each kind it has."""
    counts = " UNION ALL ".join(
        f"SELECT '{table}', count(*), sum(entry_state = 'doubtful'), min(from_on) FROM {table}"  # noqa: S608
        " WHERE person_id = ? AND is_void = FALSE"
        for table in tables()
    ).replace("sum(entry_state = 'doubtful')", "sum(CASE WHEN entry_state = 'doubtful' THEN 1 END)")
    return [
        *one_record(person),
        ("SELECT p.*, unit.name FROM placement p JOIN unit ON unit.id = p.unit_id WHERE person_id = ?", (person,)),
        ("SELECT * FROM status_period WHERE person_id = ?", (person,)),
        (counts, (person,) * len(list(tables()))),
    ]  # fmt: skip


def training_tab(person: int) -> Statements:
    """A record and its trainings with the names of what they refer to."""
    names = (
        "school",
        "training_major",
        "training_form",
        "education_level",
        "diploma_type",
        "graduation_grade",
    )
    joins = " ".join(f"LEFT JOIN {name} ON {name}.id = t.{name}_id" for name in names)
    rows = f"SELECT t.*, {', '.join(f'{name}.name' for name in names)} FROM training t {joins}"  # noqa: S608
    return [*one_record(person), (f"{rows} WHERE t.person_id = ? ORDER BY t.from_on, t.id", (person,))]


def saving(bare: Bare, people: list[int]) -> Callable[[], None]:
    """Writes one entry with its line of history and its line of the log of access, and commits."""
    turn = itertools.count(1)
    training = (
        "INSERT INTO training (version, person_id, training_kind, from_on, to_on, subject, school_name,"
        " entry_state, is_void) VALUES (1, ?, 'other', '2020-03', '2020-06', ?, ?, 'draft', ?)"
    )
    history = (
        "INSERT INTO history (at, thing, row_id, act, changes, title, actor, channel, address, person_id)"
        " VALUES (CURRENT_TIMESTAMP, 'training', ?, 'add', ?, '', ?, 'screen', '127.0.0.1', ?)"
    )
    line = (
        "INSERT INTO access_log (id, at, actor, channel, address, act, thing, count, consented, query, reason,"
        " previous, hash, ids) VALUES (?, CURRENT_TIMESTAMP, ?, 'screen', '127.0.0.1', 'save', 'person', 1, '',"
        " '', '', ?, ?, ?)"
    )
    changes = '{"training_kind": [null, "other"], "from_on": [null, "2020-03"], "subject": [null, "…"]}'

    def save() -> None:
        number = next(turn)
        person = people[number % len(people)]
        with bare.transaction():
            bare.run(training, person, MARK, MARK, False)
            bare.run(history, number, changes, MARK, person)
            # Below every number of the chain, which the product continues afterwards.
            bare.run(line, -number, MARK, "0" * 64, "0" * 64, str(person))

    return save


def forget_saved(bare: Bare) -> None:
    """Take out what `saving` wrote."""
    with contextlib.closing(bare.connection.cursor()):
        bare.run("DELETE FROM training WHERE subject = ?", MARK)
        bare.run("DELETE FROM history WHERE actor = ?", MARK)
        bare.run("DELETE FROM access_log WHERE id < 0")
