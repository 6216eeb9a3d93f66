"""Loads a script that has init() and run()."""
import importlib.util
import os
import sys


def load(script):
    script = os.path.abspath(script)
    sys.path.insert(0, os.path.dirname(script))
    name = os.path.splitext(os.path.basename(script))[0]
    spec = importlib.util.spec_from_file_location(name, script)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    if not callable(getattr(module, "run", None)):
        raise AttributeError("The scoring script %s has no function run()." % os.path.basename(script))
    if callable(getattr(module, "init", None)):
        module.init()
    return module
