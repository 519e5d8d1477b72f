"""What `make` would run."""

import os
import shutil
import subprocess

import pytest

from autograder.course.places import ROOT


@pytest.mark.parametrize("user, options", [("0", ["--allow-root"]), ("1000", [])])
@pytest.mark.parametrize("arguments", [[], ["--no-browser", "--port", "9000"]])
def test_lab_starts_as_root_and_passes_options_on(tmp_path, user, options, arguments):
    (tmp_path / "id").write_text(f"#!/bin/sh\necho {user}\n")
    (tmp_path / "id").chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    ready = ["--old-file=.venv/.ready", "VENV=.venv", f"ARGS={' '.join(arguments)}"]
    command = [shutil.which("make"), "--dry-run", "--no-print-directory", *ready, "lab"]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert told.splitlines()[-1].split() == [".venv/bin/jupyter", "lab", *options, *arguments]
