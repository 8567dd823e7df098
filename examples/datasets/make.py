#!/usr/bin/env python3
"""Makes data for two tasks that no open data set at hand has, out of sets that are. Needs nothing but Python; the same bytes each time.

    make.py boxes FOLDER OUT    OUT/digit-boxes.zip: a digit among scraps of others, and the box around it (FOLDER/mnist)
    make.py noisy FOLDER OUT    OUT/noisy-fashion-train.npz, -test.npz: pictures with noise, and without (FOLDER/fashion-mnist-6k)
"""

import gzip
import json
import pathlib
import random
import struct
import sys
import zipfile
import zlib

SIDE = 48  # of a canvas with a digit
NOISE = 80  # deviation of the noise, of 0 to 255


def images(path):
    """Rows of bytes of an IDX file of images, with their height and width."""
    data = gzip.decompress(path.read_bytes())
    _, count, height, width = struct.unpack(">4i", data[:16])
    size = height * width
    return [data[16 + i * size:16 + (i + 1) * size] for i in range(count)], height, width


def png(pixels, side):
    """A grey PNG."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    lines = b"".join(b"\0" + bytes(pixels[y * side:(y + 1) * side]) for y in range(side))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", side, side, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(lines, 1)) + chunk(b"IEND", b"")


def scaled(digit, size):
    """A 28x28 digit at another size, by the nearest pixel, cut to its ink."""
    rows = [[digit[y * 28 // size * 28 + x * 28 // size] for x in range(size)] for y in range(size)]
    ys = [y for y in range(size) if max(rows[y]) > 60]
    xs = [x for x in range(size) if max(row[x] for row in rows) > 60]
    return [row[xs[0]:xs[-1] + 1] for row in rows[ys[0]:ys[-1] + 1]]


def canvas(draw, digits):
    """A digit of some size somewhere, among five scraps of other digits. Returns the pixels and the box."""
    pixels = bytearray(SIDE * SIDE)

    def put(part, left, top):
        for y, row in enumerate(part):
            for x, value in enumerate(row):
                at = (top + y) * SIDE + left + x
                pixels[at] = max(pixels[at], value)

    for _ in range(5):
        scrap = scaled(draw.choice(digits), 28)
        height, width = min(len(scrap), 8), min(len(scrap[0]), 8)
        y, x = draw.randrange(len(scrap) - height + 1), draw.randrange(len(scrap[0]) - width + 1)
        put([row[x:x + width] for row in scrap[y:y + height]], draw.randrange(SIDE - width + 1), draw.randrange(SIDE - height + 1))
    digit = scaled(draw.choice(digits), draw.randrange(20, 43))
    height, width = len(digit), len(digit[0])
    left, top = draw.randrange(SIDE - width + 1), draw.randrange(SIDE - height + 1)
    put(digit, left, top)
    return pixels, [left, top, width, height]


def boxes(folder, out):
    draw = random.Random(1)
    with zipfile.ZipFile(out / "digit-boxes.zip", "w") as archive:
        def add(name, content):
            archive.writestr(zipfile.ZipInfo(name), content)

        for part, source, count in (("train", "train", 8000), ("test", "t10k", 1000)):
            digits = images(folder / "mnist" / f"{source}-images-idx3-ubyte.gz")[0]
            document = {"images": [], "annotations": [], "categories": [{"id": 1, "name": "digit"}]}
            for i in range(count):
                pixels, box = canvas(draw, digits)
                name = f"{part}-{i:04}.png"
                add(f"{part}/{name}", png(pixels, SIDE))
                document["images"].append({"id": i, "file_name": name, "width": SIDE, "height": SIDE})
                document["annotations"].append({"id": i, "image_id": i, "category_id": 1, "bbox": box, "area": box[2] * box[3], "iscrowd": 0})
            add(f"{part}.json", json.dumps(document))


def npy(count, height, width, content):
    """An array [count, height, width, 1] of bytes."""
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({count}, {height}, {width}, 1), }}".encode()
    header += b" " * (-(10 + len(header) + 1) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + content


def noisy(folder, out):
    draw = random.Random(2)
    for part, source in (("train", "train"), ("test", "t10k")):
        clean, height, width = images(folder / "fashion-mnist-6k" / f"{source}-images-idx3-ubyte.gz")
        noise = [bytes(min(255, max(0, round(value + draw.gauss(0, NOISE)))) for value in image) for image in clean]
        with zipfile.ZipFile(out / f"noisy-fashion-{part}.npz", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, rows in (("noisy", noise), ("clean", clean)):
                archive.writestr(zipfile.ZipInfo(f"{name}.npy"), npy(len(rows), height, width, b"".join(rows)), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("boxes", "noisy"):
        sys.exit(__doc__)
    pathlib.Path(sys.argv[3]).mkdir(parents=True, exist_ok=True)
    {"boxes": boxes, "noisy": noisy}[sys.argv[1]](pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
