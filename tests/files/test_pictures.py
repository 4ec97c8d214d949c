"""Pictures are drawn anew: nothing but pixels survives, and none is larger than we can bear."""

import struct
import sys
import time
import zlib
from io import BytesIO
from resource import RUSAGE_SELF, getrusage

import pytest
from PIL import Image, PngImagePlugin

from hub.core.errors import Invalid
from hub.files import pictures
from hub.files.pictures import redraw
from hub.wiki.export import pdf
from tests.files.conftest import drawn

SECRET = b"zyx-secret-place"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb(side: int) -> bytes:
    """A PNG of side x side pixels, all the same: a few kB that would become gigabytes."""
    size, block = side * (side + 1), 1 << 20
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    once = packer.compress(b"\0" * block) + packer.flush(zlib.Z_FULL_FLUSH)
    rest = packer.compress(b"\0" * (size % block)) + packer.flush()
    total = struct.pack(">HH", size % 65_521, 1)  # Adler-32 of nothing but zeros
    data = b"\x78\xda" + once * (size // block) + rest + total
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def with_exif(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()  # the maker
    exif[0x0112] = 6  # turn it by a quarter
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 11.0)  # where it was taken
    exif.get_ifd(0x8825)[29] = SECRET.decode()
    return drawn(kind, exif=exif.tobytes())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_and_camera_are_gone_and_it_stands_upright(kind):
    sent = with_exif(kind)
    assert SECRET in sent
    made = redraw(kind, sent)
    assert SECRET not in made.content
    assert (made.width, made.height) == (8, 12)
    with Image.open(BytesIO(made.content)) as image:
        assert not image.getexif()


def test_comments_and_profiles_are_gone():
    words = PngImagePlugin.PngInfo()
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    words.add_text("Comment", SECRET.decode())
    sent = [
        ("PNG", drawn("PNG", pnginfo=words)),
        ("PNG", drawn("PNG", icc_profile=SECRET)),
        ("JPEG", drawn("JPEG", comment=SECRET)),
        ("JPEG", drawn("JPEG", icc_profile=SECRET)),
        ("GIF", drawn("GIF", mode="P", comment=SECRET)),
        ("WEBP", drawn("WEBP", xmp=SECRET)),
    ]
    for kind, content in sent:
        assert SECRET not in redraw(kind, content).content
        with Image.open(BytesIO(redraw(kind, content).content)) as image:
            assert not {"comment", "icc_profile", "xmp", "exif", "Comment"} & set(image.info)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04zip", b"<?php system($_GET[0]);"])
def test_a_tail_is_cut_off(kind, tail):
    made = redraw(kind, drawn(kind) + tail)
    assert tail not in made.content


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_mode_can_be_drawn(kind, mode):
    with Image.open(BytesIO(drawn(kind, mode=mode))) as image:
        image.load()
    assert redraw(kind, drawn(kind, mode=mode)).width == 12


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_mode_of_a_photograph_can_be_drawn(mode):
    made = redraw("JPEG", drawn("JPEG", mode=mode))
    with Image.open(BytesIO(made.content)) as image:
        assert image.mode in ("L", "RGB")


def test_what_is_clear_stays_clear():
    made = redraw("PNG", drawn("PNG", mode="RGBA"))
    with Image.open(BytesIO(made.content)) as image:
        assert image.getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_a_moving_picture_goes_on_moving(kind):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    made = BytesIO()
    frames[0].save(made, kind, save_all=True, append_images=frames[1:], duration=80)
    with Image.open(BytesIO(redraw(kind, made.getvalue()).content)) as image:
        assert image.n_frames == 3


def test_one_with_too_many_frames_stands_still(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_FRAMES", 2)
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    made = BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    with Image.open(BytesIO(redraw("GIF", made.getvalue()).content)) as image:
        assert image.n_frames == 1


def test_a_large_one_is_made_smaller(monkeypatch):
    monkeypatch.setattr(pictures, "KEPT_PIXELS", 5_000)
    for kind, mode in (("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB"), ("WEBP", "RGB"), ("GIF", "P")):
        made = redraw(kind, drawn(kind, (200, 100), mode))
        assert (made.width, made.height) == (100, 50)


@pytest.mark.parametrize("side", [5_500, 8_000, 30_000])
def test_a_bomb_is_refused_before_it_is_unpacked(side):
    sent = bomb(side)
    assert len(sent) < 2_000_000
    before, began = getrusage(RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(Invalid, match="30 million pixels"):
        redraw("PNG", sent)
    assert time.monotonic() - began < 1
    assert getrusage(RUSAGE_SELF).ru_maxrss - before < 20_000  # kB


def test_a_bomb_that_would_fit_is_a_real_one():
    sent = bomb(2_000)
    made = redraw("PNG", sent)
    assert (made.width, made.height) == (2_000, 2_000)


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("GIF", b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\0\0\0" + drawn("GIF")[13:]),
        ("WEBP", drawn("WEBP", lossless=True)[:20] + b"\x2f\xff\xff\xff\x0f" + b"\0" * 40),
        ("PNG", drawn("PNG")[:45]),
        ("PNG", b"\x89PNG\r\n\x1a\n" + b"<html><script>"),
        ("JPEG", b"\xff\xd8\xff\xe0" + b"\0" * 50),
        ("PNG", drawn("JPEG")),
        ("JPEG", b"\xff\xd8\xff"),
    ],
)
def test_broken_ones_are_refused(kind, sent):
    with pytest.raises(Invalid):
        redraw(kind, sent)


def test_half_a_picture_is_refused_also_where_a_pdf_was_made():
    assert (pdf.missing(), "weasyprint" in sys.modules) == ("", True)
    with pytest.raises(Invalid):
        redraw("PNG", drawn("PNG")[:45])
