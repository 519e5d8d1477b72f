"""The checks that grade the course, and everything that runs them."""

import sys

# jsonschema, which nbformat needs, loads this to look at international web addresses: a second and a half for what
# stands in no notebook. It does without where it is missing.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
