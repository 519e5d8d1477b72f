"""Other ways to write the solutions, as students do: FUNCTION__WAY. A wrong answer is often one slip away from one."""
