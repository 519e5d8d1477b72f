"""Attacks from a submission's answer cell: one file a theme, one `# %%` section an attack.

`# %% TITLE` may share its notebook with two others; `# %% alone: TITLE` ends or blocks its process, and has a
notebook for itself, and so has one that needs a certain function: `# %% numerical_gradient: TITLE`. `soak` before
all of this keeps it for the long run. A section defines one of these, or both:

attack()       runs in the cell, and again at the function's first call; returns what it got hold of, or None
answer(wrong)  what the function returns instead of a wrong answer

`target` tells the attack where everything is; what it says after OUT is a wall that did not hold.
"""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
FUNCTIONS = {
    "noisy_val_grad": ("theta_hat, data_, label_, deg_=2.0", "1.0, np.ones_like(theta_hat)"),
    "fast_val_grad": ("theta_hat, data_, label_, deg_=2.0", "1.0, np.ones_like(theta_hat)"),
    "numerical_gradient": ("f, theta, eps=1e-6", "np.ones_like(theta)"),
}

# A cell before all others. No wall is torn down in earnest where there is none: see `is_boxed`.
TOOLS = '''
import contextlib, ctypes, gc, glob, io, itertools, json, os, select, signal, socket, sqlite3, struct, subprocess, sys
import threading, time
from pathlib import Path

import numpy as np

OUT = "broke" + " out: "
target = {target!r}
libc = ctypes.CDLL(None, use_errno=True)
tries, called = {{}}, set()


def is_boxed():
    """Whether this process is apart from the machine's: else nothing is done that would hurt it."""
    return os.readlink("/proc/self/ns/pid") != target["pid_namespace"] and not os.path.exists(target["canary"])


def attempt(action, *given, **settings):
    """What an action returns; None where it fails."""
    try:
        return action(*given, **settings)
    except (NameError, UnboundLocalError):
        raise  # a slip of the attacker's pen
    except Exception:
        return None


def spoils(text):
    """The lines that would be worth something."""
    return [line for line in str(text).splitlines() if any(word in line for word in target["wanted"])][:50]


def read(path):
    """What a file has to give."""
    with open(path, "rb") as file:
        return spoils(file.read(1 << 22).decode("latin-1"))


def all_of(found):
    return "\\n".join(str(one) for one in found if one) or None


def told_by(attack):
    if attack is None:
        return None
    try:
        return attack() if is_boxed() else OUT + "there is no box"
    except Exception as error:
        return f"stopped by {{type(error).__name__}}: {{error}}"


def examiners():
    """The sockets over which somebody asks this process for something."""
    names = [int(name) for name in os.listdir("/proc/self/fd")]
    return [n for n in names if (attempt(os.readlink, f"/proc/self/fd/{{n}}") or "").startswith("socket:")]


def frame(*parts):
    """The bytes of a reply of several parts: JSON, then arrays."""
    return struct.pack("<Q", len(parts)) + b"".join(struct.pack("<Q", len(part)) + part for part in parts)


def reply(wire, payload):
    """Sends a reply, whatever it is."""
    payload = struct.pack("<Q", len(payload)) + payload
    while payload:
        payload = payload[os.write(wire, payload) :]


def forge(head, *arrays):
    """Sends a reply to the request that is being answered, before the true one."""
    here = sys._getframe()
    while here and not ("loader" in here.f_locals and "number" in here.f_locals):
        here = here.f_back
    number = here.f_locals["number"] if here else 1
    for wire in examiners():
        reply(wire, frame(json.dumps({{"number": number, **head}}).encode(), *arrays))


def clients():
    """The sockets over which a kernel's client hears from it; ZeroMQ, which uses them, does not know."""
    wires = [socket.socket(fileno=os.dup(number)) for number in examiners()]
    listening = lambda wire: wire.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    return [wire for wire in wires if "at-" in str(attempt(wire.getsockname)) and not listening(wire)]


def push(wire, raw):
    """Writes all of it, as fast as it is taken."""
    left = memoryview(raw)
    while left:
        select.select([], [wire], [])
        with contextlib.suppress(BlockingIOError):
            left = left[wire.send(left) :]
    return True


def message_of(content, kind, header=None, data=None):
    """The bytes of a message that belongs to the running cell, rightly signed."""
    kernel = get_ipython().kernel
    header = header or kernel.session.pack(kernel.session.msg_header(kind))
    told = [header, kernel.session.pack(kernel.get_parent()["header"]), b"{{}}", content]
    parts = [b"topic", b"<IDS|MSG>", kernel.session.sign(told), *told, *([data] if data else [])]
    frames = [struct.pack(">BQ", 3, len(part)) + part for part in parts]
    return b"".join([*frames[:-1], b"\\2", frames[-1][1:]])


def npy(array):
    """An array as a file's bytes."""
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def in_the_cell(name, attack, answer):
    tries[name] = attack, answer
    if told := told_by(attack):
        print(told)


def in_a_call(name, wrong):
    attack, answer = tries[name]
    if name not in called:
        called.add(name)
        if told := told_by(attack):
            raise RuntimeError(told)
    return wrong if answer is None else answer(wrong)
'''

CELL = """attack = answer = None

{source}

in_the_cell("{function}", attack, answer)


def {function}({parameters}):
    return in_a_call("{function}", ({wrong}))
"""


@dataclass(frozen=True)
class Attack:
    """One attack: its theme and title, the function whose cell it needs for itself, if any, and its code."""

    theme: str
    title: str
    source: str
    alone_in: str | None = None
    soak: bool = False

    def __str__(self):
        return f"{self.theme}: {self.title}"

    def cell(self, function):
        """The answer cell of a function, with this attack in it."""
        parameters, wrong = FUNCTIONS[function]
        return CELL.format(source=self.source, function=function, parameters=parameters, wrong=wrong)


def read(path):
    """All attacks in one file."""
    for section in re.split(r"^# %% ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, source = section.partition("\n")
        soak, head = head.startswith("soak "), head.removeprefix("soak ")
        place, _, title = head.rpartition(": ")
        alone_in = next(iter(FUNCTIONS)) if place == "alone" else place or None
        assert alone_in in (None, *FUNCTIONS), f"{path}: '# %% {head}' is in no function's cell"
        yield Attack(path.stem, title, source.strip("\n"), alone_in, soak)


def attacks():
    """The whole catalogue."""
    return [attack for path in sorted(FOLDER.glob("*.py")) if path.stem != "__init__" for attack in read(path)]


def submissions(chosen):
    """{student: {function: the attack in its cell}}: as few notebooks as these attacks need."""
    found = {}
    for theme in dict.fromkeys(attack.theme for attack in chosen):
        own = [attack for attack in chosen if attack.theme == theme]
        shared = [attack for attack in own if not attack.alone_in]
        groups = [dict(zip(FUNCTIONS, shared[i:])) for i in range(0, len(shared), len(FUNCTIONS))]
        groups += [{attack.alone_in: attack} for attack in own if attack.alone_in]
        found |= {f"{theme}{number:02d}": group for number, group in enumerate(groups, start=1)}
    return found
