"""A picture of points, and PNG."""
import struct
import zlib

import numpy as np

NAMES = {"b": "blue", "g": "green", "r": "red", "k": "black", "w": "white", "c": "cyan", "m": "magenta", "y": "yellow"}
COLOURS = {"black": (0, 0, 0), "white": (255, 255, 255), "blue": (0, 0, 255), "red": (255, 0, 0), "green": (0, 128, 0),
           "orange": (255, 165, 0), "purple": (128, 0, 128), "cyan": (0, 255, 255), "magenta": (255, 0, 255),
           "yellow": (255, 255, 0), "gray": (128, 128, 128), "grey": (128, 128, 128), "brown": (165, 42, 42)}
CYCLE = [(31, 119, 180), (255, 127, 14), (44, 160, 44), (214, 39, 40), (148, 103, 189), (140, 86, 75)]


def colour(value, at):
    """Red, green, blue; one of the cycle for what is not known by name."""
    if isinstance(value, str):
        name = NAMES.get(value, value).lower()
        if name.startswith("#") and len(name) == 7:
            return tuple(int(name[place:place + 2], 16) for place in (1, 3, 5))
        if name in COLOURS:
            return COLOURS[name]
    return CYCLE[at % len(CYCLE)]


class Canvas:
    def __init__(self, width, height):
        self.pixels = np.full((height, width, 3), 255, np.uint8)

    def box(self, left, bottom, right, top, ink):
        """From the lower left corner, in pixels; what is outside is cut off."""
        height, width = self.pixels.shape[:2]
        left, right = sorted((int(left), int(right)))
        bottom, top = sorted((int(bottom), int(top)))
        self.pixels[max(0, height - top):max(0, height - bottom), max(0, left):max(0, right)] = ink

    def dots(self, xs, ys, size, ink):
        for x, y in zip(xs, ys):
            self.box(x - size // 2, y - size // 2, x - size // 2 + size, y - size // 2 + size, ink)

    def line(self, xs, ys, size, ink):
        for x, y, x2, y2 in zip(xs, ys, xs[1:], ys[1:]):
            steps = max(1, int(max(abs(x2 - x), abs(y2 - y))))
            self.dots(np.linspace(x, x2, steps + 1), np.linspace(y, y2, steps + 1), size, ink)

    def png(self, texts):
        """Bytes; texts: pairs of a keyword and its words."""
        height, width = self.pixels.shape[:2]
        rows = np.zeros((height, width * 3 + 1), np.uint8)
        rows[:, 1:] = self.pixels.reshape(height, width * 3)
        chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))]
        chunks += [(b"iTXt", key.encode() + b"\0\0\0\0\0" + words.encode()) for key, words in texts]
        chunks += [(b"IDAT", zlib.compress(rows.tobytes())), (b"IEND", b"")]
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks)
