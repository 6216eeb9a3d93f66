"""Columns of a data frame as Parquet's plain values, and back."""
import numpy as np
import pandas as pd

BOOLEAN, INT32, INT64, FLOAT, DOUBLE, BYTE_ARRAY = 0, 1, 2, 4, 5, 6
UTF8, TIMESTAMP_MICROS = 0, 10
# numpy's type: Parquet's type, its converted type, as what it is written
TYPES = {
    "bool": (BOOLEAN, None, "bool"),
    "int8": (INT32, 15, "<i4"),
    "int16": (INT32, 16, "<i4"),
    "int32": (INT32, 17, "<i4"),
    "int64": (INT64, 18, "<i8"),
    "uint8": (INT32, 11, "<i4"),
    "uint16": (INT32, 12, "<i4"),
    "uint32": (INT32, 13, "<u4"),
    "uint64": (INT64, 14, "<u8"),
    "float32": (FLOAT, None, "<f4"),
    "float64": (DOUBLE, None, "<f8"),
    "datetime64[ns]": (INT64, TIMESTAMP_MICROS, "<i8"),
    "object": (BYTE_ARRAY, UTF8, None),
}
READ = {INT32: "<i4", INT64: "<i8", FLOAT: "<f4", DOUBLE: "<f8"}
UNSIGNED = {13: "<u4", 14: "<u8"}
NEEDED = ": install pyarrow for the Python of modelrelease.emulator.python."


def encode(series):
    """(numpy's type, which rows have a value, their bytes)."""
    if isinstance(series.dtype, (pd.CategoricalDtype, pd.StringDtype)):
        series = series.astype(object)
    kind = str(series.dtype)
    if kind not in TYPES:
        raise TypeError("What the emulator lends writes no column of type %s (%s)" % (kind, series.name) + NEEDED)
    present = series.notna().to_numpy() if kind in ("object", "datetime64[ns]") else np.ones(len(series), bool)
    if kind == "object":
        return kind, present, b"".join(map(_text, series[present]))
    values = series[present].to_numpy()
    if kind == "bool":
        return kind, present, np.packbits(values, bitorder="little").tobytes()
    if kind == "datetime64[ns]":
        values = values.astype("datetime64[us]").view("i8")
    return kind, present, values.astype(TYPES[kind][2]).tobytes()


def _text(value):
    if not isinstance(value, (str, bytes)):
        raise TypeError("What the emulator lends writes texts only in a column of objects, no %s" % type(value).__name__ + NEEDED)
    data = value.encode() if isinstance(value, str) else value
    return len(data).to_bytes(4, "little") + data


def decode(kind, converted, present, data):
    """The column's values, those that are missing as None or NaN."""
    count = int(present.sum())
    if kind == BOOLEAN:
        values = np.unpackbits(np.frombuffer(data, "u1"), bitorder="little")[:count].astype(bool)
    elif kind == BYTE_ARRAY:
        values, at = np.empty(count, object), 0
        for row in range(count):
            size = int.from_bytes(data[at:at + 4], "little")
            text = data[at + 4:at + 4 + size]
            values[row] = text.decode() if converted == UTF8 else text
            at += 4 + size
    elif kind in READ:
        values = np.frombuffer(data, UNSIGNED.get(converted, READ[kind]), count)
    else:
        raise NotImplementedError("What the emulator lends reads no Parquet column of type %d" % kind + NEEDED)
    if converted == TIMESTAMP_MICROS:
        values = values.astype("datetime64[us]").astype("datetime64[ns]")
    if count == len(present):
        return values
    whole = pd.Series([None] * len(present), dtype="datetime64[ns]" if converted == TIMESTAMP_MICROS else object)
    whole[present] = values
    return (whole if kind == BYTE_ARRAY or converted == TIMESTAMP_MICROS else whole.astype(float)).to_numpy()
