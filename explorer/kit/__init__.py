"""What all pages share: request, templates, cells, cache."""
