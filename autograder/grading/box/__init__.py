"""A box for untrusted code, and the processes around it.

forkserver.py   a process that has imported everything, and forks those that hold student code
pages.py        its memory, so that a fork is quick
sandbox.py      the walls: what a process can see and do in there
syscalls.py     the system calls that it may make
cgroups.py      limits that the kernel keeps
bounded.py      a process with limits for our own code that reads what students wrote
start.py        what these processes are started with
"""
