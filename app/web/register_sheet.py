"""A register of accounts as a workbook, through the writer every list uses."""

import datetime
import tempfile
from pathlib import Path
from typing import IO

from app.accounts.listing import Register
from app.core.fields import Field, Kind
from app.core.words import say
from app.reports.excel import write_list


def register_workbook(made: Register, *, unit: str, author: str, folder: Path) -> IO[bytes]:
    """The open file; it has no name on the disk any more, so it cannot stay there."""
    columns = [Field(heading, _kind(made, place)) for place, heading in enumerate(made.headings)]
    with tempfile.TemporaryDirectory(prefix="xuat-", dir=folder) as place:
        path = Path(place) / "danh-sach.xlsx"
        title = f"{say(made.form)}. {say(made.title)}"
        write_list(path, title=title, unit=unit, author=author, columns=columns, rows=made.rows)
        return path.open("rb")


def _kind(made: Register, place: int) -> Kind:
    values = (row[place] for row in made.rows)
    first = next((value for value in values if value is not None), None)
    return Kind.DAY if isinstance(first, datetime.date) else Kind.TEXT
