"""JupyterLab as students see it: started on a folder of notebooks, and looked at in a browser."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TOKEN = "for-these-tests-only"
PATIENCE = 300_000  # milliseconds: a guard against what never ends, not a claim
WITHOUT_NETWORK = {name: "http://127.0.0.1:9" for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")}
SETTINGS = {  # all of a notebook is in the page, whether it is in sight or not; nobody asks for news
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
}


def browser():
    """The path of a browser that is installed here, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextlib.contextmanager
def chromium():
    """The installed browser, without a window, and patient: something else may keep the machine busy."""
    from playwright.sync_api import sync_playwright

    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"], timeout=PATIENCE) as chromium,
    ):
        yield chromium


def page_in(chromium, **size):
    """A page that waits long for what it is asked for."""
    page = chromium.new_page(viewport={"width": 1280, "height": 1000} | size)
    page.set_default_timeout(PATIENCE)
    page.set_default_navigation_timeout(PATIENCE)
    return page


def complaints(page, include=None, exclude=()):
    """What axe finds wrong with a page, or with parts of it, none of what is excluded: [(its rule, the HTML)]."""
    from axe_playwright_python.sync_playwright import Axe

    where = {"include": [[part] for part in include or ("html",)], "exclude": [[part] for part in exclude]}
    found = Axe().run(page, context=where).response["violations"]
    return [(rule["id"], node["html"][:300]) for rule in found for node in rule["nodes"]]


NEEDED = pytest.mark.skipif(browser() is None, reason=f"no browser is installed here: {', '.join(BROWSERS)}")


def settings_in(folder, **more):
    """Writes JupyterLab's settings for its extensions, {extension/plugin: settings}."""
    for name, values in (SETTINGS | more).items():
        path = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))


def address(runtime, process):
    """Where the server listens, as soon as it says so."""
    while process.poll() is None:
        for path in runtime.glob("jpserver-*.json"):
            with contextlib.suppress(json.JSONDecodeError):  # half written
                return json.loads(path.read_text())["url"]
        time.sleep(0.1)
    raise RuntimeError("JupyterLab did not start")


@contextlib.contextmanager
def jupyterlab(notebooks, home):
    """The address of a JupyterLab in this folder; its settings, and all else that it writes of its own, lie in home."""
    settings_in(home / "settings")
    places = {name: str(home / name.lower()) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    places |= {f"JUPYTERLAB_{name.upper()}_DIR": str(home / name) for name in ("settings", "workspaces")}
    places |= {"JUPYTER_RUNTIME_DIR": str(home / "runtime"), "OMP_NUM_THREADS": "1", "no_proxy": "127.0.0.1,localhost"}
    options = ["--no-browser", "--allow-root", "--port=0", "--ip=127.0.0.1", "--LabApp.expose_app_in_browser=True"]
    command = [sys.executable, "-m", "jupyterlab", *options, f"--IdentityProvider.token={TOKEN}"]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, f"--ServerApp.root_dir={notebooks}"],
            cwd=notebooks,
            env=os.environ | WITHOUT_NETWORK | places,
            stdout=log,
            stderr=log,
        )
        try:
            yield address(home / "runtime", process)
        finally:
            process.terminate()
            process.wait()


class Notebook:
    """A notebook that is open in JupyterLab, and what can be seen of it."""

    def __init__(self, page, name):
        self.page, self.name = page, name
        self.open()

    def open(self):
        """Opens it, with a kernel of its own."""
        self.page.evaluate(
            """async name => {
                const panel = await jupyterapp.commands.execute('docmanager:open', {path: name});
                await panel.context.ready; await panel.revealed; await panel.sessionContext.ready;
                window.panel = panel;
            }""",
            self.name,
        )

    def close(self):
        """Saves it, ends its kernel and closes it."""
        self.page.evaluate(
            "async () => { await panel.context.save(); await panel.sessionContext.shutdown(); panel.dispose(); }"
        )

    def run_all(self):
        """Chooses Run All Cells, and waits until every code cell has run or been left out, and the kernel rests."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        self.page.wait_for_function(
            """() => { const cells = panel.content.widgets.filter(cell => cell.model.type == 'code').map(c => c.model);
                return cells.at(-1).executionCount && cells.every(cell => cell.executionState == 'idle'); }""",
            timeout=PATIENCE,
        )

    def cells(self, only=None):
        """What each code cell shows, or only the one with this id: {id: …}."""
        return self.page.evaluate(
            """only => { const seen = node => node && node.checkVisibility();
                const asked = cell => cell.model.type == 'code' && (!only || cell.model.id == only);
                return Object.fromEntries(panel.content.widgets.filter(asked).map(cell => [
                    cell.model.id, {
                        count: cell.model.executionCount,
                        folded: !seen(cell.node.querySelector('.jp-InputArea-editor')),
                        text: cell.outputArea.node.innerText,
                        pictures: [...cell.outputArea.node.querySelectorAll('img')].filter(seen).map(img => img.src),
                        outputs: cell.model.outputs.toJSON(),
                    }])); }""",
            only,
        )

    def ask(self, expression):
        """The value of a Python expression in the notebook's kernel, as text."""
        return self.page.evaluate(
            """async expression => {
                const asked = {code: '', user_expressions: {it: expression}, store_history: false};
                const reply = await panel.sessionContext.session.kernel.requestExecute(asked).done;
                return reply.content.user_expressions.it.data['text/plain']; }""",
            expression,
        )

    def sliders(self):
        """(its cell's id, where its keys are pressed) of every slider, and of every number's field in its place."""
        handles = self.page.locator("[role=slider]:visible, input[type=number]:visible")
        within = "handle => panel.content.widgets.find(cell => cell.node.contains(handle)).model.id"
        played = self.page.locator(".jp-CodeCell:has([class*=asleep-])").locator(handles)
        return [(handle.evaluate(within), handle) for handle in played.all()]

    def press(self, cell, handle, key):
        """Presses a key, and waits for another picture."""
        old = self.cells(cell)[cell]["pictures"]
        handle.press(key)
        self.page.wait_for_function(
            """([id, old]) => { const cell = panel.content.widgets.find(cell => cell.model.id == id);
                return ![...cell.node.querySelectorAll('img')].every(img => old.includes(img.src)
                    || !img.checkVisibility()); }""",
            arg=[cell, old],
        )

    def memory(self):
        """Bytes that the notebook's kernel holds."""
        return int(self.ask("(__import__('gc').collect(), __import__('psutil').Process().memory_info().rss)[1]"))
