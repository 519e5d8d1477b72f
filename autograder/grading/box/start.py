"""What processes of ours are started with: where our code is, and what they get to know of the environment."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[3]
PASSED_ON = ("LANG", "LC_ALL", "LD_LIBRARY_PATH")  # of the worker's environment; everything else stays there
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def passed_on(*names):
    """What the environment says about these, for another process."""
    return {name: os.environ[name] for name in names if name in os.environ}
