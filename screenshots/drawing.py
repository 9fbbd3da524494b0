"""One picture, small: drawn by the browser, its colours counted down to a palette."""

import io
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page

Colour = tuple[int, int, int]
#: What a picture may weigh in bytes; a heavier one gets a smaller palette.
MOST = 40 * 1024
_PALETTES = (64, 48, 32, 24, 20)
#: Of these so many are the picture's own: grounds, lines, buttons keep their exact colour.
_EXACT = 12
#: Nothing that moves or blinks.
_STILL = "*, ::before, ::after { transition: none !important; animation: none !important }"


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
    palette = _palette(picture, colours)
    found: Any = picture.getcolors(picture.width * picture.height)
    place = {colour: _nearest(colour, palette) for _, colour in found}
    few = Image.new("P", picture.size)
    few.putpalette([part for colour in palette for part in colour])
    few.putdata([place[colour] for colour in picture.get_flattened_data()])
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    # Pillow's own search takes short cuts: a grey ground came out greenish.
    far = [sum((one - other) ** 2 for one, other in zip(colour, near, strict=True)) for near in palette]
    return far.index(min(far))


def _palette(picture: Image.Image, colours: int) -> list[Colour]:
    """The commonest colours as they are, and for the edges of letters what lies between the others.

    Edges are weighed by the logarithm of their area, so that a link counts beside the text around it.
    """
    found: Any = sorted(picture.getcolors(picture.width * picture.height) or [], reverse=True)
    flat = [colour for _, colour in found[:_EXACT]]
    edges = [colour for count, colour in found[_EXACT:] for _ in range(count.bit_length() ** 2)]
    sample = Image.new("RGB", (max(len(edges), 1), 1))
    sample.putdata(edges)
    parts = sample.quantize(colours - len(flat), method=Image.Quantize.MEDIANCUT).getpalette() or []
    between = list(zip(parts[::3], parts[1::3], parts[2::3], strict=True))
    return [*flat, *between[: colours - len(flat)]]
