"""nbgrader's step that executes a notebook: in a box, to an end that is always told, and with our checks judged.

nbgrader gives full marks to a test cell without output, so a kernel that died half-way would pay.
"""

import copy

from nbgrader.preprocessors import Execute
from traitlets import Bool, Dict, Integer

from autograder.grading.box import forkserver
from autograder.grading.box.sandbox import Limits
from autograder.grading.examine import assignment_in, examine
from autograder.grading.judge import judge, modules_of
from autograder.grading.kernel.provisioner import MODULES
from autograder.grading.kernel.run import MEGABYTE, Allowance, again_if_it_dies, ran
from autograder.grading.outputs import make_harmless

TRIES = 3  # with a fork server each


class BoundedExecute(Execute):
    """nbgrader's Execute that always comes to an end, and leaves our checks to the examiner.

    A cell that takes too long, ends the kernel or prints too much costs only itself. `timeout` holds from the first
    answer on: imports and data are the course's own, and slow where the machine is busy. Test cells that hold a check
    of ours are not run in the student's kernel, but judged apart from it; an instructor's own are run there.
    """

    sandboxed = Bool(True, help="Keep student code in a box; else it has the rights of whoever grades.").tag(
        config=True
    )
    memory = Integer(4096, help="Megabytes that all processes of a submission may use together.").tag(config=True)
    scratch = Integer(512, help="Megabytes that a submission may write.").tag(config=True)
    printed = Integer(5, help="Megabytes of output that a cell may produce.").tag(config=True)
    run_experiments = Bool(False, help="Run the cells that only play with answers.").tag(config=True)
    files = Dict(None, allow_none=True, help="{path: content} of what lies beside the notebook; None: it is there.")
    case_seconds = Integer(20, help="Seconds that one case of a check may take, and no more than timeout.").tag(
        config=True
    )
    time_limit = Integer(600, help="Seconds that a whole submission may take.").tag(config=True)
    carry_forward = Bool(True, help="Does a function earn what it would with right ones where it calls others?").tag(
        config=True
    )

    def preprocess(self, nb, resources=None, km=None):
        """Executes the notebook; again, if the fork server dies meanwhile, for which no notebook is to blame."""
        assignment, folder = assignment_in(nb), (resources or {}).get("metadata", {}).get("path")
        server = forkserver.server_for(self.spec_for(assignment))
        executed = lambda server: self.executed(copy.deepcopy(nb), assignment, folder, server)
        return again_if_it_dies(server, executed, TRIES, self.log), resources

    def executed(self, nb, assignment, folder, server):
        """The notebook, executed in place by what this fork server forks. Raises ServerDied."""
        about = {"experiments": self.run_experiments, "files": self.files, "folder": folder, "log": self.log}
        with ran(nb, assignment, server, self.allowance, **about) as run:
            outcomes = judge(run, assignment, carry_forward=self.carry_forward) if assignment else []
        if assignment:
            examine(nb, outcomes, self.allowance.case)
        make_harmless(nb)
        return nb

    @property
    def limits(self):
        """What a submission may use."""
        return Limits(memory=self.memory * MEGABYTE, scratch=self.scratch * MEGABYTE, cpu_seconds=self.time_limit)

    @property
    def allowance(self):
        """What a submission may take."""
        case = min(self.case_seconds, self.timeout)
        return Allowance(self.timeout, case, self.time_limit, self.printed * MEGABYTE)

    def spec_for(self, assignment):
        """The ServerSpec of a fork server for an assignment's notebooks."""
        return forkserver.ServerSpec(modules_for(assignment), self.limits, self.sandboxed)


def modules_for(assignment):
    """What the fork server imports for an assignment; None: for a notebook that is none of ours."""
    return modules_of((assignment,)) if assignment else tuple(MODULES)
