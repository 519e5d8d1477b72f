"""One notebook's execution, to an end that is always told: an error in every graded cell that did not run.

nbgrader gives full marks to a test cell without output, so a kernel that died half-way would pay.
"""

import asyncio
import contextlib
import copy
import secrets
import tempfile
import time
from pathlib import Path

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade, is_solution
from traitlets import Bool, Dict, Integer

from autograder.course import is_experiment
from autograder.grading import forkserver, records
from autograder.grading.examine import assignment_in, check_cells, examine
from autograder.grading.judge import modules_of
from autograder.grading.outputs import error_output, make_harmless, title_of
from autograder.grading.provisioner import MODULES, ForkedKernelManager
from autograder.grading.sandbox import Limits
from autograder.kit.outcome import Kind
from autograder.submission import without_toolkit

ENVIRONMENT = {"NBGRADER_EXECUTION": "autograde"}
MEGABYTE = 1 << 20


class BoundedExecute(Execute):
    """nbgrader's Execute that always comes to an end, and leaves our checks to the examiner.

    When the kernel dies, or time is up, the rest is not run, and every graded cell of it says so. `timeout` holds
    from the first answer on: imports and data are the course's own, and slow where the machine is busy.
    Test cells that hold a check of ours are not run in the student's kernel, but judged apart from it; an
    instructor's own are run there.
    """

    sandboxed = Bool(True, help="Keep student code in a box; else it has the rights of whoever grades.").tag(
        config=True
    )
    memory = Integer(4096, help="Megabytes that all processes of a submission may use together.").tag(config=True)
    scratch = Integer(512, help="Megabytes that a submission may write.").tag(config=True)
    printed = Integer(20, help="Megabytes of output that a submission may produce.").tag(config=True)
    run_experiments = Bool(False, help="Run the cells that only play with answers.").tag(config=True)
    files = Dict(None, allow_none=True, help="{path: content} of what lies beside the notebook; None: it is there.")
    time_limit = Integer(600, help="Seconds that a whole submission may take.").tag(config=True)
    max_timeouts = Integer(3, help="How many cells may time out before the rest is not run.").tag(config=True)

    def preprocess(self, nb, resources=None, km=None):
        """Executes the notebook; again, if the fork server dies meanwhile, for which no notebook is to blame."""
        for last in (False, False, True):
            try:
                executed = copy.deepcopy(nb)
                self.execute_once(executed, resources, km)
                return executed, resources
            except forkserver.ServerDied:
                self.log.exception("The notebook is to be executed again")
                if last:
                    raise

    def execute_once(self, nb, resources, km):
        records.forget(nb)  # a submission says nothing for us
        self.nb, self.stopped, self.timeouts, self.reached, self.received = nb, None, 0, 0, 0
        self.silence = secrets.token_hex(8)  # nbclient's sign of a cell whose time was up: no student's error has it
        self.error_on_timeout = {"ename": "CellTimeoutError", "evalue": self.silence, "traceback": []}
        self.first_answer = next((i for i, cell in enumerate(nb.cells) if is_solution(cell)), 0)
        self.deadline = time.monotonic() + self.time_limit
        self.timeout_func = lambda cell: self.time_limit if self.reached < self.first_answer else self.timeout
        assignment = self.assignment = assignment_in(nb)
        self.for_kernel = self.cells_for_the_kernel(nb, assignment)
        server = self.server
        with contextlib.ExitStack() as stack:
            if self.files is not None:  # in the server's own folder, which goes even if this process is killed
                path = stack.enter_context(laid_out(self.files, server.folder))
                resources = {**resources, "metadata": {**resources["metadata"], "path": str(path)}}
            self.run_to_the_end(nb, resources, km)
        if not server.is_running():
            raise forkserver.ServerDied("the fork server died while a notebook ran")
        if assignment:
            examine(nb, assignment, self.timeout, server)
        make_harmless(nb)

    @property
    def limits(self):
        """What a submission may use."""
        return Limits(memory=self.memory * MEGABYTE, scratch=self.scratch * MEGABYTE, cpu_seconds=self.time_limit)

    def settings_for(self, assignment):
        """(modules, limits, sandboxed): the settings of a fork server for an assignment's notebooks."""
        return modules_for(assignment), self.limits, self.sandboxed

    @property
    def server(self):
        """The fork server for this notebook's kernel, and for the functions that the examiner calls."""
        return forkserver.running(*self.settings_for(self.assignment))

    def create_kernel_manager(self):
        """nbclient's hook: a kernel in a box, whatever kernel the submission asks for."""
        modules, limits, sandboxed = self.settings_for(self.assignment)
        about = {"modules": list(modules), "limits": limits, "sandboxed": sandboxed}
        self.km = ForkedKernelManager(config=self.config, environment=ENVIRONMENT, **about)
        return self.km

    def process_message(self, msg, cell, cell_index):
        """nbclient's hook: beyond a limit, output is left out, the cell interrupted, and the rest not run."""
        before, self.received = self.received, self.received + 200 + len(str(msg["content"]))
        limit = self.printed * MEGABYTE
        if msg["msg_type"] == "status" or self.received <= limit:
            return super().process_message(msg, cell, cell_index)
        if before <= limit:
            self.log.warning("%s prints too much", title_of(cell, cell_index))
            self.stop(Kind.TOO_MUCH_OUTPUT, f"{title_of(cell, cell_index)} printed more than {self.printed} MB", cell)
            self.interruption = asyncio.ensure_future(self.km.interrupt_kernel())
        return None

    def run_to_the_end(self, nb, resources, km):
        """Executes the notebook in its kernel, whatever may become of that."""
        try:
            super().preprocess(nb, resources, km)
        except Exception as error:  # a kernel that does not even start, or does not stop
            self.log.exception("The notebook could not be executed to its end")
            self.stop(Kind.KERNEL_DIED, f"the kernel failed: {str(error) or type(error).__name__}")
            for cell in nb.cells[self.reached :]:
                self.mark(cell)

    def preprocess_cell(self, cell, resources, index):
        if self.stopped is None and time.monotonic() > self.deadline:
            self.stop(Kind.TIME_UP, f"time was up after {self.time_limit} seconds")
        if self.stopped is None and id(cell) in self.for_kernel:
            if is_grade(cell) and not is_solution(cell) and cell.cell_type == "code":
                self.log.warning("%s is no check of this course: run in the kernel", title_of(cell, index))
            with self.telling(cell, index):
                cell, resources = super().preprocess_cell(cell, resources, index)
        if self.stopped is not None:
            self.mark(cell)
        self.reached = index + 1
        return cell, resources

    def cells_for_the_kernel(self, nb, assignment):
        """The id()s of all cells but the examiner's, those that only play with answers, and tools that none uses."""
        examined = {id(cell) for cell in check_cells(nb, assignment).values()} if assignment else set()
        played = [] if self.run_experiments else [c for c in nb.cells if is_experiment(c) and not is_grade(c)]
        left_out = examined.union(map(id, played))
        return set(map(id, without_toolkit([c for c in nb.cells if c.cell_type == "code" and id(c) not in left_out])))

    @contextlib.contextmanager
    def telling(self, cell, index):
        """Turns what ends a kernel into the reason why the rest is not run."""
        where = title_of(cell, index)
        try:
            yield
        except DeadKernelError:
            used = f" after it used {self.km.reason}" if self.km and self.km.reason else ""
            self.stop(Kind.KERNEL_DIED, f"the kernel died in {where}{used}", cell)
        except (CellTimeoutError, TimeoutError):
            self.stop(Kind.TIME_UP, f"{where} did not answer, not even to an interrupt", cell)
        except Exception as error:
            self.log.exception("%s could not be executed", where)
            self.stop(Kind.KERNEL_DIED, f"the kernel failed in {where}: {error}", cell)
        self.count_timeouts(cell, where)

    def count_timeouts(self, cell, where):
        """Says where the time was up; after some of these, the rest is not run."""
        for output in cell.get("outputs", []):
            if output.get("evalue") == self.silence:
                output.evalue = f"{where} had no result after {self.timeout} seconds"
                output.traceback = [f"CellTimeoutError: {output.evalue}"]
                self.timeouts += 1
                last = self.timeouts >= self.max_timeouts
                trouble = records.tell(self.nb, Kind.TIME_UP, output.evalue, cell, stopped=last)
                self.stopped = self.stopped or (trouble if last else None)

    def stop(self, kind, reason, cell=None):
        """The rest is not run. cell: the one that is to blame, where it is one."""
        self.stopped = records.tell(self.nb, kind, reason, cell, stopped=True)
        if cell is not None:
            cell.outputs.append(error_output(kind, self.stopped.words))

    def mark(self, cell):
        """Leaves the reason in a graded cell that has no result."""
        if is_grade(cell) and cell.cell_type == "code" and not cell.outputs:
            cell.outputs = [error_output(self.stopped.kind, f"{self.stopped.words}: not run")]
            records.leave_out(cell)


def modules_for(assignment):
    """What the fork server imports for an assignment; None: for a notebook that is none of ours."""
    return modules_of((assignment,)) if assignment else tuple(MODULES)


@contextlib.contextmanager
def laid_out(files, where):
    """A new folder with these files, {path: content}, as long as it is needed."""
    with tempfile.TemporaryDirectory(dir=where, ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch, "submission")
        folder.mkdir()
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield folder
