"""Small true files for attachments: what a scanner would send; and the text of a PDF read back."""

import base64
import io
import zipfile

import docx
import pypdf
import xlsxwriter
from PIL import Image

#: A picture of one dot.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
#: The beginning of every JPEG/JFIF file, and its end.
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"\x00" * 64 + bytes.fromhex("ffd9")


def portrait(width: int = 400, height: int = 500, *, fmt: str = "JPEG", mode: str = "RGB") -> bytes:
    """A picture whose left half is red and right half blue, its upper tenth green."""
    picture, out = Image.new("RGB", (width, height), "red"), io.BytesIO()
    picture.paste("blue", (width // 2, 0, width, height))
    picture.paste("lime", (0, 0, width, height // 10))
    picture.convert(mode).save(out, fmt)
    return out.getvalue()


def office(ending: str, *, macro: bool = False) -> bytes:
    """A small true .docx or .xlsx; with a macro in it when asked."""
    out = io.BytesIO()
    if ending == "docx":
        docx.Document().save(out)
    else:
        with xlsxwriter.Workbook(out) as workbook:
            workbook.add_worksheet().write(0, 0, "a")
    if macro:
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("word/vbaProject.bin", b"x")
    return out.getvalue()


def pdf(pages: int = 1) -> bytes:
    """A PDF of empty pages."""
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return out.getvalue()


def text_of(content: bytes) -> list[str]:
    """The text of every page of a PDF."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
