"""A .docx as a zip of members: opened with care, since templates can be replaced; written in one go."""

import io
import re
import xml.parsers.expat
import zipfile
from collections.abc import Mapping
from typing import Final, NoReturn

from app.core.words import say
from app.documents.forms.sandbox import TemplateFault

#: A template holds text and perhaps a coat of arms.
LARGEST: Final = 5 * 1024 * 1024
_MOST_MEMBERS = 200
_FIXED_TIME = (2008, 1, 1, 0, 0, 0)

#: Members a text document needs; macros, embedded objects and foreign parts have other names.
_MEMBER = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app|custom)\.xml|customXml/[\w/.]+\.(xml|rels)"
    r"|word/(document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering|footnotes|endnotes"
    r"|comments|header\d*|footer\d*|theme/theme\d*)\.xml"
    r"|word/(theme/)?_rels/\w+\.xml\.rels|word/media/[\w.-]+\.(png|jpe?g|gif)"
)
#: Word fields that only count pages; others fetch files or run programs.
_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "MERGEFORMAT", ""})


def read_members(content: bytes) -> dict[str, bytes]:
    """Name -> bytes of each member; TemplateFault unless it is a plain text document."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _require_small(infos)
            members = {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise TemplateFault(say("Tệp này không phải văn bản Word (.docx).")) from error
    if "word/document.xml" not in members:
        raise TemplateFault(say("Tệp này không phải văn bản Word (.docx)."))
    for name, data in members.items():
        _require_plain(name, data)
    return members


def write_members(members: Mapping[str, bytes]) -> bytes:
    """The zip of the members, in their order; the same members make the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _FIXED_TIME)
            info.compress_type = (
                zipfile.ZIP_STORED if name.startswith("word/media/") else zipfile.ZIP_DEFLATED
            )
            archive.writestr(info, data)
    return target.getvalue()


def _require_small(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > _MOST_MEMBERS or sum(info.file_size for info in infos) > LARGEST:
        raise TemplateFault(say("Mẫu biểu quá lớn: tối đa {size} MB.", size=LARGEST // 1024 // 1024))


def _require_plain(name: str, data: bytes) -> None:
    if not _MEMBER.fullmatch(name):
        raise TemplateFault(
            say("Mẫu biểu chứa phần không được phép (macro, tệp nhúng, liên kết): {name}.", name=name[:100])
        )
    if name.endswith((".xml", ".rels")):
        _Reader(name).read(data)


class _Reader:
    """Reads a part of XML as Word would, whatever its encoding, and refuses what leads out of the file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.field: list[str] | None = None
        self.parser = xml.parsers.expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = lambda *_declared: self._refuse("DOCTYPE")
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text
        self.parser.EndElementHandler = self._end

    def read(self, data: bytes) -> None:
        try:
            self.parser.Parse(data, True)
        except xml.parsers.expat.ExpatError as error:
            raise TemplateFault(say("Phần {name} của mẫu biểu bị hỏng.", name=self.name)) from error

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        local = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if local.get("TargetMode", "").strip().lower() == "external":
            self._refuse(local.get("Target", ""))
        self._require_counting(local.get("instr", ""))
        if _is_field(element):
            self.field = []

    def _text(self, text: str) -> None:
        if self.field is not None:
            self.field.append(text)

    def _end(self, element: str) -> None:
        if _is_field(element):
            self._require_counting("".join(self.field or ()))
            self.field = None

    def _require_counting(self, instruction: str) -> None:
        word = (instruction.split() or [""])[0]
        if word.upper() not in _FIELDS and not word.startswith("\\"):
            self._refuse(word)

    def _refuse(self, what: str) -> NoReturn:
        raise TemplateFault(
            say("Phần {name} của mẫu biểu trỏ ra ngoài tệp: {what}.", name=self.name, what=what[:80])
        )


def _is_field(element: str) -> bool:
    return element.rpartition(":")[2] == "instrText"
