"""Previous and next as an argument: on each link onwards, why a reader goes there.

In: ``ceasefire_argument`` of ``_config.yml``, a sentence for each page. Out: the sentence of the
next page, for ``templates/components/prev-next.html``. Called by Sphinx.
"""


def connect(app) -> None:
    """The sentences are a setting of the book."""
    app.add_config_value("ceasefire_argument", {}, "html", dict)
    app.connect("html-page-context", _say_why)


def _say_why(app, page_name, _template, context, _doctree) -> None:
    _parents, _before, following = app.builder.relations.get(page_name, (None, None, None))
    context["why_next"] = app.config.ceasefire_argument.get(following, "")
