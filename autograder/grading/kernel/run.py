"""A notebook's run: once, in order, in IPython's own kernel in its box, with the student's files beside it.

Where a check stands, the kernel leaves a fork of itself behind, to be asked when the notebook has ended.
"""

import asyncio
import contextlib
import logging
import math
import socket
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from autograder.course.cells import check_places, is_answer, is_missing, is_test, to_be_run
from autograder.course.checks import cells_of_checks
from autograder.course.pack import lay_out
from autograder.course.places import topics
from autograder.grading import records
from autograder.grading.boundary.wire import Malformed, Trouble
from autograder.grading.box import forkserver
from autograder.grading.kernel.place import Place
from autograder.grading.kernel.provisioner import ForkedKernelManager
from autograder.grading.outputs import error_output, title_of
from autograder.kit.outcome import Kind

ENVIRONMENT = {"NBGRADER_EXECUTION": "autograde"}
MEGABYTE = 1 << 20
FOR_CELLS = 0.5  # of a submission's time: the rest is for what the checks ask
PARK_SECONDS = 10
INTERRUPT_SECONDS = 4  # to obey an interrupt
ENDING_SECONDS = 2  # between a kernel's last word and the word that it has ended
LAST_OUTPUT_SECONDS = 60  # for output that is still on its way when a cell has ended
START_SECONDS, STARTS = 30, 3  # for a kernel to come up, on a busy machine
MOST_DEATHS = 10  # of a notebook's kernels; then the rest is not run
LOG = logging.getLogger("autograder.grading")


@dataclass(frozen=True)
class Allowance:
    """What one submission may take: seconds a cell, a case and all in all; bytes that one cell may print."""

    cell: float = 60
    case: float = 20
    whole: float = 600
    printed: int = 5 * MEGABYTE


class Run(NotebookClient):
    """A notebook that runs, and the places in it that were kept for the checks.

    checks: {number of a cell: the check that is asked in its place}; to_run: the numbers of the cells that are run;
    folder: where the files are that lie beside the notebook.
    A cell that ends its kernel is left out, and all before it is run again, in a new box. What was left out, and why,
    is in `left_out`, {number of the cell: words}, and in the notebook; `failure` says why the rest was not run.
    """

    def __init__(self, notebook, checks, to_run, server, allowance, folder=None, log=LOG):
        super().__init__(notebook, allow_errors=True, shutdown_kernel="immediate", raise_on_iopub_timeout=True, log=log)
        self.error_on_timeout = {"ename": "CellTimeoutError", "evalue": "", "traceback": []}
        self.startup_timeout = START_SECONDS
        self.store_widget_state = False  # nobody reads it, and its buffers are in no limit
        self.skip_cells_with_tag = "\0"  # none: Jupyter runs them all
        self.interrupt_on_timeout, self.timeout_func = True, self.seconds_for
        self.checks, self.to_run, self.server, self.allowance = checks, to_run, server, allowance
        answers = (number for number in to_run if is_answer(notebook.cells[number]))
        self.first_answer = min(answers, default=0)
        self.deadline, self.folder = time.monotonic() + allowance.whole, folder
        self.left_out, self.failure, self.starts = {}, None, 0
        self.places, self.here, self.stays, self.kept = {}, None, False, []

    # ── from the first cell to the last ──────────────────────────────────────────────────────────────────────────

    def to_the_end(self):
        """Runs all cells, anew without the one that ended its kernel, as long as that makes sense."""
        for _ in range(MOST_DEATHS):
            self.close()
            try:
                self.begin()
                return self.pass_through()
            except Exception as error:
                self.expect_server()
                if self.at is None:  # nothing of the student's has run yet
                    self.log.exception("No kernel comes up")
                    self.starts += 1
                    if self.starts < STARTS:
                        continue
                    return self.fail(f"the kernel failed: {str(error) or type(error).__name__}")
                if not (isinstance(error, Malformed) and self.at in self.left_out):  # cut off in mid-output
                    self.note(self.at, *self.why_it_ended(error))
                self.drop(self.at)
        return self.fail(f"{MOST_DEATHS} cells ended their kernel: the rest was not run")

    def expect_server(self):
        """Raises ServerDied where the fork server is gone."""
        if why := self.server.ended():
            raise forkserver.ServerDied(f"the fork server died while a notebook ran, or was judged: {why}")

    def fail(self, reason):
        """Nothing more is run: a test that has not, says so, for without output it would have passed."""
        self.failure = records.tell(self.nb, Kind.KERNEL_DIED, reason, stopped=True).words
        for cell in (self.nb.cells[number] for number in self.to_run if number not in self.left_out):
            if is_test(cell) and cell.execution_count is None:
                cell.outputs = [not_run(self.failure)]
                records.leave_out(cell)

    def begin(self):
        """A new kernel, in a new box."""
        self.at, self.places, self.here, self.stays, self.received = None, {}, None, False, 0
        self.reset_execution_trackers()
        self.km = ForkedKernelManager(server=self.server, environment=ENVIRONMENT)
        self.start_new_kernel(cwd=self.folder)
        self.start_new_kernel_client()

    def pass_through(self):
        for number, cell in enumerate(self.nb.cells):
            if number in self.checks:
                self.places[self.checks[number]] = self.place()
            elif number in self.to_run and number not in self.left_out:
                if self.seconds_left() <= 0:
                    self.note(number, Kind.TIME_UP, f"was not run: time was up after {self.allowance.whole} seconds")
                    self.drop(number)
                else:
                    self.run_cell(cell, number)

    def run_cell(self, cell, number):
        """Runs one cell; the next place is another one."""
        self.at, self.here, self.received = number, None, 0
        self.iopub_timeout = min(LAST_OUTPUT_SECONDS, math.ceil(self.seconds_for(cell)))
        self.execute_cell(cell, number)
        if number in self.left_out:  # while it ran
            cell.outputs.append(not_run(self.left_out[number]))

    def drop(self, number):
        """A cell that is not run, or not again, says only why."""
        self.nb.cells[number].outputs = [not_run(self.left_out[number])]

    def note(self, number, kind, words):
        """Says in the notebook's records, and in the log, why a cell has no result."""
        cell = self.nb.cells[number]
        self.left_out[number] = records.tell(self.nb, kind, f"{title_of(cell, number)} {words}", cell).words
        self.log.warning(self.left_out[number])

    def why_it_ended(self, error):
        """(kind, words) for the cell in which the kernel ended, or had to be ended."""
        if isinstance(error, DeadKernelError) and self.has_ended(ENDING_SECONDS):
            run_sync(self.km.is_alive)()  # which asks for the reason
            return Kind.KERNEL_DIED, "ended the kernel" + (f": it used {self.km.reason}" if self.km.reason else "")
        if isinstance(error, (CellTimeoutError, TimeoutError)):
            return Kind.TIME_UP, "did not answer, not even to an interrupt"
        what = error if isinstance(error, (Malformed, DeadKernelError)) else type(error).__name__
        return Kind.KERNEL_DIED, f"gave output that cannot be read ({what})"

    def problems(self, answers):
        """A sentence for each cell that was left out or ended in an error, and for answers that are not there."""
        told = [self.left_out[n] if n in self.left_out else ended_in(self.nb.cells[n], n) for n in self.to_run]
        with contextlib.suppress(Trouble):
            names = set(self.end().names).union(*(place.names for place in self.places.values() if place))
            told += [is_missing(name, names) for name in answers if name not in names]
        return [self.failure] * bool(self.failure) + [words for words in told if words]

    # ── limits ───────────────────────────────────────────────────────────────────────────────────────────────────

    def seconds_left(self):
        """For the notebook's cells."""
        return self.deadline - time.monotonic() - (1 - FOR_CELLS) * self.allowance.whole

    def seconds_for(self, cell):
        """nbclient's hook: how long the cell at hand may take."""
        most = self.allowance.whole if self.at < self.first_answer else self.allowance.cell
        return max(0.1, min(most, self.seconds_left()))

    async def _async_check_alive(self):
        """nbclient's hook, which asks also when the run has let go of its kernel."""
        if self.has_ended(0):
            raise DeadKernelError("Kernel died")

    async def _async_handle_timeout(self, timeout, cell=None):
        """nbclient's hook: interrupts the cell, which stays where it is in the kernel."""
        self.note(self.at, Kind.TIME_UP, f"had no result after {timeout:g} seconds")
        self.iopub_timeout = INTERRUPT_SECONDS
        return await super()._async_handle_timeout(timeout, cell)

    def process_message(self, msg, cell, cell_index):
        """nbclient's hook: beyond a limit, output is dropped."""
        if msg["msg_type"] == "status":
            return super().process_message(msg, cell, cell_index)
        before, limit, content = self.received, self.allowance.printed, msg["content"]
        size = limit + 1 if isinstance(content, bytes) else 200 + len(str(content))  # it was too large to be read
        self.received += size if before <= limit else 0
        if self.received <= limit:
            return super().process_message(msg, cell, cell_index)
        if before <= limit:
            words = f"{title_of(cell, cell_index)} printed more than {limit >> 20} MB: the rest is left out"
            cell.outputs.append(not_run(words))
            records.tell(self.nb, Kind.TOO_MUCH_OUTPUT, words, cell)
        return None

    # ── places ───────────────────────────────────────────────────────────────────────────────────────────────────

    def place(self):
        """The Place at which the run is now; None where the kernel can't leave a fork behind."""
        if self.here is None:
            try:
                self.here = self.parked()
            except Trouble as trouble:
                if self.has_ended(0):  # for which the last cell is to blame, not the next
                    raise DeadKernelError("Kernel died") from None
                self.log.warning("No fork of the kernel can be parked: %s", trouble or type(trouble).__name__)
        return self.here

    def end(self):
        """The Place at the notebook's end; the kernel itself, where it can't fork. Raises Trouble."""
        if self.failure:
            raise Trouble(self.failure)
        return self.place() or self.itself()

    def itself(self):
        """The kernel itself as a Place: it has all its threads, but only one function that hangs ends it."""
        if not self.stays:
            self.here, self.stays = self.parked(stays=True), True
            self.log.warning("A notebook's functions are asked in its kernel itself, at its end")
        return self.here

    def has_ended(self, seconds):
        """Whether the box is gone, or goes within so many seconds."""
        return self.km is None or self.km.has_ended(seconds)

    async def async_parked(self, stays=False):
        """A new Place; stays: the kernel itself, which runs no more cells then. Raises Trouble."""
        ours, theirs = socket.socketpair()
        self.kept.append(ours)
        with theirs:
            socket.send_fds(self.km.door, [b"d"], [theirs.fileno()])
        self.kc.shell_channel.send(self.kc.session.msg("park_request", {"stays": stays}))
        await asyncio.sleep(0)
        return Place(ours, time.monotonic() + PARK_SECONDS, stays)

    parked = run_sync(async_parked)

    def close(self):
        """Ends the kernel, and all that it has left behind."""
        for sock in self.kept:
            sock.close()
        self.kept.clear()
        if self.kc is not None:
            self.kc.stop_channels()
        if self.km is not None:
            self.km.abandon()
        self.km = self.kc = None


def not_run(words):
    """A cell output that says why there is no result, or not all of it."""
    return error_output("NotRun", words)


def ended_in(cell, number):
    """A sentence for a cell that ended in an error; None for any other, and for a test, which has an Outcome."""
    errors = [] if is_test(cell) else [output for output in cell.outputs if output.output_type == "error"]
    told = [f"{title_of(cell, number)} raised {e.ename}: {e.evalue[:200]}".rstrip(": ") for e in errors[-1:]]
    return next(iter(told), None)


@contextlib.contextmanager
def laid_out(files, where):
    """A new folder with these files, {path: content}, as long as it is needed."""
    with tempfile.TemporaryDirectory(dir=where, ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch, "submission")
        folder.mkdir()
        lay_out(folder, files)
        yield folder


def cleared(notebook):
    """The notebook without the outputs with which it was handed in, and without what looks like our records."""
    records.forget(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def again_if_it_dies(server, work, tries=2, log=LOG):
    """What work does with a fork server; with a new one if it dies, so many tries in all. Raises ServerDied."""
    for _ in range(tries - 1):
        try:
            return work(server)
        except forkserver.ServerDied:
            log.exception("The notebook is to be executed again")
            server = forkserver.server_for(server.spec)
    return work(server)


@contextlib.contextmanager
def ran(notebook, assignment, server, allowance, experiments=False, files=None, folder=None, log=LOG):
    """A Run that has come to its end, its places to be asked within. Raises ServerDied.

    The outputs of what was run are in the notebook then. files: {path: content} of what lies beside it; folder: where
    that is, if there are no files; experiments: whether cells are run that only play with answers.
    """
    held = cells_of_checks(topics()[assignment]) if assignment else {}
    checks = check_places(notebook, held)
    to_run = sorted(to_be_run(notebook, held, assignment, experiments))
    with contextlib.ExitStack() as stack:
        if files is not None:  # in the server's own folder, which goes even if this process is killed
            folder = stack.enter_context(laid_out(files, server.folder))
        run = Run(cleared(notebook), checks, to_run, server, allowance, folder and str(folder), log)
        stack.callback(run.close)
        run.to_the_end()
        yield run
        run.expect_server()
