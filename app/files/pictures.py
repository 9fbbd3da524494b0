"""The photo of a record: 4 x 6 cm, cut out of what was sent, turned upright, without what a camera notes."""

import io
from typing import IO, NamedTuple

from PIL import Image, ImageOps

from app.core.errors import RuleViolated
from app.core.words import say

#: 4 x 6 cm at 254 dots an inch: enough for print, some 40 KiB.
WIDTH, HEIGHT = 400, 600
_LEAST_WIDTH = 120
_MOST_SIDE, _MOST_PIXELS = 12_000, 64_000_000
_FORMATS = ("JPEG", "PNG")
_QUALITY = 88


class Crop(NamedTuple):
    """The part to keep: left edge, upper edge and width as shares (0 to 1) of the upright picture."""

    left: float
    top: float
    width: float


def photo_of(stream: IO[bytes], crop: Crop | None) -> bytes:
    """The photo as JPEG of 400 x 600 dots; RuleViolated unless it is a whole, large enough JPEG or PNG.

    Without `crop` the largest part of 2 : 3 is kept, its middle, and of a tall picture rather its upper end.
    """
    try:
        with Image.open(stream, formats=_FORMATS) as picture:
            # Its size stands in its head: a small file that unfolds into a huge picture is never decoded.
            if max(picture.size) > _MOST_SIDE or picture.width * picture.height > _MOST_PIXELS:
                raise _too_big()
            upright = ImageOps.exif_transpose(picture)
            flat = _on_white(upright)
    except Image.DecompressionBombError as error:
        raise _too_big() from error
    except (OSError, SyntaxError, ValueError) as error:
        raise RuleViolated(say("Tệp không phải ảnh JPEG hoặc PNG, hoặc ảnh bị hỏng.")) from error
    return _jpeg(flat.crop(_box(flat.size, crop)))


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        above = picture.convert("RGBA")
        ground = Image.new("RGBA", above.size, "white")
        return Image.alpha_composite(ground, above).convert("RGB")
    return picture.convert("RGB")


def _box(size: tuple[int, int], crop: Crop | None) -> tuple[int, int, int, int]:
    """The corner points of the part, inside the picture and of 2 : 3."""
    wide, tall = size
    widest = min(wide, tall * WIDTH / HEIGHT)
    width = widest if crop is None else min(max(crop.width, 0.0) * wide, widest)
    if width < _LEAST_WIDTH:
        raise RuleViolated(
            say("Phần ảnh được chọn nhỏ hơn {least} điểm ảnh bề ngang. Dùng ảnh rõ hơn.", least=_LEAST_WIDTH)
        )
    height = width * HEIGHT / WIDTH
    left = (wide - width) / 2 if crop is None else crop.left * wide
    top = (tall - height) / 4 if crop is None else crop.top * tall
    left, top = min(max(left, 0.0), wide - width), min(max(top, 0.0), tall - height)
    return round(left), round(top), round(left + width), round(top + height)


def _jpeg(picture: Image.Image) -> bytes:
    scaled, out = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS), io.BytesIO()
    scaled.save(out, "JPEG", quality=_QUALITY, optimize=True, dpi=(254, 254))
    return out.getvalue()


def _too_big() -> RuleViolated:
    return RuleViolated(say("Ảnh dài hoặc rộng hơn 12.000 điểm ảnh. Thu nhỏ ảnh rồi tải lại."))
