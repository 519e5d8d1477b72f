"""Kernels for nbclient that are forked, each in a box of its own, instead of started: Jupyter's way to plug that in.

`ForkedKernelManager` is what nbclient needs (`kernel_manager_class`). Its kernels are this environment's Python,
whatever kernel a submission's metadata name.
"""

import asyncio
import shutil
import socket
import tempfile
import time
from importlib.metadata import EntryPoint
from pathlib import Path
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.connect import port_names
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerBase, KernelProvisionerFactory
from traitlets import Any, Bool, Dict, Instance, List, Type, Unicode, default

from autograder.grading.box.forkserver import running
from autograder.grading.box.sandbox import Limits
from autograder.grading.kernel.channel import SUBSCRIBE, Channel, Wire

PORTS = {name: number for number, name in enumerate(port_names, start=1)}
LISTENING = {name: number for name, number in PORTS.items() if name != "hb_port"}  # nobody needs a heartbeat
MODULES = ["numpy", "matplotlib", "ipywidgets", "torch", "torchvision", "sklearn"]
ENTRY = EntryPoint("forked-provisioner", f"{__name__}:ForkedProvisioner", "jupyter_client.kernel_provisioners")
FORKED = KernelSpec(
    argv=["forked"],
    display_name="Python 3",
    language="python",
    metadata={"kernel_provisioner": {"provisioner_name": ENTRY.name}},
)


class ForkedProvisioner(KernelProvisionerBase):
    """A kernel's process, forked from this process's fork server; the kernel manager has the settings."""

    child = server = folder = None
    reason = None  # what the kernel has used too much of, if it was ended for that

    @property
    def has_process(self):
        return self.child is not None

    async def pre_launch(self, **kwargs):
        """A private folder for the sockets, which the kernel itself never sees."""
        manager = self.parent
        self.server = manager.server
        self.folder = Path(tempfile.mkdtemp(dir=self.server.folder))
        manager.transport, manager.ip = "ipc", str(self.folder / "at")
        manager.connection_file = str(self.folder / "connection.json")
        for name, number in PORTS.items():
            setattr(manager, name, number)
        return {**kwargs, "cmd": []}

    def listening(self):
        """The sockets that the kernel will answer on."""
        sockets = []
        for number in LISTENING.values():
            sockets.append(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            sockets[-1].bind(f"{self.parent.ip}-{number}")
            sockets[-1].listen()
        return sockets

    async def launch_kernel(self, cmd, **kwargs):
        manager, sockets = self.parent, self.listening()
        manager.door, door = socket.socketpair()
        request = {
            "key": manager.session.key.decode(),
            "ports": LISTENING,
            "arguments": kwargs.get("extra_arguments") or [],
            "environment": manager.environment,
        }
        try:
            self.child = self.server.fork(request, [*sockets, door], kwargs.get("cwd"))
        except Exception:
            await self.cleanup()
            raise
        finally:
            for each in (*sockets, door):
                each.close()
        self.connection_info = manager.get_connection_info()
        return self.connection_info

    async def poll(self):
        if self.child is None:
            return 0
        status, self.reason = self.child.poll(), self.child.reason
        return status

    async def wait(self):
        """Waits without asking again and again."""
        if self.child and self.child.poll() is None:
            loop, ended = asyncio.get_running_loop(), asyncio.Event()
            descriptor = self.child.fileno()
            loop.add_reader(descriptor, ended.set)
            try:
                await ended.wait()
            finally:
                loop.remove_reader(descriptor)
        status = await self.poll()
        self.child = None
        return status

    async def send_signal(self, signum):
        """SIGINT; what would end a kernel is `kill`'s."""
        if self.child:
            self.child.interrupt()

    async def kill(self, restart=False):
        if self.child:
            self.child.kill()

    async def terminate(self, restart=False):
        await self.kill(restart)

    def abandon(self):
        """Ends the kernel and all that is in its box, without waiting for it."""
        if self.child:
            self.child.kill()
            self.child.connection.close()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    async def cleanup(self, restart=False):
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


class ForkedKernelClient(AsyncKernelClient):
    """A client that takes only so much from a kernel, and waits for events where the stock one lets time pass."""

    shell_channel_class = iopub_channel_class = Type(Channel)

    def connect_shell(self, identity=b""):
        return Wire(f"{self.ip}-{self.shell_port}", b"DEALER", identity)

    def connect_iopub(self, identity=b""):
        return Wire(f"{self.ip}-{self.iopub_port}", b"SUB", identity, [SUBSCRIBE])

    def start_channels(self, **_):
        """Only two: a kernel asks for no input, and is watched and ended from outside."""
        super().start_channels(stdin=False, hb=False, control=False)

    def stop_channels(self):
        self.shell_channel.stop()
        self.iopub_channel.stop()

    async def wait_for_ready(self, timeout=None):
        """Waits until the kernel publishes to this client, and answers it.

        What it publishes first need not be its welcome: it sends none where it was sending when this client subscribed,
        for that takes away the event that it would have heard of the subscription by.
        """
        deadline = time.monotonic() + (timeout or 60)
        await self.message(self.iopub_channel, None, deadline)
        self.kernel_info()
        self._handle_kernel_info_reply(await self.message(self.shell_channel, "kernel_info_reply", deadline))

    async def message(self, channel, kind, deadline):
        """The first message of this kind, or of any; raises a RuntimeError if none comes."""
        while time.monotonic() < deadline:
            try:
                message = await channel.get_msg(timeout=0.5)
            except Empty:
                if not await self.is_alive():
                    raise RuntimeError("Kernel died at its start") from None
            else:
                if kind in (None, message["msg_type"]):
                    return message
        raise RuntimeError("Kernel didn't respond in time")


class ForkedKernelManager(AsyncKernelManager):
    """Manages a forked kernel, whether or not this package is installed with its entry points."""

    modules = List(Unicode(), MODULES, help="What the fork server imports, once.").tag(config=True)
    limits = Instance(Limits, (), help="What a kernel with all its processes may use.").tag(config=True)
    sandboxed = Bool(True, help="Is every kernel in a box of its own?").tag(config=True)
    server = Any(help="The fork server whose boxes hold the kernels.")
    door = Any(None, help="The socket through which a kernel gets another one, on which its fork is to answer.")
    environment = Dict(help="Environment variables of the kernel.").tag(config=True)
    client_factory = Type(ForkedKernelClient)

    def __init__(self, **settings):
        super().__init__(**settings)
        KernelProvisionerFactory.instance().provisioners[ENTRY.name] = ENTRY

    @default("server")
    def _server_default(self):
        return running(tuple(self.modules), self.limits, self.sandboxed)

    @property
    def kernel_spec(self):
        return FORKED

    @property
    def reason(self):
        """What a kernel that has ended has used too much of; None if that was not why."""
        return self.provisioner and self.provisioner.reason

    def abandon(self):
        """Ends the kernel, which nobody needs any more, without waiting for it."""
        if self.door:
            self.door.close()
        if self.provisioner:
            self.provisioner.abandon()

    def has_ended(self, seconds):
        """Whether the kernel's process has ended, or does so within so many seconds."""
        child = self.provisioner and self.provisioner.child
        return child is None or child.wait(seconds) is not None

    def _connect_control_socket(self):
        """Not to be had: a kernel is watched and ended from outside."""

    async def _async_interrupt_kernel(self):
        """Interrupts the kernel, unless it is about to be killed."""
        if not self.shutting_down:
            await super()._async_interrupt_kernel()

    interrupt_kernel = _async_interrupt_kernel

    async def _async_wait(self, pollinterval=0.1):
        if self.has_kernel:
            await self.provisioner.wait()
