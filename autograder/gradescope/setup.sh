#!/usr/bin/env bash
# Gradescope runs this once, when it builds the autograder's image.
set -euo pipefail
ROOT="${AUTOGRADER_ROOT:-/autograder}"
export DEBIAN_FRONTEND=noninteractive

# The packages need Python 3.11 or newer: the image's own where it will do, else the distribution's 3.11.
apt-get update
if python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    PYTHON=python3
    apt-get install -y python3-venv
else
    PYTHON=python3.11
    apt-get install -y python3.11 python3.11-venv
fi

"$PYTHON" -m venv "$ROOT/venv"
if [ -f "$ROOT/source/requirements-torch.txt" ]; then # the builds without CUDA: a tenth of the size
    "$ROOT/venv/bin/pip" install --quiet --index-url https://download.pytorch.org/whl/cpu \
        --requirement "$ROOT/source/requirements-torch.txt"
fi
"$ROOT/venv/bin/pip" install --quiet --constraint "$ROOT/source/constraints.txt" \
    --requirement "$ROOT/source/requirements.txt"
