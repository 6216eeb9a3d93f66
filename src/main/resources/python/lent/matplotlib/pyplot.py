"""The figure at hand."""
import numpy as np

import matplotlib
from matplotlib.figure import Axes, Figure

_figures = []


def figure(num=None, figsize=None, dpi=None, **settings):
    _figures.append(Figure(figsize, dpi, **settings))
    return _figures[-1]


def gcf():
    return _figures[-1] if _figures else figure()


def gca():
    return gcf().gca()


def subplots(nrows=1, ncols=1, figsize=None, dpi=None, squeeze=True, **_):
    made = figure(figsize=figsize, dpi=dpi)
    axes = np.array([[made.add_subplot(nrows, ncols, row * ncols + column + 1) for column in range(ncols)] for row in range(nrows)])
    return made, (axes.item() if axes.size == 1 else axes.squeeze()) if squeeze else axes


def subplot(*place, **_):
    return gcf().add_subplot(*(place or (1, 1, 1)))


def savefig(fname, **settings):
    gcf().savefig(fname, **settings)


def close(fig=None):
    if fig == "all":
        _figures.clear()
    elif isinstance(fig, Figure) and fig in _figures:
        _figures.remove(fig)
    elif fig is None and _figures:
        _figures.pop()


def clf():
    gcf().axes.clear()


def cla():
    made = gcf()
    if made.axes:
        made.axes[-1] = Axes(made)


def show(*_, **__):
    pass


ion = ioff = tight_layout = subplots_adjust = colorbar = xticks = yticks = show
_NAMES = {"title": "set_title", "xlabel": "set_xlabel", "ylabel": "set_ylabel", "xlim": "set_xlim", "ylim": "set_ylim"}
_DRAWN = {"scatter", "plot", "bar", "barh", "hist", "fill_between", "axhline", "axvline", "imshow", "matshow", "grid", "legend", "text",
          "annotate", "axis", "margins", "tick_params"}


def suptitle(text, **_):
    gcf().suptitle(text)


def __getattr__(name):
    if name in _DRAWN or name in _NAMES:
        return lambda *values, **settings: getattr(gca(), _NAMES.get(name, name))(*values, **settings)
    raise AttributeError(name if name.startswith("__") else matplotlib.missing("matplotlib.pyplot." + name))
