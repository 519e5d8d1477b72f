"""Names, for who listens to a page, of what the theme leaves without: the buttons that fold the contents out."""


def named(generate):
    """The theme's function that writes the list of contents, with a name for each of its buttons."""
    return lambda *arguments, **settings: str(generate(*arguments, **settings)).replace(
        "<summary>", '<summary aria-label="Pages of this part">'
    )


def add_names(app, pagename, templatename, context, doctree):
    if "generate_toctree_html" in context:
        context["generate_toctree_html"] = named(context["generate_toctree_html"])


def setup(app):
    app.connect("html-page-context", add_names, priority=900)  # after the theme's own
    return {"parallel_read_safe": True}
