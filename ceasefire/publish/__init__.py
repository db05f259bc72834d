"""Publishing: executed notebooks and pages go in, a site that stands alone comes out.

May import everything below (charts, measures, package). Called by the shell and by Sphinx.

The Sphinx side (``sphinx_ext``, ``chart_pages``, ``script_bundle``, ``mends``) is named in
``_config.yml`` and needs no other set-up, so that plain ``jupyter-book build .`` gives the same
pages as any other way to build.
"""
