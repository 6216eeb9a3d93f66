"""What is lent gives way to what this Python really has."""
import importlib
import importlib.machinery
import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))


def gives_way(name):
    """Imports the real package of that name, wherever on the path; says whether there is one.

    Called by the lent package itself. From then on what is lent comes last.
    """
    others = [entry for entry in sys.path if os.path.abspath(entry or ".") != _HERE]
    real = importlib.machinery.PathFinder.find_spec(name, others)
    if real is None or not real.origin:
        return False
    sys.path[:] = others + [_HERE]
    del sys.modules[name]
    importlib.import_module(name)
    return True


def say(sentence):
    """A line of the job's log."""
    print("emulator: " + sentence, file=sys.stderr, flush=True)
