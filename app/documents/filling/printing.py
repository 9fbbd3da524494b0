"""Many papers as a zip, or one as PDF: made in the worker, in two steps.

First everything is read, in one snapshot, and lies as .docx in a folder of its own; then LibreOffice works
while no transaction is open. What is left behind by a worker that was killed goes when the next one starts.
"""

import os
import shutil
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.core import shown
from app.core.errors import RuleViolated
from app.core.vietnamese import fold
from app.core.words import say
from app.documents.filling.papers import Printed, file_name, groups_of, of_people, said_in_log
from app.documents.filling.records import Period
from app.documents.forms.pdf import Limits, pdfs_of, require_libreoffice
from app.documents.forms.registry import Form, docx_of
from app.personnel.actions import MOST_PRINTED, MOST_PRINTED_AS_PDF

Progress = Callable[[int], None]
#: One start of LibreOffice for so many: a cancelled job stops after them.
_LIMITS = Limits(batch=10)
_SCRATCH = "in-"


@dataclass(frozen=True)
class Wanted:
    """What is to be printed about whom; `is_zip` unless it is one PDF."""

    form: Form
    person_ids: tuple[int, ...]
    as_pdf: bool = False
    is_zip: bool = True
    period: Period | None = None

    @property
    def suffix(self) -> str:
        """How the name of each paper ends."""
        return "pdf" if self.as_pdf else "docx"


class Made(NamedTuple):
    """How many papers there are, what the file is called for people, and which sensitive groups stand on
    them: (groups, ids of the people), each once."""

    papers: int
    name: str
    shown: list[tuple[list[str], list[int]]]


class Draft(NamedTuple):
    """The .docx of one record, the name its paper gets, and what stands on it."""

    path: Path
    name: str
    person_id: int
    shown: tuple[str, ...]


def require_fit_number(wanted: Wanted) -> None:
    """RuleViolated for nobody, or for more people than are printed at once."""
    most = MOST_PRINTED_AS_PDF if wanted.as_pdf else MOST_PRINTED
    if not 0 < len(set(wanted.person_ids)) <= most:
        kind, number = "PDF" if wanted.as_pdf else "Word", f"{most:,}".replace(",", ".")
        sentence = say("Mỗi lần in từ 1 đến {most} hồ sơ ra {kind}.", most=number, kind=kind)
        raise RuleViolated(sentence, errors={"output": sentence})


def print_to(session: Session, wanted: Wanted, path: Path, progress: Progress, *, data_dir: Path) -> Made:
    """Write the papers to `path`, whole or not at all; refused as a whole if one person may not be printed.

    The transaction ends when everything is read.
    """
    require_fit_number(wanted)
    if wanted.as_pdf:
        require_libreoffice()
    with _scratch(path.parent) as folder:
        drafts = _drafts(session, wanted, folder, progress, data_dir)
        session.rollback()
        papers = _finished(wanted, drafts, folder, progress)
        if not wanted.is_zip:
            path.write_bytes(next(papers))
            return Made(1, drafts[0].name, _shown(drafts))
        _pack(path, zip((draft.name for draft in drafts), papers, strict=True))
    return Made(len(drafts), f"{wanted.form.code}_{len(drafts)}-ho-so.zip", _shown(drafts))


def _shown(drafts: Iterable[Draft]) -> list[tuple[list[str], list[int]]]:
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for draft in drafts:
        found[draft.shown].append(draft.person_id)
    return [(list(groups), ids) for groups, ids in found.items()]


def _drafts(
    session: Session, wanted: Wanted, folder: Path, progress: Progress, data_dir: Path
) -> list[Draft]:
    """The .docx of each record."""
    drafts, names, withheld = [], set[str](), set[str]()
    papers = of_people(session, wanted.person_ids, wanted.form, wanted.period, data_dir=data_dir)
    for number, printed in enumerate(papers):
        draft = folder / f"{number:04}.docx"
        draft.write_bytes(docx_of(wanted.form, printed.paper))
        told = tuple(group for group in groups_of(wanted.form) if group not in printed.withheld)
        drafts.append(Draft(draft, _own_name(printed, wanted, names), printed.person_id, told))
        withheld |= printed.withheld
        progress(0 if wanted.as_pdf else number + 1)
    shown.describe(act="print", query=said_in_log(wanted.form, withheld, wanted.period))
    return drafts


def _own_name(printed: Printed, wanted: Wanted, names: set[str]) -> str:
    """A name no other paper of the zip has: two signs left out of staff numbers can make them alike."""
    name = file_name(printed, wanted.form, wanted.suffix)
    if fold(name) in names:
        name = f"{name.removesuffix('.' + wanted.suffix)}_hs{printed.person_id}.{wanted.suffix}"
    names.add(fold(name))
    return name


def _finished(wanted: Wanted, drafts: list[Draft], folder: Path, progress: Progress) -> Iterator[bytes]:
    documents = (draft.path.read_bytes() for draft in drafts)
    if not wanted.as_pdf:
        yield from documents
        return
    for number, pdf in enumerate(pdfs_of(documents, limits=_LIMITS, scratch=folder), start=1):
        progress(number)
        yield pdf


def _pack(path: Path, papers: Iterator[tuple[str, bytes]]) -> None:
    partial = path.with_name(path.name + ".part")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
            for name, content in papers:
                archive.writestr(name, content)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=parent) as name:
        yield Path(name)


def remove_scratch(parent: Path) -> None:
    """Remove what a killed worker left; called before a worker, the only one of its folder, takes a job."""
    for folder in parent.glob(f"{_SCRATCH}*"):
        shutil.rmtree(folder, ignore_errors=True)
