"""What a scoring script's run(mini_batch) answers, as lines of the output file."""
import csv
import io


def lines(result):
    """One text a row: a DataFrame without header and index, of a list each element."""
    if hasattr(result, "to_csv"):
        if not hasattr(result, "columns"):
            result = result.to_frame()
        return result.to_csv(header=False, index=False).splitlines()
    return [_line(row) for row in result]


def _line(row):
    if isinstance(row, (list, tuple)):
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow(row)
        return out.getvalue()
    return str(row)
