"""Runs the entry script of a parallel step over the files of its input."""
import argparse
import os
import sys
import traceback

import lent_batch
import lent_entry


def files(root):
    if os.path.isfile(root):
        return [root]
    found = [os.path.join(folder, name) for folder, _, names in os.walk(root) for name in names]
    return sorted(found)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--entry-script", required=True)
    parser.add_argument("--input", required=True)
    parser.add_argument("--mini-batch-size", type=int, default=10)
    parser.add_argument("--error-threshold", type=int, default=-1)
    parser.add_argument("--append-row-to", default="")
    at = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    args = parser.parse_args(sys.argv[1:at])
    sys.argv = [args.entry_script] + sys.argv[at + 1:]
    everything = files(args.input)
    module = lent_entry.load(args.entry_script)
    rows, failed = [], 0
    for first in range(0, len(everything), args.mini_batch_size):
        batch = everything[first:first + args.mini_batch_size]
        try:
            result = lent_batch.lines(module.run(batch))
            rows += result
            failed += max(0, len(batch) - len(result))
        except Exception:
            traceback.print_exc()
            failed += len(batch)
        if 0 <= args.error_threshold < failed:
            sys.exit("%d files failed, more than mini_batch_error_threshold %d allows." % (failed, args.error_threshold))
    if args.append_row_to:
        target = args.append_row_to
        if os.path.isdir(target):
            target = os.path.join(target, "parallel_run_step.txt")
        with open(target, "w", encoding="utf-8") as out:
            out.writelines(row + "\n" for row in rows)
    print("%d files, %d failed." % (len(everything), failed))


if __name__ == "__main__":
    main()
