"""The least any program could do for the same figure: bare SQL on a plain DBAPI connection, bare xlsxwriter."""

import contextlib
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import xlsxwriter
from sqlalchemy.engine import make_url

from config import sqlite_driver

#: The columns a list of records shows, with the names of what they refer to.
_COLUMNS = """p.id, p.staff_number, p.full_name, p.birth_on, p.sex, kind.name, position.name, grade.name,
 p.pay_step, unit.name, status.name, p.record_state"""
_NAMES = """JOIN personnel_kind kind ON kind.id = p.personnel_kind_id
 LEFT JOIN position ON position.id = p.position_id LEFT JOIN grade ON grade.id = p.grade_id
 JOIN unit ON unit.id = p.home_unit_id JOIN employment_status status ON status.id = p.employment_status_id"""
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM person p WHERE {where} LIMIT 10001) x"
ROWS = (
    f"SELECT {_COLUMNS} FROM (SELECT p.id FROM person p WHERE {{where}} ORDER BY {{order}}"  # noqa: S608
    f" LIMIT 50 OFFSET {{offset}}) page JOIN person p ON p.id = page.id {_NAMES} ORDER BY p.sort_key, p.id"
)
LIVE = "NOT p.is_removed AND p.record_state <> 'archived'"


class Bare:
    """One plain connection, as a program without any library would hold it."""

    def __init__(self, url: str) -> None:
        parts = make_url(url)
        self.is_sqlite = parts.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.connection: Any = sqlite_driver().connect(parts.database, isolation_level=None)
            for pragma in ("case_sensitive_like=ON", "cache_size=-65536", "synchronous=FULL"):
                self.connection.execute(f"PRAGMA {pragma}")
        else:
            plain = parts.set(drivername="postgresql").render_as_string(hide_password=False)
            self.connection = psycopg.connect(plain, autocommit=True)

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """Every row of a statement, fetched."""
        cursor = self.connection.cursor()
        text = statement if self.is_sqlite else statement.replace("%", "%%").replace("?", "%s")
        cursor.execute(text, values)
        found: list[Any] = cursor.fetchall()
        cursor.close()
        return found

    def run(self, statement: str, *values: Any) -> None:
        """A statement that gives no rows."""
        self.connection.execute(statement if self.is_sqlite else statement.replace("?", "%s"), values)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Statements committed together, as safely as the product commits."""
        self.run("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
        yield
        self.run("COMMIT")

    def close(self) -> None:
        self.connection.close()


Statements = Sequence[tuple[str, tuple[Any, ...]]]


def branch_page(
    bare: Bare, root: str, offset: int = 0, *, more: str = "", values: tuple[Any, ...] = ()
) -> Statements:
    """A page of a small branch and its size: SQLite is told to sort the branch (+)."""
    plus = "+" if bare.is_sqlite else ""
    where = f"p.home_path >= ? AND p.home_path < ?{f' AND {more}' if more else ''}"
    return _page(where, f"{plus}p.sort_key, p.id", (*path_range(root), *values), offset)


def city_page(bare: Bare, root: str, offset: int = 0) -> Statements:
    """A page of everybody, and whether there are more than 10.000: SQLite is told to walk the names (+)."""
    return _page(in_range(bare.is_sqlite), "p.sort_key, p.id", path_range(root), offset)


def common_word_page(bare: Bare, root: str, word: str) -> Statements:
    """People of everybody whose name holds a common word: the names are walked until there are enough."""
    inside = f"{in_range(bare.is_sqlite)} AND (p.search_text LIKE ? OR p.search_text LIKE ?)"
    return _page(inside, "p.sort_key, p.id", (*path_range(root), f"{word}%", f"% {word}%"), 0)


def rare_words_page(bare: Bare, words: Sequence[str]) -> Statements:
    """People whose names hold words few have: from the engine's index of words."""
    if bare.is_sqlite:
        where = "p.id IN (SELECT rowid FROM person_words WHERE person_words MATCH ?)"
        return _page(where, "+p.sort_key, p.id", (" AND ".join(f'"{word}"*' for word in words),), 0)
    where = "array_to_tsvector(string_to_array(p.search_text, ' ')) @@ CAST(? AS tsquery)"
    wanted = " & ".join(f"'{word}':*" for word in words)
    return _page(where, "p.sort_key || '', p.id", (wanted,), 0)


def _page(where: str, order: str, values: tuple[Any, ...], offset: int) -> Statements:
    live = f"{where} AND {LIVE}"
    rows = ROWS.format(where=live, order=order, offset=offset)
    return [(rows, values), (_COUNT.format(where=live), values)]


def in_range(off_index: bool) -> str:
    """The condition for a branch; SQLite is told not to look it up by its path (+)."""
    plus = "+" if off_index else ""
    return f"{plus}p.home_path >= ? AND {plus}p.home_path < ?"


def path_range(root: str) -> tuple[str, str]:
    """The values of that condition."""
    return root, root[:-1] + "0"


def one_record(person_id: int) -> Statements:
    """Everything of one record, with the names its list would show."""
    return [(f"SELECT p.*, {_COLUMNS} FROM person p {_NAMES} WHERE p.id = ?", (person_id,))]  # noqa: S608


def tree() -> Statements:
    """Every unit, and the people of each."""
    counted = (
        "SELECT home_path, count(*) FROM person WHERE NOT is_removed AND record_state <> 'archived'"
        " GROUP BY home_path"
    )
    return [("SELECT id, name, path, parent_id FROM unit ORDER BY path", ()), (counted, ())]


def rights_of(role: int) -> Statements:
    """Every (right, key) of a role."""
    query = (
        "SELECT p.name, v.name FROM ab_permission_view_role r JOIN ab_permission_view pv"
        " ON pv.id = r.permission_view_id JOIN ab_permission p ON p.id = pv.permission_id"
        " JOIN ab_view_menu v ON v.id = pv.view_menu_id WHERE r.role_id = ?"
    )
    return [(query, (role,))]


def workbook_rows(bare: Bare) -> list[Any]:
    """What the workbook of the whole city holds, read before the clock starts."""
    return bare.rows(f"SELECT {_COLUMNS} FROM person p {_NAMES} ORDER BY p.sort_key, p.id")  # noqa: S608


def write_workbook(rows: Sequence[Sequence[Any]], path: Path) -> float:
    """Seconds bare xlsxwriter takes for these rows, in constant memory."""
    began = time.perf_counter()
    with contextlib.closing(xlsxwriter.Workbook(str(path), {"constant_memory": True})) as workbook:
        sheet = workbook.add_worksheet()
        plain = workbook.add_format({"font_name": "Times New Roman", "font_size": 11})
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(place, column, value, plain)
                elif value is not None:
                    sheet.write_number(place, column, value, plain)
    seconds = time.perf_counter() - began
    path.unlink()
    return seconds
