"""A zip file whose names and sizes nobody can trust: what is odd is left out and told, what is read is bounded."""

import contextlib
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from autograder.course.intake import DEEPEST, is_junk, shown, within_limits
from autograder.lms.people import Unusable

MOST_MEMBERS = 50_000
LONGEST_PART = 200  # bytes of a file's or folder's name
WINDOWS = 0  # what wrote an entry, as zip files number it
BROKEN = zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError


class Size(NamedTuple):
    """As os.stat_result has it."""

    st_size: int


class Archive:
    """members: {name: ZipInfo} of the files in a zip; left_out: sentences on what is not read."""

    def __init__(self, path):
        if not Path(path).is_file():
            raise Unusable(f"{path} cannot be opened as a zip: there is no such file")
        try:
            self.zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, ValueError) as error:
            raise Unusable(f"{path} cannot be opened as a zip: {error}") from None
        entries = self.zip.infolist()
        if len(entries) > MOST_MEMBERS:
            raise Unusable(f"{path} has {len(entries):,} files: a zip may have {MOST_MEMBERS:,}")
        self.members, self.left_out = {}, []
        for entry in entries:
            self.add(entry)

    def add(self, entry):
        name = name_of(entry)
        if name.endswith("/"):
            return
        if wrong := wrong_with(entry, name) or ("stands there twice" if name in self.members else None):
            self.left_out.append(f"{shown(name)} {wrong}")
        elif not is_junk(name):
            self.members[name] = entry

    def contents(self, wanted):
        """({path: bytes}, sentences on what was left out) of one submission; wanted: {path: a member's name}."""
        sizes, left_out, files = {path: Size(self.members[m].file_size) for path, m in wanted.items()}, [], {}
        for path in within_limits(sizes, left_out):
            content = self.content(self.members[wanted[path]])
            if content is None:
                left_out.append(f"{shown(path)} is damaged, or packed in a way that is not read.")
            else:
                files[path] = content
        return files, left_out

    def beginning(self, name, most=2000):
        """The first bytes of a member as text; "" where it is damaged."""
        with contextlib.suppress(*BROKEN), self.zip.open(self.members[name]) as file:
            return file.read(most).decode("utf-8-sig", "replace")
        return ""

    def content(self, entry):
        """A member's bytes, no more than it says that it has; None where it says something else."""
        with contextlib.suppress(*BROKEN), self.zip.open(entry) as file:
            content = file.read(entry.file_size + 1)
            return content if len(content) == entry.file_size else None
        return None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.zip.close()


def name_of(entry):
    """A member's name; some programs write UTF-8 and don't say so, some of Windows's its own separator of folders."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = entry.orig_filename.partition("\0")[0].encode("cp437").decode("utf-8")
    return name.replace("\\", "/") if entry.create_system == WINDOWS else name


def wrong_with(entry, name):
    """Why a member is not read; None where it may be."""
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        return "is no file, but a link or a device"
    if entry.flag_bits & 1:
        return "is encrypted"
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # of others zipfile unpacks all at once
        return "is packed in a way that is not read"
    return wrong_with_path(name)


def wrong_with_path(name):
    """Why a path can be no file's below a folder of ours; None where it can."""
    parts = name.split("/")
    if any(part in ("", ".", "..") for part in parts) or "\\" in name or PurePosixPath(name).is_absolute():
        return "would lie outside of its folder"
    if not name.isprintable() or any(len(part.encode("utf-8", "replace")) > LONGEST_PART for part in parts):
        return "has a name that no file should have"
    return "lies too deep in folders" if len(parts) > DEEPEST else None
