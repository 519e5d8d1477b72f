"""The boundary between the examiner, who is trusted, and the process that holds a student's functions.

Functions stay, data travels. Inward goes pickle, for what the examiner sends can be trusted; outward goes JSON with
arrays as .npy bytes, and nothing that the student's process sends is ever unpickled.

wire.py    frames, arrays, and the state that is global to a process: what both sides speak
host.py    the student's side: holds the notebook's functions, and answers calls of them
remote.py  the examiner's side: functions to call that live in the other process
"""
