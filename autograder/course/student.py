"""What students get who have no nbgrader: the notebooks, what they need, and how to run them."""

import re
from pathlib import Path

import nbformat

from autograder.course.beside import given_files
from autograder.course.config import course_config
from autograder.course.new import filled
from autograder.course.pack import lay_out, pack
from autograder.course.packages import WITHOUT_CUDA, libraries, requirements
from autograder.course.places import ROOT, notebooks

TOOLS = {"jupyterlab", "ipykernel"}
GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?(?:/tree/([\w./-]+))?/?")
COLAB = "https://colab.research.google.com/github/{repository}/blob/{branch}/{path}"
BINDER = "https://mybinder.org/v2/gh/{repository}/{branch}?labpath={path}"


def links(path, address):
    """{"colab": …, "binder": …} of a notebook in a public repository. Raises ValueError for another address."""
    if not address:
        return {}
    if not (found := GITHUB.fullmatch(address)):
        raise ValueError(f"{address} is no repository like https://github.com/OWNER/NAME or …/OWNER/NAME/tree/BRANCH")
    about = {"repository": found[1], "branch": found[2] or "main", "path": path}
    return {"colab": COLAB.format(**about), "binder": BINDER.format(**about)}


def with_link(notebook, address):
    """The notebook with a link to Colab below its title."""
    first = notebook.cells[0]
    title, _, rest = first.source.partition("\n")
    first.source = f"{title}\n\n[Open this notebook in Colab]({address})\n{rest}"
    return notebook


def contents(address=None):
    """{path: text or bytes} of the folder; address: of the repository that it will be, if any. Raises ValueError."""
    about, names = [], dict.fromkeys(path.parent.name for path in notebooks("release").values())
    files = {f"{name}/{path}": own for name in names for path, own in given_files(name, "release").items()}
    for released in notebooks("release").values():
        assignment = released.parent.name
        notebook, path = nbformat.read(released, as_version=4), f"{assignment}/{released.name}"
        title, to = notebook.cells[0].source.partition("\n")[0].lstrip("# "), links(path, address)
        about.append({"assignment": assignment, "title": title, "path": path, **to})
        files[path] = nbformat.writes(with_link(notebook, to["colab"]) if to else notebook) + "\n"
    packages = TOOLS.union(*map(libraries, notebooks()))
    course = (course_config().CourseDirectory.get("course_id") or ROOT.name).capitalize()
    files["README.md"] = filled("student/README.md", course=course, notebooks=about, address=address)
    files["requirements.txt"] = f"--extra-index-url {WITHOUT_CUDA}\n{requirements(packages)}"
    files["environment.yml"] = filled("student/environment.yml")
    return files


def main(output="student.zip", address=None):
    """Writes a zip, or a new folder; returns what to tell the instructor. Raises ValueError, FileExistsError."""
    files, path = contents(address), Path(output)
    if path.suffix == ".zip":
        pack(path, files)
        return f"{path}: {len(files)} files for students"
    path.mkdir(parents=True)
    lay_out(path, {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()})
    return f"{path}/: {len(files)} files for students"
