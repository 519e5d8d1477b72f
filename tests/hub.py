"""A JupyterHub as docs/recipes/jupyterhub.md makes it, in a folder instead of /srv: accounts, environments, people."""

import ast
import contextlib
import json
import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
import time
import urllib.request
from importlib.util import find_spec
from pathlib import Path

from nbformat.v4 import new_notebook

from autograder.course.places import ROOT
from tests import consoles, lab

RECIPE = ROOT / "docs" / "recipes" / "jupyterhub"
COURSE, ADDRESS, PASSWORD = "optimization", "http://127.0.0.1:8000", "for these tests only"
GRADERS = ["instructor", "grader1", "grader2"]
STUDENTS = ["ada", "emmy", "grace"]
GROUPS = {"graders": GRADERS, "students": STUDENTS}
PROXY = "configurable-http-proxy"
PAGE = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}  # nobody asks for news
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
SERVER = "c = get_config()\nc.LabApp.expose_app_in_browser = True\n"  # so that a test can ask what is open


def lacking():
    """Why there can be no hub here; None if there can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "accounts are root's to make"
    if not find_spec("jupyterhub"):
        return "jupyterhub is not installed"
    if not shutil.which(PROXY) or not lab.browser():
        return f"{PROXY} or a browser is not installed"
    if any(not part.stat().st_mode & 1 for part in Path(sys.base_prefix).resolve().parents):
        return f"nobody but root can run the Python in {sys.base_prefix}"
    if {account.pw_name for account in pwd.getpwall()} & {COURSE, *GRADERS, *STUDENTS}:
        return "the accounts' names are taken"
    return None


def run(*command, **more):
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, **more).stdout


@contextlib.contextmanager
def accounts(home):
    """The course's, graders' and students' accounts, for as long as it takes."""
    made, own = [], ["--create-home", "--key", "HOME_MODE=0700", "--base-dir", home, "--shell", "/bin/bash"]
    try:
        for group in GROUPS:
            run("groupadd", group)
        for name, more in [(COURSE, [])] + [(name, ["--groups", g]) for g, names in GROUPS.items() for name in names]:
            run("useradd", *own, *more, name)
            made.append(name)
        run("chpasswd", input="".join(f"{name}:{PASSWORD}\n" for name in [*GRADERS, *STUDENTS]))
        yield
    finally:
        for name in made:
            subprocess.run(["userdel", "--force", name], capture_output=True, check=False)
        for group in GROUPS:
            subprocess.run(["groupdel", group], capture_output=True, check=False)


def environment(folder, *more):
    """An environment with the packages that are installed here, and these paths; nothing of this course's."""
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    paths = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "others.pth").write_text("".join(f"{path}\n" for path in [*paths, *more]))
    (folder / "share").symlink_to(Path(sysconfig.get_path("data"), "share"))
    shutil.copytree(Path(sysconfig.get_path("data"), "etc"), folder / "etc")
    (folder / "etc" / "jupyter" / "jupyter_server_config.py").write_text(SERVER)
    (folder / "etc" / "jupyter" / "labconfig").mkdir(exist_ok=True)
    (folder / "etc" / "jupyter" / "labconfig" / "page_config.json").write_text(json.dumps(PAGE))
    return folder


def installed(srv):
    """What the recipe's commands put there; the accounts exist by then."""
    course, students = srv / COURSE, srv / "hub" / ".venv"
    shutil.copytree(ROOT, course, ignore=consoles.LEFT_OUT)
    environment(course / ".venv", course)
    run("chown", "--recursive", f"{COURSE}:{COURSE}", course)
    course.chmod(0o700)
    (srv / "exchange").mkdir()
    (srv / "exchange").chmod(0o1777)
    (srv / "exchange" / COURSE).mkdir()
    run("chown", f"{COURSE}:{COURSE}", srv / "exchange" / COURSE)
    environment(students)
    (srv / "hub" / "private").mkdir(mode=0o700)
    (srv / "hub" / "node_modules" / ".bin").mkdir(parents=True)
    (srv / "hub" / "node_modules" / ".bin" / PROXY).symlink_to(Path(shutil.which(PROXY)).resolve())
    for name, to in [("jupyterhub_config.py", srv / "hub"), ("nbgrader_config.py", students / "etc" / "jupyter")]:
        (to / name).write_text((RECIPE / name).read_text(encoding="utf-8").replace("/srv", str(srv)))


@contextlib.contextmanager
def running(srv):
    """The hub, while it runs."""
    clean = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(srv / "hub" / "private")} | lab.WITHOUT_NETWORK
    command = [srv / "hub/.venv/bin/python", "-m", "jupyterhub", "-f", srv / "hub/jupyterhub_config.py"]
    clean |= {"no_proxy": "127.0.0.1", "OMP_NUM_THREADS": "1"}
    with (srv / "hub" / "private" / "log").open("w") as log:
        hub = subprocess.Popen(command, cwd=srv / "hub" / "private", env=clean, stdout=log, stderr=log)
        try:
            wait_for(hub)
            yield
        finally:
            hub.terminate()
            hub.wait(timeout=60)


def wait_for(hub):
    """Until somebody can log in."""
    directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while hub.poll() is None:
        with contextlib.suppress(OSError):
            directly.open(f"{ADDRESS}/hub/login").close()  # an error, as long as it is not ready
            return
        time.sleep(0.2)
    raise RuntimeError("JupyterHub did not start")


class Person:
    """Somebody in a browser of their own, logged in: a grader in the course's JupyterLab, a student in theirs."""

    def __init__(self, browser, name):
        self.name, grades = name, name in GRADERS
        self.page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
        self.page.set_default_timeout(lab.PATIENCE)
        self.path = f"/services/{COURSE}" if grades else f"/user/{name}"
        self.page.goto(f"{ADDRESS}/hub/login?next={self.path + '/lab' if grades else '/hub/spawn'}")
        self.page.fill("#username_input", name)
        self.page.fill("#password_input", PASSWORD)
        self.page.click("#login_submit")
        self.page.wait_for_url(f"**{self.path}/lab**")
        self.page.wait_for_function("window.jupyterapp && jupyterapp.commands.hasCommand('docmanager:open')")

    def go(self, path):
        """The HTTP status of a page, when it is there."""
        return self.page.goto(f"{ADDRESS}{path}").status

    def ask(self, address, **data):
        """What Jupyter's extensions answer, as JSON: to a question, or to data."""
        return self.page.evaluate(
            """async ([url, data]) => {
                const token = document.cookie.split('; ').find(one => one.startsWith('_xsrf='))?.slice(6);
                const headers = {'X-XSRFToken': token, 'Content-Type': 'application/json'};
                const sent = data && {method: 'POST', headers, body: JSON.stringify(data)};
                return await (await fetch(url, sent || {headers})).json(); }""",
            [f"{ADDRESS}{self.path}/{address}", data or None],
        )

    def read(self, path):
        return self.page.evaluate("async path => (await jupyterapp.serviceManager.contents.get(path)).content", path)

    def write(self, path, notebook):
        self.page.evaluate(
            """async ([path, content]) => {
                await jupyterapp.serviceManager.contents.save(path, {type: 'notebook', format: 'json', content}); }""",
            [path, notebook],
        )

    def shell(self, command):
        """(exit code, what it prints) of a command, from this Jupyter's own kernel."""
        if not hasattr(self, "scratch"):
            self.write("scratch.ipynb", new_notebook(metadata={"kernelspec": KERNEL}))
            self.scratch = lab.Notebook(self.page, "scratch.ipynb")
        how = "shell=True, text=True, executable='/bin/bash', stdout=-1, stderr=-2"
        expression = f"(lambda done: (done.returncode, done.stdout))(__import__('subprocess').run({command!r}, {how}))"
        return ast.literal_eval(self.scratch.ask(expression))
