"""Figures and their axes."""
import os

import numpy as np

import matplotlib
from matplotlib._canvas import Canvas, colour

QUIET = {"grid", "legend", "tick_params", "set_xticks", "set_yticks", "set_xticklabels", "set_yticklabels", "margins",
         "set_aspect", "set_axis_off", "invert_yaxis", "axis", "annotate", "text", "autoscale", "relim"}


def numbers(values):
    """Numbers; names stand at 0, 1, 2 …"""
    values = np.ravel(np.asarray(values))
    if values.dtype.kind == "M":
        return values.astype("datetime64[s]").astype(float)
    return values.astype(float) if values.dtype.kind in "biuf" else np.arange(len(values), dtype=float)


class Axes:
    def __init__(self, figure):
        self.figure, self.drawn, self.words = figure, [], {}
        self._limits = {}

    def _add(self, kind, xs, ys, size, settings):
        ink = colour(settings.get("color", settings.get("c")), len(self.drawn))
        self.drawn.append((kind, numbers(xs), numbers(ys), size, ink))

    def scatter(self, x, y, s=None, c=None, **settings):
        self._add("dots", x, y, 4, dict({"color": c}, **settings))

    def plot(self, *values, **settings):
        values = [value for value in values if not isinstance(value, str)]
        pairs = zip(values[::2], values[1::2]) if len(values) > 1 else [(range(len(values[0])), values[0])]
        for x, y in pairs:
            self._add("line", x, y, settings.get("linewidth", settings.get("lw", 1)) or 1, settings)

    def bar(self, x, height, width=0.8, **settings):
        x = numbers(x)
        self._add("bars", x, np.broadcast_to(height, x.shape), width, settings)

    def barh(self, y, width, height=0.8, **settings):
        y = numbers(y)
        self._add("rows", np.broadcast_to(width, y.shape), y, height, settings)

    def hist(self, x, bins=10, **settings):
        counts, edges = np.histogram(numbers(x), bins=bins)
        self.bar((edges[:-1] + edges[1:]) / 2, counts, edges[1] - edges[0], **settings)
        return counts, edges, []

    def fill_between(self, x, y1, y2=0, **settings):
        self.plot(x, y1, **settings)
        self.plot(x, np.broadcast_to(y2, np.shape(y1)), **settings)

    def imshow(self, values, **settings):
        """Cells from white to blue, the first row on top."""
        values = np.atleast_2d(np.asarray(values, float))
        if values.ndim != 2:
            raise ValueError(matplotlib.missing("imshow of a picture in colours"))
        rows, columns = np.indices(values.shape)
        span = np.ptp(values) or 1
        shades = ((values - values.min()) / span).ravel()
        self.drawn.append(("cells", columns.ravel().astype(float), -rows.ravel().astype(float), 1, shades))

    matshow = imshow

    def axhline(self, y=0, **settings):
        self.plot(self._range(0), [y, y], **settings)

    def axvline(self, x=0, **settings):
        self.plot([x, x], self._range(1), **settings)

    def set_title(self, text, **_):
        self.words["title"] = str(text)

    def set_xlabel(self, text, **_):
        self.words["xlabel"] = str(text)

    def set_ylabel(self, text, **_):
        self.words["ylabel"] = str(text)

    def set_xlim(self, left=None, right=None, **_):
        self._limits[0] = left if isinstance(left, (tuple, list)) else (left, right)

    def set_ylim(self, bottom=None, top=None, **_):
        self._limits[1] = bottom if isinstance(bottom, (tuple, list)) else (bottom, top)

    def get_figure(self):
        return self.figure

    def __getattr__(self, name):
        if name in QUIET:
            return lambda *_, **__: None
        raise AttributeError(name if name.startswith("__") else matplotlib.missing("matplotlib.axes.Axes." + name))

    def _range(self, side):
        values = np.concatenate([each[1 + side] for each in self.drawn] or [np.array([0.0, 1.0])])
        values = values[np.isfinite(values)] if np.isfinite(values).any() else np.array([0.0, 1.0])
        low, high = values.min(), values.max()
        # bars begin at nothing, and are as wide as they are
        if any(each[0] == ("rows", "bars")[side] for each in self.drawn):
            low, high = min(low, 0), max(high, 0)
        else:
            wide = max([each[3] for each in self.drawn if each[0] == ("bars", "rows")[side]] or [0])
            low, high = low - 0.75 * wide, high + 0.75 * wide
            if any(each[0] == "cells" for each in self.drawn):
                low, high = low - 0.5, high + 0.5
        wished = self._limits.get(side, (None, None))
        low, high = (low if wished[0] is None else wished[0]), (high if wished[1] is None else wished[1])
        return (low, high) if high > low else (low - 0.5, high + 0.5)

    def draw(self, canvas, left, bottom, width, height):
        pad = max(4, int(0.08 * min(width, height)))
        left, bottom, width, height = left + pad, bottom + pad, width - 2 * pad, height - 2 * pad
        canvas.box(left - 1, bottom - 1, left + width, bottom, (0, 0, 0))
        canvas.box(left - 1, bottom - 1, left, bottom + height, (0, 0, 0))
        (x0, x1), (y0, y1) = self._range(0), self._range(1)
        for kind, xs, ys, size, ink in self.drawn:
            kept = np.isfinite(xs) & np.isfinite(ys)
            xs = left + (xs[kept] - x0) / (x1 - x0) * (width - 1)
            ys = bottom + (ys[kept] - y0) / (y1 - y0) * (height - 1)
            if kind in ("dots", "line"):
                getattr(canvas, kind)(xs, ys, max(1, int(size)), ink)
            elif kind == "cells":
                across, up = width / (x1 - x0) / 2, height / (y1 - y0) / 2
                for x, y, shade in zip(xs, ys, ink):
                    canvas.box(x - across, y - up, x + across, y + up, tuple(int(255 - shade * part) for part in (222, 180, 105)))
            elif kind == "bars":
                half, zero = max(1, size / 2 / (x1 - x0) * width), bottom - y0 / (y1 - y0) * (height - 1)
                for x, y in zip(xs, ys):
                    canvas.box(x - half, zero, x + half, y, ink)
            else:
                half, zero = max(1, size / 2 / (y1 - y0) * height), left - x0 / (x1 - x0) * (width - 1)
                for x, y in zip(xs, ys):
                    canvas.box(zero, y - half, x, y + half, ink)


class Figure:
    def __init__(self, figsize=None, dpi=None, **_):
        self.size, self.dpi = figsize or matplotlib.rcParams["figure.figsize"], dpi or matplotlib.rcParams["figure.dpi"]
        self.axes, self.grid, self.words = [], (1, 1), {}

    def add_subplot(self, *place, **_):
        self.axes.append(Axes(self))
        if len(place) == 1:
            place = (place[0] // 100, place[0] // 10 % 10, place[0] % 10)
        self.grid = tuple(place[:2]) or self.grid
        return self.axes[-1]

    def gca(self):
        return self.axes[-1] if self.axes else self.add_subplot()

    def suptitle(self, text, **_):
        self.words["title"] = str(text)

    def set_size_inches(self, width, height=None, **_):
        self.size = (width, height) if height is not None else width

    def tight_layout(self, **_):
        pass

    subplots_adjust = autofmt_xdate = tight_layout

    def savefig(self, fname, format=None, dpi=None, **_):
        wished = format or (os.path.splitext(os.fspath(fname))[1][1:] if isinstance(fname, (str, os.PathLike)) else "png")
        if wished and wished.lower() != "png":
            raise ValueError(matplotlib.missing("A picture of format " + wished))
        scale = dpi if isinstance(dpi, (int, float)) else self.dpi
        canvas = Canvas(max(1, int(self.size[0] * scale)), max(1, int(self.size[1] * scale)))
        rows, columns = self.grid
        height, width = canvas.pixels.shape[0] / rows, canvas.pixels.shape[1] / columns
        texts = list(self.words.items())
        for at, axes in enumerate(self.axes):
            axes.draw(canvas, int(at % columns * width), int((rows - 1 - at // columns) * height), int(width), int(height))
            texts += axes.words.items()
        data = canvas.png(texts)
        if hasattr(fname, "write"):
            fname.write(data)
            return
        with open(os.fspath(fname) + ("" if wished else ".png"), "wb") as out:
            out.write(data)

    def __getattr__(self, name):
        raise AttributeError(name if name.startswith("__") else matplotlib.missing("matplotlib.figure.Figure." + name))
