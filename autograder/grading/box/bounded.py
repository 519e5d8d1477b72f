"""Runs our own functions on what students wrote, in a process that may use only so much time and memory.

    with Bounded(seconds=10) as bounded:
        text = bounded.call("autograder.course.intake:something", raw)

A warm helper process waits for calls. It is a clean program, which knows no gradebook and no check, and writes no
file. Its time is counted by the kernel (CPU) and from outside (deadline); whatever becomes of it, the caller goes on.
What comes back is JSON, its length compared before it is read: a helper that was taken over can say what it likes,
and nothing more.
"""

import contextlib
import functools
import gc
import importlib
import json
import os
import pickle
import resource
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
import weakref

from autograder.course import places
from autograder.course.intake import Unreadable
from autograder.grading.box.start import ONE_THREAD, PASSED_ON, ROOT, passed_on
from autograder.grading.frames import TooLong, receive, send

START = """
import sys
sys.path.append(sys.argv[1])
from autograder.grading.box import bounded
bounded.serve(*sys.argv[2:])
"""
STARTING = 120  # seconds for what is the machine's own: a start, an import
PATIENCE = 4  # on a busy machine a second of computing takes so many
LOOK = 1.0  # seconds between a helper's looks for its parent
OPEN_FILES = 64
TRIES = 5  # of a call whose helper is killed
EVERYWHERE = weakref.WeakSet()  # all that this process has
OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGALRM}


class TooMuch(Unreadable):
    """What a student wrote takes more time or memory to read than anybody's work needs."""


class Lost(OSError):
    """The helper was killed, again and again, by somebody else: no submission is to blame."""


class Failed(RuntimeError):
    """The function raised an exception that is none of a student's: a mistake of ours."""


# ── the caller's side ───────────────────────────────────────────────────────────────────────────────────────────


class Helper:
    """One process that answers calls."""

    def __init__(self, memory):
        self.served, self.loaded = 0, set()
        self.connection, theirs = socket.socketpair()
        environment = passed_on(*PASSED_ON) | ONE_THREAD | {places.COURSE: str(places.ROOT)}
        words = [sys.executable, "-P", "-c", START, str(ROOT), str(os.getpid()), str(memory)]
        with theirs:
            self.process = subprocess.Popen(
                words, stdin=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", env=environment
            )

    def ask(self, request, seconds, most):
        """What the helper answers within so many seconds.

        Raises TimeoutError, TooMuch; EOFError or ConnectionError if it is gone.
        """
        deadline = time.monotonic() + seconds
        send(self.connection, [pickle.dumps(request, protocol=5)], deadline)
        try:
            return dict(json.loads(receive(self.connection, most, deadline)))
        except TooLong:
            raise TooMuch(f"What comes of it is larger than {most >> 20} MB: hand in something smaller.") from None
        except (RecursionError, TypeError, json.JSONDecodeError):
            raise Failed("the process that reads what students wrote answers nonsense") from None

    def end(self):
        """Ends the process; returns how it ended, which may have been before."""
        ended = self.process.poll()
        self.process.kill()
        self.connection.close()
        return self.process.wait() if ended is None else ended

    def forget(self):
        """Leaves the helper to the process from which this one was forked."""
        self.connection.close()
        self.process.returncode = 0


class Bounded:
    """Calls functions in a helper process, which is started when it is needed and replaced when it is gone.

    seconds of computing a call, on a busy machine PATIENCE times as long; memory of the process, reply: bytes;
    calls: how many a helper serves. Threads take turns; a forked process gets a helper of its own.
    """

    def __init__(self, seconds=20.0, memory=2 << 30, reply=64 << 20, calls=500):
        self.seconds, self.memory, self.reply, self.calls = seconds, memory, reply, calls
        self.helper, self.lock = None, threading.Lock()
        EVERYWHERE.add(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        with self.lock:
            self.end()

    def end(self):
        helper, self.helper = self.helper, None
        return helper and helper.end()

    def call(self, name, *arguments):
        """What the function "module:name" returns for these plain arguments: JSON's types.

        Raises TooMuch, whatever Unreadable the function raises, Failed for any other exception, Lost.
        """
        with self.lock:
            for _ in range(TRIES):  # what befell one helper may have been an accident
                begun = False
                try:
                    self.prepare(name.partition(":")[0])
                    begun = True
                    return self.answer((name, arguments, self.seconds))
                except TimeoutError:
                    raise self.too_long() from None
                except (EOFError, ConnectionError, MemoryError) as error:
                    why, ended = error, self.end()
                    if ended in OUT_OF_TIME:
                        raise self.too_long() from None
        if begun and isinstance(why, MemoryError):
            raise TooMuch("It takes too much memory to read: hand in a smaller file, without outputs.")
        if not begun or ended == -signal.SIGKILL:
            raise Lost("the process that reads what students wrote does not start, or was killed again and again")
        raise TooMuch("Reading it ends the process that reads it: hand it in again, saved anew.")

    def prepare(self, module):
        """Has a helper ready that has imported the module, which takes no student's time."""
        if self.helper is None or self.helper.served >= self.calls:
            self.end()
            self.helper = Helper(self.memory)
        if module not in self.helper.loaded:
            try:
                self.answer((module, (), None))
            except TimeoutError:
                raise Lost("the process that reads what students wrote does not start") from None
            self.helper.loaded.add(module)

    def answer(self, request):
        """What the helper answers, as a value or an exception; EOFError or ConnectionError where it is gone."""
        helper, seconds = self.helper, request[-1]
        helper.served += 1
        try:
            told = helper.ask(request, STARTING if seconds is None else PATIENCE * seconds, self.reply)
        except (EOFError, ConnectionError):
            raise
        except BaseException as error:  # an answer that still comes must not be taken for the next call's
            gone = isinstance(error, TimeoutError) and helper.process.poll() is not None
            if gone:
                raise EOFError from None
            self.end()
            raise
        return value_of(told)

    def too_long(self):
        why = f"It takes more than {self.seconds:g} seconds to read"
        return TooMuch(f"{why}: hand in a smaller file, without outputs.")


def value_of(told):
    """What a helper told, as a value or an exception."""
    if "memory" in told:
        raise MemoryError
    if "unreadable" in told:
        raise Unreadable(str(told["unreadable"]))
    if "failed" in told:
        error = Failed(str(told["failed"]))
        error.add_note(str(told["traceback"]))
        raise error
    return told["value"]


def forget_all():
    """In a forked process: no helper is its own."""
    for bounded in list(EVERYWHERE):
        bounded.lock = threading.Lock()
        if bounded.helper:
            bounded.helper.forget()
            bounded.helper = None


os.register_at_fork(after_in_child=forget_all)


@functools.cache
def own():
    """This process's own Bounded."""
    return Bounded()


# ── the helper ──────────────────────────────────────────────────────────────────────────────────────────────────


def limit(memory):
    """Limits that hold for the helper's whole life."""
    fixed = {"AS": memory, "FSIZE": 0, "CORE": 0, "NOFILE": OPEN_FILES, "NPROC": 0}
    for name, most in fixed.items():
        number = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(number)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(number, (most, most))


def limit_time(seconds):
    """Limits for what comes next: the kernel ends this process, after so much computing or so much longer."""
    soft = hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if seconds is not None:
        used = int(time.process_time() + seconds) + 1
        soft = used if hard == resource.RLIM_INFINITY else min(used, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
    signal.alarm(0 if seconds is None else int(PATIENCE * seconds) + 2)


def serve(parent, memory):
    """Answers calls on standard input until the parent closes it, or dies."""
    gc.set_threshold(50_000)  # calls make many objects, and few that refer to each other
    limit(int(memory))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the parent to end it
    connection = socket.socket(fileno=os.dup(0))
    look = select.poll()
    look.register(connection, select.POLLIN)
    while os.getppid() == int(parent):
        if look.poll(1000 * LOOK):
            with contextlib.suppress(EOFError, ConnectionError):
                send(connection, [answered(*pickle.loads(receive(connection)))])
                continue
            break


def answered(name, arguments, seconds):
    """The answer to one call, as JSON; a name without a function's imports its module."""
    module, _, function = name.partition(":")
    try:
        module = importlib.import_module(module)
        limit_time(seconds)
        told = {"value": getattr(module, function)(*arguments) if function else None}
        return json.dumps(told).encode()
    except Unreadable as error:
        told = {"unreadable": str(error)}
    except MemoryError:
        told = {"memory": True}
    except Exception as error:
        told = {"failed": f"{type(error).__name__}: {error}"[:1000], "traceback": traceback.format_exc()[-4000:]}
    finally:
        limit_time(None)
    return json.dumps(told).encode()
