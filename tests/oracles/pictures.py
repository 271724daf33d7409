"""Writes the PNG files that the reader is tested with, and beside each the pixels that Pillow sees in it: red, green, blue, opacity.

apt-get install python3-numpy python3-pil
python3 pictures.py    # writes ../Chainrule.Tests/Data/Golden/png
"""
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).parent.parent / "Chainrule.Tests" / "Data" / "Golden" / "png"
WIDTH, HEIGHT = 13, 9
GREY, COLOR, PALETTE, GREY_ALPHA, COLOR_ALPHA = 0, 2, 3, 4, 6
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def packed(line, depth):
    """The bytes of a row of pixels."""
    samples = line.reshape(-1)
    if depth == 16:
        return samples.astype(">u2").tobytes()
    bits = "".join(format(sample, f"0{depth}b") for sample in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def filtered(line, above, distance, kind):
    """Each byte less what its neighbours foretell."""
    result = bytearray([kind])
    for i, value in enumerate(line):
        left, up = line[i - distance] if i >= distance else 0, above[i]
        corner = above[i - distance] if i >= distance else 0
        nearest = min((abs(up - corner), 0, left), (abs(left - corner), 1, up), (abs(left + up - 2 * corner), 2, corner))[2]
        result.append((value - [0, left, up, (left + up) // 2, nearest][kind]) % 256)
    return bytes(result)


def write(name, array, kind, depth=8, filters=(0,), interlaced=False, palette=b"", transparency=b"", trailing=b""):
    distance = max(array.shape[2] * depth // 8, 1)
    data, count = b"", 0
    for left, top, across, down in PASSES if interlaced else [(0, 0, 1, 1)]:
        part = array[top::down, left::across]
        if part.shape[1] == 0:
            continue
        above = None
        for line in (packed(row, depth) for row in part):
            data += filtered(line, above or bytes(len(line)), distance, filters[count % len(filters)])
            above, count = line, count + 1
    chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    stream = zlib.compress(data, 9) + trailing
    path = FOLDER / f"{name}.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", array.shape[1], array.shape[0], depth, kind, 0, 0, interlaced))
        + chunk(b"tEXt", b"Comment\0left aside") + (chunk(b"PLTE", palette) if palette else b"")
        + (chunk(b"tRNS", transparency) if transparency else b"")
        + chunk(b"IDAT", stream[:20]) + chunk(b"IDAT", stream[20:]) + chunk(b"IEND", b""))
    seen = np.array(Image.open(path).convert("RGBA"))
    if depth == 16:
        # Pillow cuts sixteen bits off; the nearest of eight is meant.
        near = (array.astype(np.int64) * 255 + 32767) // 65535
        color = near[..., [0, 0, 0] if kind in (GREY, GREY_ALPHA) else [0, 1, 2]]
        opacity = near[..., -1:] if kind in (GREY_ALPHA, COLOR_ALPHA) else np.full_like(near[..., :1], 255)
        assert kind == GREY or np.abs(seen.astype(int) - np.concatenate([color, opacity], -1)).max() <= 1, name
        seen = np.concatenate([color, opacity], -1).astype(np.uint8)
    path.with_suffix(".rgba").write_bytes(seen.tobytes())


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    random = np.random.RandomState(1)
    row, column = np.mgrid[:HEIGHT, :WIDTH]
    smooth = np.stack([column * 19, row * 30, (column + row) * 11, 255 - column * 15], -1).clip(0, 255)
    pixels = np.where(random.rand(HEIGHT, WIDTH, 1) < 0.2, random.randint(0, 256, smooth.shape), smooth)
    deep = pixels * 256 + random.randint(0, 256, pixels.shape)
    channels = {GREY: 1, COLOR: 3, PALETTE: 1, GREY_ALPHA: 2, COLOR_ALPHA: 4}
    names = {GREY: "grey", COLOR: "color", PALETTE: "palette", GREY_ALPHA: "grey_alpha", COLOR_ALPHA: "color_alpha"}
    for kind, depths in ((GREY, (1, 2, 4, 8, 16)), (COLOR, (8, 16)), (PALETTE, (1, 2, 4, 8)), (GREY_ALPHA, (8, 16)),
        (COLOR_ALPHA, (8, 16))):
        for depth in depths:
            array = (deep if depth == 16 else pixels >> 8 - depth)[..., :channels[kind]]
            palette = bytes(random.randint(0, 256, 3 << depth).astype(np.uint8)) if kind == PALETTE else b""
            for interlaced in (False, True):
                write(f"{names[kind]}{depth}{'_interlaced' if interlaced else ''}", array, kind, depth, (0, 1, 2, 3, 4), interlaced,
                    palette)
    for kind in range(5):
        write(f"filter{kind}", pixels[..., :3], COLOR, filters=(kind,))
    # One colour that stands for transparency, and a palette with opacities.
    write("grey_key8", pixels[..., :1] // 16 * 16, GREY, transparency=bytes([0, 96]))
    write("color_key8", pixels[..., :3] // 64 * 64, COLOR, transparency=bytes([0, 0, 0, 64, 0, 0]))
    write("palette_alpha8", pixels[..., :1] // 32, PALETTE, palette=bytes(range(10, 34)), transparency=bytes([0, 128, 255]))
    write("one_pixel_interlaced", pixels[:1, :1, :3], COLOR, interlaced=True)
    # Stretched by Pillow.
    write("resized_from", smooth[..., :3], COLOR)
    picture = Image.open(FOLDER / "resized_from.png").convert("RGB")
    for name, size in (("smaller", (5, 4)), ("larger", (20, 31)), ("wider", (29, 3))):
        write(f"resized_{name}", np.array(picture.resize(size, Image.Resampling.BILINEAR)).astype(int), COLOR)
    # Bytes behind the end of the packed data mean nothing.
    write("color_trailing8", smooth[..., :3], COLOR, trailing=b"left aside")
    # White under the picture before it is stretched; the other way round, the black of what cannot be seen would shine through.
    glass = np.concatenate([np.where(column[..., None] % 3 == 1, 0, smooth[..., :3]),
        np.where(column % 3 == 1, row * 12, 255 - 3 * column)[..., None]], -1)
    write("resized_alpha_from", glass, COLOR_ALPHA)
    picture = Image.open(FOLDER / "resized_alpha_from.png")
    white = Image.new("RGBA", picture.size, "white")
    for name, size in (("smaller", (5, 4)), ("larger", (20, 31))):
        seen, late = (np.array(image.convert("RGB")).astype(int) for image in (
            Image.alpha_composite(white, picture).convert("RGB").resize(size, Image.Resampling.BILINEAR),
            Image.alpha_composite(white.resize(size),
                Image.fromarray(np.stack([np.array(band.resize(size, Image.Resampling.BILINEAR)) for band in picture.split()], -1),
                    "RGBA"))))
        assert np.abs(seen - late).max() > 20, name
        write(f"resized_white_{name}", seen, COLOR)


if __name__ == "__main__":
    main()
