"""As much YAML as an MLmodel file needs, for a Python without PyYAML."""
import json
import re

try:
    import yaml as _yaml
except ImportError:
    _yaml = None


def load(text):
    return _yaml.safe_load(text) if _yaml else _Reader(text).mapping(0)


def dump(value, indent=0):
    """Keys sorted, as MLflow writes them."""
    lines = []
    for key in sorted(value):
        item = value[key]
        if isinstance(item, dict) and item:
            lines += ["%s%s:" % (" " * indent, key), dump(item, indent + 2).rstrip("\n")]
        elif isinstance(item, list) and item:
            lines.append("%s%s:" % (" " * indent, key))
            lines += ["%s- %s" % (" " * indent, _element(part, indent)) for part in item]
        else:
            lines.append("%s%s: %s" % (" " * indent, key, _scalar(item)))
    return "\n".join(lines) + "\n"


def _element(part, indent):
    if isinstance(part, dict):
        return dump(part, indent + 2).strip()
    return _scalar(part)


def _scalar(item):
    if item is None:
        return "null"
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, (int, float)):
        return json.dumps(item)
    if isinstance(item, (dict, list)):
        return json.dumps(item)
    text = str(item)
    if re.fullmatch(r"[A-Za-z_./][\w./=<>@+-]*", text) and text not in ("null", "true", "false", "yes", "no"):
        return text
    if re.fullmatch(r"\d+\.\d+\.\d+\w*", text):  # a version
        return text
    return "'" + text.replace("'", "''") + "'"


class _Reader:
    """Mappings by indent, lists of scalars, quoted texts over several lines."""

    def __init__(self, text):
        self.lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        self.at = 0

    @staticmethod
    def _indent(line):
        return len(line) - len(line.lstrip())

    def mapping(self, indent):
        found = {}
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if self._indent(line) != indent or line.lstrip().startswith("- "):
                break
            key, _, rest = line.strip().partition(":")
            self.at += 1
            found[key.strip("'\"")] = self._value(rest.strip(), indent)
        return found

    def _value(self, text, indent):
        if text:
            return self._read(text)
        if self.at >= len(self.lines):
            return None
        line = self.lines[self.at]
        if line.lstrip().startswith("- ") and self._indent(line) >= indent:
            return self._list(self._indent(line))
        return self.mapping(self._indent(line)) if self._indent(line) > indent else None

    def _list(self, indent):
        found = []
        while self.at < len(self.lines) and self.lines[self.at].startswith(" " * indent + "- "):
            text = self.lines[self.at].strip()[2:]
            self.at += 1
            found.append(self._read(text))
        return found

    def _read(self, text):
        if text[0] in "'\"":
            quote = text[0]
            while not self._ends(text, quote):
                text += " " + self.lines[self.at].strip()
                self.at += 1
            return text[1:-1].replace("''", "'") if quote == "'" else json.loads(text)
        if text in ("null", "~", ""):
            return None
        if text in ("true", "false"):
            return text == "true"
        if text[0] in "[{":
            return json.loads(text)
        if re.fullmatch(r"-?\d+", text):
            return int(text)
        if re.fullmatch(r"-?\d+\.\d+", text):
            return float(text)
        return text

    @staticmethod
    def _ends(text, quote):
        body = text[1:]
        if quote == "'":
            return body.replace("''", "").endswith("'")
        return re.search(r'(?<!\\)"$', body) is not None
