"""The forms a record can be printed on: code, name, source in law, template, what it is made of.

Item numbers are literal text in the templates. What is unsure about a form stands in docs/mau-bieu.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from app.core.errors import NotFound
from app.core.partial_date import PartialDate
from app.documents.forms.placeholders import ROW_TYPES, resume_placeholders, supplement_placeholders
from app.documents.forms.template import FormTemplate
from app.documents.forms.values import Paper, Resume, Supplement

TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True)
class Form:
    """`code` is in links, rights and file names; `made_of` is the class `placeholders` takes."""

    code: str
    number: str
    title: str
    legal: str
    made_of: type[Paper]
    placeholders: Callable[[Paper], dict[str, Any]]
    needs_period: bool = False

    @property
    def template(self) -> Path:
        return TEMPLATES / f"{self.code}.docx"


_DECLARED = (
    Form(
        "form_2c",
        "2C-BNV/2008",
        "Sơ yếu lý lịch cán bộ, công chức",
        "QĐ 02/2008/QĐ-BNV",
        Resume,
        resume_placeholders,
    ),
    Form(
        "form_2_tt12",
        "Mẫu số 2 TT 12/2012/TT-BNV",
        "Sơ yếu lý lịch viên chức",
        "TT 12/2012/TT-BNV",
        Resume,
        resume_placeholders,
    ),
    Form(
        "form_3a",
        "3a-BNV/2007",
        "Tiểu sử tóm tắt",
        "QĐ 06/2007/QĐ-BNV",
        Resume,
        resume_placeholders,
    ),
    Form(
        "form_4a",
        "4a-BNV/2007",
        "Phiếu bổ sung lý lịch",
        "QĐ 06/2007/QĐ-BNV",
        Supplement,
        supplement_placeholders,
        needs_period=True,
    ),
)
FORMS: Mapping[str, Form] = {form.code: form for form in _DECLARED}


def form_of(code: str) -> Form:
    """The form of this code; NotFound otherwise."""
    try:
        return FORMS[code]
    except KeyError:
        raise NotFound() from None


def docx_of(form: Form, paper: Paper, template: bytes | None = None) -> bytes:
    """The form filled, as .docx; by a template of the administrator's, or by the one that came along."""
    chosen = _installed(form.code) if template is None else _replaced(template)
    return chosen.fill(form.placeholders(paper), paper.photo)


def unknown_placeholders(form: Form, template: bytes) -> list[str]:
    """Names in a template that the form has no value for; TemplateFault if it cannot be used at all."""
    return FormTemplate(template).unknown_names(
        form.placeholders(filled(form)), form.placeholders(form.made_of())
    )


def filled(form: Form) -> Paper:
    """A paper in which nothing is blank: each text is its own name."""
    names = form.made_of.__dataclass_fields__
    lines = {name: (_named(ROW_TYPES[name]()),) for name in names if name in ROW_TYPES}
    texts = {name: name for name, one in names.items() if one.type is str}
    given: dict[str, Any] = texts | lines | {"birth_on": PartialDate(1975, 3, 15)}
    return form.made_of(**given)


def _named(row: Any) -> Any:
    return replace(row, **{name: name for name in row.__dataclass_fields__})


@cache
def _installed(code: str) -> FormTemplate:
    return FormTemplate(FORMS[code].template.read_bytes())


@lru_cache(maxsize=8)
def _replaced(template: bytes) -> FormTemplate:
    return FormTemplate(template)
