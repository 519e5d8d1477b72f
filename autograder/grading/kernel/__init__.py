"""A notebook's run in its box.

run.py           from the first cell to the last, and again without one that ended its kernel
provisioner.py   Jupyter's way to plug in such a kernel; channel.py: its sockets, read within limits
app.py           the kernel itself: IPython's own
parked.py        its forks, left where the checks stand; place.py: one of them, seen from the examiner
"""
