"""Who executes jobs: worker processes on this machine, or the workers of a Dask cluster.

Both take a job by `submit(job, settings)`, which returns a future, and both end with `close`.
"""

import contextlib
import gc
import hashlib
import logging
import multiprocessing
import os
import pickle
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from autograder.course.places import IS_FOREIGN, ROOT, topics
from autograder.grading.box.forkserver import follow_parent, server_for
from autograder.grading.kernel.run import ENVIRONMENT
from autograder.grading.whole_class import clean
from autograder.grading.whole_class.worker import execute, server_specs

LOG = logging.getLogger("autograder.grading")
CLUSTER_HINT = "pip install 'optimization-for-ml-course[cluster]'"
ONE_AT_A_TIME = threading.Lock()


class CannotGrade(Exception):
    """Why nothing can be graded, for the person at the terminal; code is the command's exit code."""

    def __init__(self, reason, code=1):
        super().__init__(reason)
        self.code = code


def opened(log_file):
    """The log, to be written to; nowhere if that cannot be: a full disk, a folder that only others may write to."""
    try:
        return open(log_file, "ab", opener=lambda path, flags: os.open(path, flags, 0o600))
    except OSError:
        return open(os.devnull, "wb")


def begin_worker(log_file, servers):
    """In a worker's process, before its first job: what it and its kernels print goes to the log."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the main process, which ends its workers
    os.environ.update(ENVIRONMENT)
    with opened(log_file) as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    follow_parent(servers)
    gc.freeze()  # what is there by now stays, and need not be looked through for garbage again and again


class Processes:
    """Worker processes on this machine. When one is killed, all jobs that were running are lost, to blame or not.

    They share a fork server, which imports what the first job's notebooks need.
    """

    Lost, blames_one = BrokenProcessPool, False

    def __init__(self, workers, log_file):
        self.size, self.log_file, self.executor, self.servers = workers, log_file, None, {}

    def submit(self, job, settings):
        """The future of a job; a pool that a killed worker has broken is replaced by a new one."""
        try:
            if self.executor:
                return self.executor.submit(execute, job, settings)
        except BrokenProcessPool:
            LOG.error("A worker was killed: the pool starts anew")
        self.executor = self.started(job, settings)
        return self.executor.submit(execute, job, settings)

    def started(self, job, settings, attempts=3):
        """A new pool, all workers of which have been told to start. Raises CannotGrade where none comes up.

        So a job whose worker dies later on can be blamed for it.
        """
        with contextlib.suppress(OSError), opened(self.log_file) as log:  # else each worker starts its own, or says why
            self.servers |= {spec: server_for(spec, log) for spec in server_specs(job, settings)}
        about = self.log_file, [server.access() for server in self.servers.values()]
        for _ in range(attempts):
            executor = ProcessPoolExecutor(self.size, clean.context(), begin_worker, about)
            try:
                trials = [executor.submit(os.getpid) for _ in range(self.size)]
                trials[0].result()
                return executor
            except BrokenProcessPool:
                LOG.exception("No worker has come up")
        raise CannotGrade(f"no worker process comes up: does `python -c 'import {__name__}'` work?")

    def close(self, at_once=False):
        """Ends the workers; at_once: also in the middle of a job."""
        if self.executor:
            for process in multiprocessing.active_children() if at_once else ():
                process.kill()
            self.executor.shutdown(wait=True, cancel_futures=True)
        for server in self.servers.values():
            server.close()


def remote(job):
    """On a worker of the cluster: executes a job, given and returned as plain data."""
    with ONE_AT_A_TIME:  # the checks' global state, random generators for instance, is the process's
        return execute(*pickle.loads(job))


def version():
    """A digest of this package's and the course's code, and of its assignments, to tell two installations apart."""
    folders = [Path(__file__).resolve().parents[2], *([ROOT / "checks", ROOT / "solutions"] if IS_FOREIGN else [])]
    digest = hashlib.sha256(repr(sorted(topics().items())).encode())
    for path in (path for folder in folders for path in sorted(folder.rglob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Cluster:
    """The workers of a Dask cluster. The scheduler gives a lost worker's jobs to others, and blames a job that
    loses one after another.
    """

    blames_one = True

    def __init__(self, address, patience=10):
        try:
            import distributed
        except ImportError:
            raise CannotGrade(f"--scheduler needs Dask: {CLUSTER_HINT}") from None
        self.Lost = distributed.KilledWorker
        try:
            self.client = distributed.Client(address, timeout=patience, set_as_default=False)
        except (OSError, ValueError) as error:
            raise CannotGrade(f"no Dask scheduler answers at {address}: {error}") from None
        try:
            self.check(address)
        except BaseException:
            self.client.close()
            raise
        self.executor = self.client.get_executor()

    def check(self, address):
        """Raises CannotGrade where the cluster's workers could not do, or would do something else."""
        threads = self.client.nthreads()
        if not threads:
            raise CannotGrade(f"{address} has no workers: start some with `dask worker {address} --nthreads 1`")
        try:
            self.client.get_versions(check=True)
        except ValueError as error:
            raise CannotGrade(f"the cluster's packages are not this machine's: {error}") from None
        others = [worker for worker, theirs in self.client.run(version).items() if theirs != version()]
        if others:
            where = f": start it there in a copy of {ROOT}" if IS_FOREIGN else ""
            raise CannotGrade(f"another version of this course is installed on {', '.join(others)}{where}")
        for worker in [worker for worker, count in threads.items() if count > 1]:
            LOG.warning("%s has several threads, but runs one notebook at a time: start it with --nthreads 1", worker)

    @property
    def size(self):
        return max(1, len(self.client.nthreads()))

    def submit(self, job, settings):
        try:
            return self.executor.submit(remote, pickle.dumps((job, settings)))
        except Exception as error:
            raise CannotGrade(f"the Dask scheduler takes no more work: {error}") from error

    def close(self, at_once=False):
        with contextlib.suppress(Exception):  # a scheduler that is gone
            self.executor.shutdown(wait=not at_once)
            self.client.close()
