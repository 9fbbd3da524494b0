"""Which drawing makes which form."""

from collections.abc import Callable, Mapping

from form_templates.resume import draw_2_tt12, draw_2c
from form_templates.sheet import Sheet, finished
from form_templates.summary import draw_3a
from form_templates.supplement import draw_4a

DRAWINGS: Mapping[str, tuple[str, Callable[[Sheet], None]]] = {
    "form_2c": ("Sơ yếu lý lịch cán bộ, công chức (2C-BNV/2008)", draw_2c),
    "form_2_tt12": ("Sơ yếu lý lịch viên chức (Mẫu số 2 TT 12/2012/TT-BNV)", draw_2_tt12),
    "form_3a": ("Tiểu sử tóm tắt (3a-BNV/2007)", draw_3a),
    "form_4a": ("Phiếu bổ sung lý lịch (4a-BNV/2007)", draw_4a),
}


def drawn(code: str) -> bytes:
    """The template of this form as .docx."""
    title, draw = DRAWINGS[code]
    return finished(title, draw)
