"""A course on one Linux server: docs/recipes/jupyterhub.md says how to get there."""

import grp
from pathlib import Path

c = get_config()  # noqa: F821 - JupyterHub provides it

COURSE = "optimization"  # the account that owns the course, its folder and its address
STUDENTS, GRADERS = "students", "graders"  # groups of the system
SRV = Path("/srv")  # where all of it lies
HUB, ROOT, EXCHANGE = SRV / "hub", SRV / COURSE, SRV / "exchange"

# Who may come in: accounts of this system, with their passwords.
c.JupyterHub.authenticator_class = "pam"
c.LocalAuthenticator.allowed_groups = {STUDENTS, GRADERS}

# Everybody's own Jupyter: their account, their home, and an environment in which the
# course's package is not.
c.Spawner.cmd = [str(HUB / ".venv" / "bin" / "python"), "-m", "jupyterhub.singleuser"]
c.Spawner.default_url = "/lab"
c.Spawner.notebook_dir = "~"

# The course's Jupyter, with Formgrader, as its own account, which alone can read the
# course's files. It is a service, one for all graders: there is one gradebook, and
# what goes through an exchange has one owner. Formgrader is a page within
# JupyterLab's, which the hub's own setting forbids.
FRAMES = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}
c.JupyterHub.services = [
    {
        "name": COURSE,
        "user": COURSE,
        "url": "http://127.0.0.1:9999",
        "command": [
            *(str(ROOT / ".venv" / "bin" / "python"), "-m", "jupyterhub.singleuser"),
            f"--ServerApp.tornado_settings={FRAMES}",
        ],
        "cwd": str(ROOT),
        "oauth_no_confirm": True,
        "environment": {
            "NBGRADER_EXCHANGE": str(EXCHANGE),
            "JUPYTERHUB_DEFAULT_URL": "/lab",
        },
    }
]
MAY_GRADE = grp.getgrnam(GRADERS).gr_mem  # as it is when the hub starts
c.JupyterHub.load_groups = {GRADERS: {"users": MAY_GRADE}}
c.JupyterHub.load_roles = [
    {"name": GRADERS, "groups": [GRADERS], "scopes": [f"access:services!service={COURSE}"]},
]

# For a web server on this machine, which speaks HTTPS with all others.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
PROGRAMS = HUB / "node_modules" / ".bin"
c.ConfigurableHTTPProxy.command = [str(PROGRAMS / "configurable-http-proxy")]

# What the hub remembers: who is logged in, and its secrets. Root's alone.
c.JupyterHub.db_url = f"sqlite:///{HUB / 'private' / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(HUB / "private" / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(HUB / "private" / "proxy.pid")
