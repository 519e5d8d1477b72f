# fmt: off

# %% alone: a message whose parts never end
def attack():
    part = b"\3" + struct.pack(">Q", 1 << 20) + bytes(1 << 20)
    wires = clients()
    while any([attempt(push, wire, part) for wire in wires]):
        pass

# %% alone: a message whose parts never end, and are empty
def attack():
    parts, wires = b"\1\0" * 100_000, clients()
    while any([attempt(push, wire, parts) for wire in wires]):
        pass

# %% alone: a part that is longer than the world
def attack():
    wires = clients()
    for wire in wires:
        attempt(push, wire, b"\2" + struct.pack(">Q", 1 << 60))
    while any([attempt(push, wire, bytes(1 << 20)) for wire in wires]):
        pass

# %% alone: messages without end, each of them right
def attack():
    wires = clients()
    message = lambda: message_of(b'{"execution_state": "busy"}', "status")
    while any([attempt(push, wire, b"".join(message() for _ in range(100))) for wire in wires]):
        pass

# %% soak alone: messages without end, each of them empty
def attack():
    messages, wires = b"\0\0" * 100_000, clients()
    while any([attempt(push, wire, messages) for wire in wires]):
        pass

# %% alone: garbage between two messages
def attack():
    for wire in clients():
        attempt(push, wire, b"\xa5 garbage" * 10_000)

# %% alone: a message that stops in its middle
def attack():
    for wire in clients():
        attempt(push, wire, b"\2" + struct.pack(">Q", 1 << 20) + bytes(100))

# %% alone: JSON that takes far more memory when it is read
def attack():
    for wire in clients():
        attempt(push, wire, message_of(b"[" + b"[]," * 20_000_000 + b"1]", "stream"))

# %% soak alone: JSON that takes far more memory when it is read, in a message's head
def attack():
    for wire in clients():
        attempt(push, wire, message_of(b"{}", "stream", b"[" + b"{}," * 20_000_000 + b"1]"))

# %% alone: widgets whose data have no end
def attack():
    for number in range(100):
        about = {"comm_id": str(number), "target_name": "x", "data": {"state": {}, "buffer_paths": [["x"]]}}
        for wire in clients():
            attempt(push, wire, message_of(json.dumps(about).encode(), "comm_open", data=bytes(50 << 20)))

# %% soak alone: it hangs up, and goes on
def attack():
    for wire in clients():
        wire.shutdown(socket.SHUT_RDWR)
