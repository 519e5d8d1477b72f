# ruff: noqa
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
