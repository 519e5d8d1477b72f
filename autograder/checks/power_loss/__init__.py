"""ps2's checks: the power loss, its gradient, its speed, and the student's own gradient checker."""
