# fmt: off

# %% connects to servers on this machine
def attack():
    found = []
    for family, address in [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET, target["address"]), (socket.AF_INET6, "::1")]:
        def connect():
            with socket.socket(family) as wire:
                wire.settimeout(1)
                wire.connect((address, target["port"]))
            return OUT + f"connected to {address}"
        found.append(attempt(connect))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
            attempt(wire.sendto, b"hello", ("127.0.0.1", target["udp_port"]))
    return all_of(found)

# %% connects to the world, and asks for names
def attack():
    found = []
    for address in [("192.0.2.1", 80), ("10.0.0.1", 22), ("169.254.169.254", 80)]:
        def connect():
            with socket.socket() as wire:
                wire.settimeout(0.2)
                if wire.connect_ex(address) == 0:
                    return OUT + f"connected to {address}"
        found.append(attempt(connect))
    others = [name for _, name in attempt(socket.if_nameindex) or [] if name != "lo"]
    routes = [line for line in attempt(Path("/proc/net/route").read_text) or "" if line.split()[:1] not in ([], ["Iface"])]
    found.append(OUT + f"it has the network interfaces {others}" if len(others) and routes else None)
    return all_of(found)

# %% connects to sockets in the file system and without a name
def attack():
    found = []
    for address in (target["unix"], "\0" + target["token"]):
        def connect():
            with socket.socket(socket.AF_UNIX) as wire:
                wire.connect(address)
            return OUT + "connected to a socket of this machine's"
        found.append(attempt(connect))
    return all_of(found)

# %% looks for other kernels' sockets and connection files
def attack():
    found = []
    kernel = get_ipython().kernel if "get_ipython" in globals() else None
    own = attempt(lambda: json.loads(Path(kernel.parent.abs_connection_file).read_text())) or {}
    ours = own.get("ip", "no folder of its own")
    listed = [line.split()[-1] for line in Path("/proc/net/unix").read_text().splitlines() if "/" in line]
    folders = ["/tmp", "/run", "/var/run", "/dev/shm", target["course"]]
    for path in dict.fromkeys([*listed, *(p for f in folders for p in glob.glob(f"{f}/**", recursive=True))]):
        if path.startswith(ours):
            continue
        if path.endswith(".json") and "signature_scheme" in (text := attempt(Path(path).read_text) or ""):
            found.append(OUT + f"another kernel's key in {path}" if own.get("key", "none") not in text else None)
        with socket.socket(socket.AF_UNIX) as wire:
            if attempt(os.path.exists, path) and wire.connect_ex(path) == 0:
                found.append(OUT + f"connected to {path}")
    return all_of(found)

# %% opens raw, packet, netlink and machine sockets
def attack():
    kinds = {"raw": (2, 3, 1), "packet": (17, 3, 0), "netlink": (16, 3, 12), "audit": (16, 3, 9), "vsock": (40, 1, 0), "can": (29, 3, 1)}
    found = []
    for name, kind in kinds.items():
        if (wire := attempt(socket.socket, *kind)) is not None:
            wire.close()
            found.append(OUT + f"a {name} socket")
    return all_of(found)

# %% listens, for whoever may come
def attack():
    for address in ("0.0.0.0", "127.0.0.1"):
        wire = socket.socket()
        attempt(wire.bind, (address, target["free_port"]))
        attempt(wire.listen)
        called.add(wire)
    wire = socket.socket(socket.AF_UNIX)
    attempt(wire.bind, "\0" + target["token"] + "-inside")
    attempt(wire.listen)
    called.add(wire)

# %% listens in on who comes and goes in this machine's network
def attack():
    import fcntl

    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        for number in (0x8914, 0x8916, 0x8943, 0x89A0, 0x8946):  # flags, addresses, names, bridges, ethtool
            if attempt(fcntl.ioctl, wire, number, b"lo" + bytes(60)) is not None:
                found.append(OUT + f"the interfaces obey {number:x}")
    with attempt(socket.socket, socket.AF_NETLINK, socket.SOCK_RAW, 0) or contextlib.nullcontext() as wire:
        if wire and attempt(lambda: (wire.bind((0, 0xFFFF)), wire.settimeout(0.2), wire.recv(1 << 16))):
            found.append(OUT + "news of this machine's network")
    names = [line.split()[-1] for line in Path("/proc/net/unix").read_text().splitlines()[1:] if "@" in line or "/" in line]
    return all_of([*found, *(OUT + f"sees the socket {name}" for name in names if target["token"] + "-" not in name)])
