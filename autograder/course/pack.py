"""Files, written into a folder, or into a zip that is the same whenever it holds the same."""

import zipfile
from pathlib import Path

LONG_AGO = (2020, 1, 1, 0, 0, 0)


def lay_out(folder, files):
    """Writes {path: bytes} into a folder, and makes those that the paths name."""
    for path, content in files.items():
        place = Path(folder, path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def pack(path, files, programs=()):
    """Writes {name: text or bytes} into a zip file at this path; programs: which of them can be run."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.external_attr = (0o755 if name in programs else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
