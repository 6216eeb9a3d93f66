"""Parquet for pandas, which the emulator lends to a Python that has neither pyarrow nor fastparquet.

What DataFrame.to_parquet writes is a Parquet file for every reader: one row group, plain, not
compressed. read_parquet reads such files only.
"""
import _lent

if not _lent.gives_way("fastparquet"):
    __version__ = "0.7.0"
    _lent.say(
        "this Python has neither pyarrow nor fastparquet; a small one is lent to pandas"
        " (numbers, booleans, times and texts; files are not compressed)."
    )
    from fastparquet._file import ParquetFile, write
