"""DataFrame.plot() and Series.plot()."""
import numpy as np

import matplotlib
from matplotlib import pyplot

KINDS = {"line", "bar", "barh", "hist", "scatter"}


def plot(data, kind="line", ax=None, figsize=None, title=None, x=None, y=None, **settings):
    if kind not in KINDS:
        raise ValueError(matplotlib.missing("DataFrame.plot of kind " + kind))
    frame = data if hasattr(data, "columns") else data.to_frame()
    axes = ax or pyplot.figure(figsize=figsize).gca()
    if title:
        axes.set_title(title)
    if kind == "scatter":
        axes.scatter(frame[x], frame[y], **settings)
        return axes
    along = frame[x] if x is not None else frame.index
    columns = [y] if isinstance(y, str) else list(y) if y is not None else [name for name in frame.columns if name != x]
    columns = [name for name in columns if frame[name].dtype.kind in "biuf"]
    places = np.arange(len(frame), dtype=float)
    for at, name in enumerate(columns):
        if kind == "hist":
            axes.hist(frame[name].dropna(), bins=settings.get("bins", 10))
        elif kind == "line":
            axes.plot(along, frame[name])
        else:
            wide = 0.8 / len(columns)
            getattr(axes, kind)(places + (at - (len(columns) - 1) / 2) * wide, frame[name], wide)
    return axes
