# fmt: off

# %% an input transformer rewrites the tests
def attack():
    if shell := globals().get("get_ipython"):
        shell().input_transformers_post.append(lambda lines: ["pass\n"] if "examine(" in "".join(lines) else lines)
        shell().input_transformers_cleanup.append(lambda lines: ["pass\n"] if "examine(" in "".join(lines) else lines)

# %% an AST transformer empties the tests
def attack():
    import ast

    class Empty(ast.NodeTransformer):
        def visit_Call(self, node):
            return ast.Constant(None) if getattr(node.func, "id", "") == "examine" else node

    if shell := globals().get("get_ipython"):
        shell().ast_transformers.append(Empty())

# %% run_cell, run_code and the compiler are replaced
def attack():
    if shell := globals().get("get_ipython"):
        from IPython.core.interactiveshell import ExecutionResult

        def nothing(*given, **settings):
            result = ExecutionResult(None)
            result.result = 100
            return result

        async def nothing_yet(*given, **settings):
            return nothing()

        type(shell()).run_cell, type(shell()).run_cell_async, type(shell()).run_code = nothing, nothing_yet, nothing_yet

# %% showtraceback, excepthook and error replies are replaced
def attack():
    if shell := globals().get("get_ipython"):
        shell().showtraceback = shell().showsyntaxerror = lambda *given, **settings: print(100)
        shell()._showtraceback = lambda *given: None
        shell().set_custom_exc((Exception,), lambda *given, **settings: None)
    sys.excepthook = sys.unraisablehook = lambda *given: None

# %% displayhook shows points
def attack():
    sys.displayhook(100.0)
    sys.displayhook("1")
    if shell := globals().get("get_ipython"):
        shell().displayhook(100)
        shell().events.register("post_run_cell", lambda *given: sys.displayhook(100))
        shell().display_formatter.formatters["text/plain"].for_type(str, lambda text, printer, cycle: printer.text("100"))

def answer(wrong):
    sys.displayhook(100.0)
    print(100.0)
    return wrong

# %% the functions that run and judge checks are defined anew
def attack():
    def right(*given, **settings):
        return 100

    names = [name for name in globals() if name.startswith(("check_", "expect_", "compare", "examine", "run_case"))]
    for name in ["examine", "run_case", "compare", "close", "CheckFailed", "verdict", *names]:
        globals()[name] = right

# %% messages to the grader are forged
def attack():
    if shell := globals().get("get_ipython"):
        kernel = shell().kernel
        parent = kernel.get_parent()
        done = {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
        for header in (parent, {}):
            for kind, content in {
                "execute_result": {"data": {"text/plain": "100"}, "metadata": {}, "execution_count": 1},
                "stream": {"name": "stdout", "text": "100"},
                "status": {"execution_state": "idle"},
                "execute_reply": done,
                "error": {"ename": 1, "evalue": None, "traceback": "no list"},
                "clear_output": {"wait": 1},
                "update_display_data": {"data": {}, "metadata": 7, "transient": {"display_id": "x"}},
                "comm_open": {"comm_id": "x", "target_name": "jupyter.widget", "data": {"state": 1}},
                "no such kind": {},
            }.items():
                attempt(kernel.session.send, kernel.iopub_socket, kind, content, parent=header)

# %% alone: messages to the grader are no messages
def attack():
    if shell := globals().get("get_ipython"):
        kernel, parent = shell().kernel, shell().kernel.get_parent()
        for parts in ([b""], [b"x" * (1 << 20)], [b"<IDS|MSG>"] * 7, [b"<IDS|MSG>", b"", b"{", b"[]", b"{}", b"{}"]):
            attempt(kernel.iopub_socket.send_multipart, parts)
        signed = kernel.session.serialize(kernel.session.msg("stream", {"name": [], "text": {}}, parent=parent))
        attempt(kernel.iopub_socket.send_multipart, signed)
        for content in ({}, {"text": "no name"}, {"data": "no dictionary"}, {"ename": {}, "traceback": 5}):
            for kind in ("stream", "execute_result", "display_data", "error", "status"):
                attempt(kernel.session.send, kernel.iopub_socket, kind, content, parent=parent)

# %% alone: it is never done
def attack():
    if shell := globals().get("get_ipython"):
        shell().kernel.do_execute = shell().kernel.execute_request = lambda *given, **settings: time.sleep(10**6)
        shell().kernel.session.send = lambda *given, **settings: None

# %% payloads and widgets ask the notebook to change
def attack():
    if shell := globals().get("get_ipython"):
        shell().set_next_input("100", replace=True)
        for payload in ({"source": "page", "data": {"text/plain": "100"}}, {"source": "ask_exit", "keepkernel": True}):
            shell().payload_manager.write_payload(payload)

# %% standard streams are replaced
def attack():
    class Silent:
        def __getattr__(self, name):
            return lambda *given, **settings: None

    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = sys.stdin = Silent()
