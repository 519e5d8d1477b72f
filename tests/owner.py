"""An ordinary user who owns the interpreter: what pyenv, conda and uv make of everybody."""

import os
import subprocess
import sys
import sysconfig


def copied_python(folder, user):
    """A copy of this interpreter, with a file beside it and this environment's packages; the user owns all of it."""
    subprocess.run([sys.executable, "-m", "venv", "--copies", "--without-pip", folder], check=True)
    (folder / "own.txt").write_text("own")
    [packages] = folder.glob("lib/python*/site-packages")
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"))
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, user, follow_symlinks=False)
    return folder / "bin" / "python"


def state_of(folder):
    """What there is to see of all files in a folder."""
    about = {path: path.lstat() for path in folder.rglob("*") if "__pycache__" not in path.parts}
    return {
        path: (seen.st_mode, seen.st_uid, seen.st_mtime_ns, path.is_file() and path.read_bytes())
        for path, seen in about.items()
    }
