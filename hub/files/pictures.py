"""Pictures are drawn anew: what we keep are pixels of ours, without place, camera, comments or tails.

A picture that is too large is refused before a pixel is read; two at a time are drawn, not more.
"""

import threading
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from hub.core.errors import Invalid
from hub.core.words import lazy

MOST_PIXELS = 30_000_000  # of what is sent
MOST_OF_WEBP = 10_000_000  # its decoder needs four times the memory
KEPT_PIXELS = 16_000_000  # of what is kept: larger ones are halved
SHOWN = 1_440  # pixels along the longer side, in texts: twice what a column has
SMALL_TYPE = "image/webp"
MOVING_PIXELS = 20_000_000  # of all frames together; beyond it the first one stands still
MOST_FRAMES = 200
TYPES = {
    "PNG": ("image/png", ".png"),
    "JPEG": ("image/jpeg", ".jpg"),
    "GIF": ("image/gif", ".gif"),
    "WEBP": ("image/webp", ".webp"),
}
_MODES = {  # what each format holds as it is; everything else is turned into the last one
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA"),
    "JPEG": ("L", "RGB"),
    "GIF": ("1", "L", "P", "RGBA"),
    "WEBP": ("RGB", "RGBA"),
}
_QUALITY: dict[str, dict[str, Any]] = {
    "PNG": {"compress_level": 4},
    "JPEG": {"quality": 88},
    "GIF": {},
    "WEBP": {"quality": 85, "method": 2},
}
DAMAGED = lazy(
    "This picture cannot be read: it is damaged, or not what its beginning says. Save it "
    "anew in the program it comes from, and send that."
)
TOO_LARGE = lazy("This picture has more than {} million pixels. Make it smaller and send it again.")
_drawing = threading.BoundedSemaphore(2)  # each may need a hundred megabytes

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Picture:
    """A picture as we drew it."""

    content: bytes
    type: str
    ending: str
    width: int
    height: int


def redraw(kind: str, content: bytes) -> Picture:
    """The picture, drawn anew in its own format. Raises Invalid when it is too large or damaged."""
    with _drawing:
        try:
            return _redraw(kind, content)
        except Invalid:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _too_large(MOST_PIXELS) from None
        except Exception as error:  # a decoder may stumble over anything; it is the picture's fault
            raise Invalid(DAMAGED, field="file") from error


def smaller(picture: Picture) -> bytes | None:
    """A WebP of what we drew that is as wide or high as texts show it; None when that saves nothing."""
    if max(picture.width, picture.height) <= SHOWN or picture.type == "image/gif":
        return None
    with _drawing, Image.open(BytesIO(picture.content)) as image:
        if getattr(image, "is_animated", False):
            return None
        image.draft("RGB", (SHOWN, SHOWN))  # a JPEG need not be read whole
        image.thumbnail((SHOWN, SHOWN))
        clear = image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info
        made = BytesIO()
        image.convert("RGBA" if clear else "RGB").save(made, "WEBP", **_QUALITY["WEBP"])
    return made.getvalue() if made.tell() < len(picture.content) else None


def thumbnail(kind: str, content: bytes, size: tuple[int, int]) -> bytes:
    """A small WebP of exactly this size: the middle of the picture's first frame. Raises as `redraw`."""
    drawn = redraw(kind, content)
    with _drawing, Image.open(BytesIO(drawn.content), formats=[kind]) as image:
        small = ImageOps.fit(image.convert("RGB"), size)
        made = BytesIO()
        small.save(made, "WEBP", **_QUALITY["WEBP"])
        return made.getvalue()


def _redraw(kind: str, content: bytes) -> Picture:
    with Image.open(BytesIO(content), formats=[kind]) as image:
        _refuse_too_large(image)
        moves = kind in ("GIF", "WEBP") and getattr(image, "is_animated", False)
        frames, pauses = _frames(image) if moves else ([], [])
    made = BytesIO()
    if len(frames) > 1:
        more: dict[str, Any] = {"disposal": 2} if kind == "GIF" else _QUALITY[kind]
        drawn = frames[0]
        drawn.save(made, kind, save_all=True, append_images=frames[1:], duration=pauses, loop=0, **more)
    else:
        with Image.open(BytesIO(content), formats=[kind]) as image:
            drawn = _still(image, kind)
            drawn.save(made, kind, **_QUALITY[kind])
    return Picture(made.getvalue(), *TYPES[kind], width=drawn.width, height=drawn.height)


def _still(image: Image.Image, kind: str) -> Image.Image:
    """The first frame, upright, not too large, and nothing but its pixels."""
    is_large = image.width * image.height > KEPT_PIXELS
    if is_large and kind == "JPEG":  # its decoder can leave out every second pixel by itself
        image.draft(None, (image.width // 2, image.height // 2))
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    see_through = image.info.get("transparency")
    image.info = {} if see_through is None else {"transparency": see_through}
    if is_large and kind != "JPEG":
        image = _halved(image)
    if image.mode in _MODES[kind]:
        return image
    clear = kind != "JPEG" and (see_through is not None or image.mode in ("LA", "La", "PA", "RGBa"))
    drawn = image.convert("RGBA" if clear else "RGB")
    drawn.info = {}
    return drawn


def _halved(image: Image.Image) -> Image.Image:
    """Half as wide and high; colours that are only numbers of a palette cannot be mixed, so some go."""
    if image.mode in ("1", "P", "PA"):
        half = image.resize((image.width // 2, image.height // 2), Image.Resampling.NEAREST)
    else:
        half = image.reduce(2)
    image.close()  # a hundred megabytes, before more are needed
    return half


def _frames(image: Image.Image) -> tuple[list[Image.Image], list[int]]:
    """The frames of a moving picture and how long each is shown; none when they are too many.

    They are walked through, not counted: counting reads the whole file, however many there are.
    """
    frames: list[Image.Image] = []
    pauses: list[int] = []
    pixels = 0
    for number in range(MOST_FRAMES + 1):
        try:
            image.seek(number)
        except EOFError:
            return frames, pauses
        _refuse_too_large(image)
        pixels += image.width * image.height
        if number == MOST_FRAMES or pixels > MOVING_PIXELS:
            break
        frame = image.convert("RGBA")
        frame.info = {}
        frames.append(frame)
        pauses.append(max(20, int(image.info.get("duration") or 100)))
    return [], []


def _refuse_too_large(image: Image.Image) -> None:
    most = MOST_OF_WEBP if image.format == "WEBP" else MOST_PIXELS
    if image.width * image.height > most:
        raise _too_large(most)


def _too_large(most: int) -> Invalid:
    return Invalid(TOO_LARGE.format(most // 1_000_000), field="file")
