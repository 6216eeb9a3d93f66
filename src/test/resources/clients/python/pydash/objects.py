"""Deep reads and writes by a path such as "jobs.train.compute" or "inputs[0].path"."""

import re

_STEP = re.compile(r"[^.\[\]]+")


def _steps(path):
    if isinstance(path, (list, tuple)):
        return list(path)
    return _STEP.findall(str(path))


def _read(target, step):
    if isinstance(target, dict):
        if step in target:
            return target[step]
        raise KeyError(step)
    if isinstance(target, (list, tuple)):
        return target[int(step)]
    return getattr(target, step)


def get(target, path, default=None):
    """What is at a path; the default where there is nothing."""
    for step in _steps(path):
        try:
            target = _read(target, step)
        except (KeyError, IndexError, ValueError, AttributeError):
            return default
    return default if target is None else target


def set_(target, path, value):
    """Writes at a path, making the dictionaries on its way."""
    steps = _steps(path)
    place = target
    for step in steps[:-1]:
        below = get(place, [step])
        if not isinstance(below, (dict, list)):
            below = {}
            _write(place, step, below)
        place = below
    _write(place, steps[-1], value)
    return target


def _write(place, step, value):
    if not isinstance(place, list):
        place[step] = value
        return
    place.extend([None] * (int(step) + 1 - len(place)))
    place[int(step)] = value


def omit(target, *paths):
    """A copy without some of its keys."""
    flat = []
    for path in paths:
        flat.extend(path if isinstance(path, (list, tuple)) else [path])
    return {key: value for key, value in target.items() if key not in flat}
