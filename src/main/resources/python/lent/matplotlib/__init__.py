"""A small matplotlib that the emulator lends to a Python that has none.

It draws points, lines, bars and matrices as PNG; words go into the picture's text chunks, not into the picture.
"""
import _lent

if not _lent.gives_way("matplotlib"):
    __version__ = "3.6.3"
    _lent.say(
        "this Python has no matplotlib; a small one is lent to it (points, lines, bars and"
        " matrices as PNG, without words)."
    )
    rcParams = {"backend": "Agg", "figure.figsize": [6.4, 4.8], "figure.dpi": 100.0}

    def use(backend, **_):
        rcParams["backend"] = backend

    def get_backend():
        return rcParams["backend"]

    try:
        import pandas

        # DataFrame.plot() too
        pandas.set_option("plotting.backend", "matplotlib._frames")
    except ImportError:
        pass

    def __getattr__(name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(missing("matplotlib." + name))

    def missing(name):
        return (
            "%s is not in the small matplotlib that the emulator lends: install matplotlib for the"
            " Python of modelrelease.emulator.python." % name
        )
