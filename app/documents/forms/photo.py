"""The photo of 4 x 6 cm as a run of WordprocessingML, its file and the relation between them."""

from collections.abc import Mapping

from markupsafe import Markup

from app.core.errors import RuleViolated
from app.core.words import say

_RELATION = "rIdPhoto"
_EMU_PER_CM = 360_000
_WIDTH, _HEIGHT = 4 * _EMU_PER_CM, 6 * _EMU_PER_CM
_SIGNATURES = ((b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"))
_RELATIONS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"

#: Stands for a run of the template (`{{r photo }}`).
PHOTO_RUN = Markup(  # noqa: S704 - nothing in it comes from outside
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' distT="0" distB="0" distL="0" distR="0">'
    f'<wp:extent cx="{_WIDTH}" cy="{_HEIGHT}"/><wp:docPr id="9001" name="photo" descr="4 x 6"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="9001" name="photo"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    f' r:embed="{_RELATION}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{_WIDTH}" cy="{_HEIGHT}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


def with_photo(members: Mapping[str, bytes], photo: bytes) -> dict[str, bytes]:
    """The members of a document and the photo's; RuleViolated unless it is JPEG or PNG."""
    kind = next((kind for signature, kind in _SIGNATURES if photo.startswith(signature)), None)
    if kind is None:
        raise RuleViolated(say("Ảnh không phải tệp JPEG hay PNG, nên không in được vào mẫu."))
    name = f"media/record-photo.{kind}"
    relation = (
        f'<Relationship Id="{_RELATION}" Target="{name}" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
    )
    override = f'<Override PartName="/word/{name}" ContentType="image/{kind}"/></Types>'
    return {
        **members,
        _RELATIONS: members[_RELATIONS].replace(b"</Relationships>", relation.encode()),
        _TYPES: members[_TYPES].replace(b"</Types>", override.encode()),
        f"word/{name}": photo,
    }
