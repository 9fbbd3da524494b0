"""A template: opened and compiled once, filled many times."""

import io
import re
import xml.parsers.expat
from collections.abc import Mapping
from itertools import product
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Template
from jinja2.exceptions import TemplateError, UndefinedError

from app.core.words import say
from app.documents.forms.package import read_members, write_members
from app.documents.forms.photo import PHOTO_RUN, with_photo
from app.documents.forms.sandbox import TemplateFault, ValuesOnly, collector, unreadable

#: Parts in which Word keeps what is printed.
_PRINTED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
#: Characters of XML: some thousand pages. Stops a template that loops for the sake of it.
_LONGEST = 40_000_000


class FormTemplate:
    """The bytes of a .docx with placeholders; TemplateFault at once if it holds what is not allowed."""

    def __init__(self, content: bytes) -> None:
        self._members = read_members(content)
        self._sources = _sources(content, self._members)
        self._parts = _compiled(self._sources, ValuesOnly())

    def fill(self, values: Mapping[str, Any], photo: bytes = b"") -> bytes:
        """The document; TemplateFault for a name that `values` lacks, RuleViolated for a strange photo."""
        context = {**values, "photo": PHOTO_RUN if photo else ""}
        members = {**self._members, **{name: _filled(part, context) for name, part in self._parts.items()}}
        return write_members(with_photo(members, photo) if photo else members)

    def unknown_names(self, *samples: Mapping[str, Any]) -> list[str]:
        """Placeholders that none of the values answers, over every sample (filled and blank ones)."""
        names: set[str] = set()
        parts = _compiled(self._sources, ValuesOnly(collector(names))).values()
        for part, sample, photo in product(parts, samples, ("", PHOTO_RUN)):
            _text_of(part, {**sample, "photo": photo})
        return sorted(names)


def _sources(content: bytes, members: Mapping[str, bytes]) -> dict[str, str]:
    """The printed parts, the tags that Word splits over runs joined again."""
    library = DocxTemplate(io.BytesIO(content))
    printed = filter(_PRINTED.fullmatch, members)
    return {name: str(library.patch_xml(_as_text(members[name]))) for name in printed}


def _compiled(sources: Mapping[str, str], environment: ValuesOnly) -> dict[str, Template]:
    try:
        return {name: environment.from_string(environment.checked(text)) for name, text in sources.items()}
    except TemplateError as error:
        raise unreadable(error) from error


def _as_text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TemplateFault(say("Mẫu biểu không ghi bằng mã UTF-8; hãy lưu lại bằng Word.")) from error


def _filled(part: Template, context: Mapping[str, Any]) -> bytes:
    data = _text_of(part, context).encode("utf-8")
    _require_whole(data)
    return data


def _text_of(part: Template, context: Mapping[str, Any]) -> str:
    pieces, length = [], 0
    try:
        for piece in part.generate(context):
            pieces.append(piece)
            length += len(piece)
            if length > _LONGEST:
                raise TemplateFault(say("Mẫu biểu in ra quá dài; hãy bớt các vòng lặp lồng nhau."))
    except UndefinedError as error:
        name = str(error.message).split("'")[1:2] or [str(error.message)]
        raise TemplateFault(
            say("Mẫu biểu dùng chỗ trống «{name}» mà hồ sơ không có.", name=name[0]), unknown=name[0]
        ) from error
    except TemplateError as error:
        raise unreadable(error) from error
    return "".join(pieces)


def _require_whole(data: bytes) -> None:
    """What a misplaced placeholder breaks is found here, not by Word."""
    try:
        xml.parsers.expat.ParserCreate().Parse(data, True)
    except xml.parsers.expat.ExpatError as error:
        raise TemplateFault(
            say("Chỗ trống đặt sai vị trí trong mẫu biểu làm hỏng văn bản (dòng {line}).", line=error.lineno)
        ) from error
