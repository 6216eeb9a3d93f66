"""A Parquet file: one row group, one page a column. Source: format of apache/parquet-format."""
import json
import os

import numpy as np
import pandas as pd

from fastparquet import _columns
from fastparquet._thrift import BINARY, I32, I64, LIST, STRUCT, Reader, struct

MAGIC = b"PAR1"
PLAIN, RLE = 0, 3
OPTIONAL = 1


def write(filename, data, compression=None, write_index=None, partition_on=None, **settings):
    """Called by DataFrame.to_parquet. The compression is not used: every reader reads it without."""
    if partition_on:
        raise NotImplementedError("What the emulator lends does not partition Parquet files" + _columns.NEEDED)
    plain = isinstance(data.index, pd.RangeIndex) and data.index.start == 0 and data.index.step == 1
    kept = [] if write_index is False or write_index is None and plain else list(range(data.index.nlevels))
    series = [(name, data[name]) for name in data.columns]
    indexes = []
    for level in kept:
        values = data.index.get_level_values(level)
        indexes.append(values.name or "__index_level_%d__" % level)
        series.append((indexes[-1], pd.Series(values, name=indexes[-1])))
    with open(filename, "wb") as out:
        out.write(MAGIC)
        columns, described = [], []
        for name, values in series:
            kind, chunk = _column(out, name, values)
            columns.append(chunk)
            described.append((name, kind))
        footer = _footer(described, columns, len(data), indexes)
        out.write(footer + len(footer).to_bytes(4, "little") + MAGIC)


def _column(out, name, values):
    kind, present, data = _columns.encode(values)
    bits = np.packbits(present, bitorder="little").tobytes()
    groups, head = len(bits) << 1 | 1, bytearray()
    while groups > 0x7F:
        head.append(groups & 0x7F | 0x80)
        groups >>= 7
    head.append(groups)
    levels = bytes(head) + bits
    page = len(levels).to_bytes(4, "little") + levels + data
    numbers = ((1, I32, len(present)), (2, I32, PLAIN), (3, I32, RLE), (4, I32, RLE))
    header = struct((1, I32, 0), (2, I32, len(page)), (3, I32, len(page)), (5, STRUCT, numbers))
    at = out.tell()
    out.write(header + page)
    size = out.tell() - at
    meta = ((1, I32, _columns.TYPES[kind][0]), (2, LIST, (I32, [PLAIN, RLE])), (3, LIST, (BINARY, [name])),
            (4, I32, 0), (5, I64, len(present)), (6, I64, size), (7, I64, size), (9, I64, at))
    return kind, (size, ((2, I64, at), (3, STRUCT, meta)))


def _footer(described, columns, rows, indexes):
    schema = [((4, BINARY, "schema"), (5, I32, len(described)))]
    for name, kind in described:
        schema.append(((1, I32, _columns.TYPES[kind][0]), (3, I32, OPTIONAL), (4, BINARY, name), (6, I32, _columns.TYPES[kind][1])))
    group = ((1, LIST, (STRUCT, [chunk for _, chunk in columns])), (2, I64, sum(size for size, _ in columns)), (3, I64, rows))
    fields = [{"name": None if name in indexes and name.startswith("__index_level_") else name, "field_name": name,
               "pandas_type": "unicode" if kind == "object" else "datetime" if kind.startswith("datetime") else kind,
               "numpy_type": kind, "metadata": None} for name, kind in described]
    note = json.dumps({"index_columns": indexes, "column_indexes": [], "columns": fields, "pandas_version": pd.__version__})
    return struct((1, I32, 1), (2, LIST, (STRUCT, schema)), (3, I64, rows), (4, LIST, (STRUCT, [group])),
                  (5, LIST, (STRUCT, [((1, BINARY, "pandas"), (2, BINARY, note))])),
                  (6, BINARY, "lent by the emulator of Model Release"))


class ParquetFile:
    """A file, or a folder of them; called by pandas.read_parquet."""

    def __init__(self, fn, **settings):
        if isinstance(fn, str) and os.path.isdir(fn):
            names = sorted(os.path.join(folder, name) for folder, _, names in os.walk(fn) for name in names
                           if not name.startswith((".", "_")))
            if not names:
                raise FileNotFoundError("No files in the folder %s" % fn)
        else:
            names = [fn]
        self._parts = [_read(name) for name in names]

    def to_pandas(self, columns=None, **settings):
        if any(settings.values()):
            raise NotImplementedError("What the emulator lends reads whole files, without %s" % ", ".join(sorted(settings)) + _columns.NEEDED)
        frames = [part if columns is None else part[list(columns)] for part in self._parts]
        return frames[0] if len(frames) == 1 else pd.concat(frames)


def _read(source):
    if isinstance(source, str):
        with open(source, "rb") as file:
            data = file.read()
    else:
        data = source.read()
    if len(data) < 12 or data[:4] != MAGIC or data[-4:] != MAGIC:
        raise ValueError("Not a Parquet file: %s" % getattr(source, "name", source))
    size = int.from_bytes(data[-8:-4], "little")
    footer = Reader(data, len(data) - 8 - size).struct()
    leaves = footer[2][1:]
    if any(leaf.get(5) for leaf in leaves):
        raise NotImplementedError("What the emulator lends reads flat tables only" + _columns.NEEDED)
    frames = []
    for group in footer[4]:
        columns = {}
        for leaf, chunk in zip(leaves, group[1]):
            columns[leaf[4].decode()] = _values(data, leaf, chunk[3])
        frames.append(pd.DataFrame(columns))
    frame = pd.concat(frames, ignore_index=True) if len(frames) != 1 else frames[0]
    notes = {note[1]: note.get(2) for note in footer.get(5, [])}
    return _as_pandas(frame, json.loads(notes[b"pandas"])) if b"pandas" in notes else frame


def _values(data, leaf, meta):
    if meta[4] != 0 or 11 in meta:
        raise NotImplementedError("What the emulator lends reads no Parquet that is compressed or has dictionaries" + _columns.NEEDED)
    parts, left, at = [], meta[5], meta[9]
    while left > 0:
        reader = Reader(data, at)
        header = reader.struct()
        page, at = data[reader.at:reader.at + header[3]], reader.at + header[3]
        if header[1] != 0 or header[5][2] != PLAIN:
            raise NotImplementedError("What the emulator lends reads plain Parquet pages only" + _columns.NEEDED)
        rows = header[5][1]
        present, start = np.ones(rows, bool), 0
        if leaf.get(3) == OPTIONAL:
            start = 4 + int.from_bytes(page[:4], "little")
            present = _levels(page[4:start], rows)
        parts.append(_columns.decode(meta[1], leaf.get(6), present, page[start:]))
        left -= rows
    return np.concatenate(parts) if len(parts) > 1 else parts[0] if parts else np.empty(0, object)


def _levels(data, rows):
    """Runs of Parquet's hybrid encoding, a bit each."""
    reader, parts = Reader(data), []
    while reader.at < len(data):
        head = reader._varint()
        if head & 1:
            size = head >> 1
            parts.append(np.unpackbits(np.frombuffer(data[reader.at:reader.at + size], "u1"), bitorder="little"))
            reader.at += size
        else:
            parts.append(np.full(head >> 1, data[reader.at]))
            reader.at += 1
    return np.concatenate(parts)[:rows].astype(bool) if parts else np.zeros(0, bool)


def _as_pandas(frame, note):
    for column in note.get("columns", []):
        name, kind = column.get("field_name") or column["name"], column["numpy_type"]
        if name in frame and kind in _columns.TYPES and frame[name].notna().all():
            frame[name] = frame[name].astype(kind)
    indexes = [name for name in note.get("index_columns", []) if isinstance(name, str) and name in frame]
    if indexes:
        frame = frame.set_index(indexes)
        frame.index.names = [None if name.startswith("__index_level_") else name for name in indexes]
    return frame
