"""A notebook's kernel in a forked process: IPython's own, on sockets that were opened for it outside."""

import sys

import zmq
from ipykernel.kernelapp import IPKernelApp
from traitlets import Bytes, Dict

INLINE = "module://matplotlib_inline.backend_inline"


class ForkedKernelApp(IPKernelApp):
    """A kernel that makes no socket of its own, and reads no file of settings."""

    listening = Dict(help="{port: the socket that listens for the client}")
    key = Bytes(help="signs the messages")

    def _bind_socket(self, s, port):
        s.sndhwm = 0  # what the client has not taken yet waits here, in the box's own memory
        s.setsockopt(zmq.USE_FD, self.listening[port].detach())
        s.bind("ipc://kernel")  # only a name: libzmq makes no file for a socket that it is given
        return port

    def init_control(self, context):
        super().init_control(context)
        self.debug_shell_socket.disconnect(self.shell_socket.getsockopt(zmq.LAST_ENDPOINT))  # out of sight in a box

    def load_config_files(self):
        pass

    def init_connection_file(self):
        self.session.key = self.key

    def write_connection_file(self, **_):
        pass

    def init_heartbeat(self):
        pass

    def log_connection_info(self):
        pass


def main(request, sockets):
    """Runs a kernel until it is told to shut down, or is killed.

    request: the key that signs messages, the kernel's command-line arguments, and {port: number} in the sockets' order.
    """
    if matplotlib := sys.modules.get("matplotlib"):
        matplotlib.rcParams["backend"] = INLINE
        sys.modules.pop(INLINE.removeprefix("module://"), None)  # it finds its shell when it is imported
    listening = dict(zip(request["ports"].values(), sockets, strict=True))
    key = request["key"].encode()
    app = ForkedKernelApp.instance(transport="ipc", listening=listening, key=key, **request["ports"])
    app.initialize(list(dict.fromkeys(["--HistoryManager.hist_file=:memory:", *request["arguments"]])))
    if ipywidgets := sys.modules.get("ipywidgets"):
        ipywidgets.load_ipython_extension(app.shell)
    app.start()
