"""One picture, small: drawn by the browser, its colours counted down to a palette."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

#: What a picture may weigh in bytes; a heavier one gets a smaller palette.
MOST = 40 * 1024
_PALETTES = (128, 64, 48, 32, 24, 16)
#: Nothing that moves or blinks.
_STILL = "*, ::before, ::after { transition: none !important; animation: none !important; caret-color: transparent !important; }"


def draw(page: Page, theme: str, path: Path) -> int:
    """The window as it is now, in the theme `light` or `dark`; the size of the file in bytes."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    page.add_style_tag(content=_STILL)
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for colours in _PALETTES:
        written = _png(drawn, colours)
        if len(written) <= MOST:
            break
    path.write_bytes(written)
    return len(written)


def _png(picture: Image.Image, colours: int) -> bytes:
    out = io.BytesIO()
    few = picture.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()
