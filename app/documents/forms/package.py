"""A .docx as a zip of members: opened with care, since templates can be replaced; written in one go."""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final

from app.core.words import say
from app.documents.forms.sandbox import TemplateFault

#: A template holds text and perhaps a coat of arms.
LARGEST: Final = 20 * 1024 * 1024
_MOST_MEMBERS = 200
_FIXED_TIME = (2008, 1, 1, 0, 0, 0)

#: Members a text document needs; macros, embedded objects and foreign parts have other names.
_MEMBER = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app|custom)\.xml|customXml/[\w/.]+\.(xml|rels)"
    r"|word/(document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering|footnotes|endnotes"
    r"|comments|header\d*|footer\d*|theme/theme\d*)\.xml"
    r"|word/(theme/)?_rels/\w+\.xml\.rels|word/media/[\w.-]+\.(png|jpe?g|gif)"
)
_FOREIGN = re.compile(rb"""TargetMode\s*=\s*["']External""")
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)")
_FIELD = re.compile(rb"<w:instrText[^>]*>([^<]*)<|<w:fldSimple[^>]*w:instr=\"([^\"]*)\"")
_FIELDS = frozenset({b"PAGE", b"NUMPAGES", b"SECTIONPAGES", b""})


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
    if not name.endswith((".xml", ".rels")):
        return
    if _DOCTYPE.search(data) or (name.endswith(".rels") and _FOREIGN.search(data)):
        raise TemplateFault(say("Mẫu biểu trỏ ra ngoài tệp: {name}.", name=name[:100]))
    for found in _FIELD.findall(data):
        word = (b"".join(found).split() or [b""])[0].upper()
        if word not in _FIELDS:
            raise TemplateFault(
                say(
                    "Mẫu biểu có trường Word không được phép: {name}.",
                    name=word.decode("utf-8", "replace")[:40],
                )
            )
