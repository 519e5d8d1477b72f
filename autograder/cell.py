"""A cell's code as plain Python, and its run. It imports nothing: it goes where student code runs, too."""

import linecache


def python_of(source):
    """A cell's plain Python: lines for IPython or the shell become comments."""
    lines = [
        f"{line[: len(line) - len(line.lstrip())]}pass  # {line.strip()}" if line.lstrip()[:1] in ("%", "!") else line
        for line in source.splitlines()
    ]
    return "\n".join(lines) + "\n"


def run_cell(source, name, namespace):
    """Runs one cell; returns what it raised, or None."""
    source = python_of(source)
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    try:
        exec(compile(source, name, "exec"), namespace)
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        return error
    return None
