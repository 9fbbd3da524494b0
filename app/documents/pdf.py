"""PDF from the templates of this package: typst with the fonts of its wheel, nothing from the machine.

The values go in as JSON in memory; a template gets no file and no network, and what is set in it is
text, never markup.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

PDF = "application/pdf"
_TEMPLATES = Path(__file__).resolve().parent / "typst"


def typeset(template: str, values: Mapping[str, Any]) -> bytes:
    """The PDF of a template (its name without ending); values are texts, numbers, lists and mappings."""
    source = (_TEMPLATES / f"{template}.typ").read_bytes()
    given = {"values": json.dumps(values, ensure_ascii=False)}
    return typst.compile(source, sys_inputs=given, ignore_system_fonts=True, format="pdf")
