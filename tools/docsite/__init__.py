"""The docs as a site that works offline: `make docs` writes it into build/site.

What is wrong with a page (a link that leads nowhere, a page that the contents lack, one that they
name and nobody wrote) ends the build; see :mod:`tools.docsite.site`.
"""
