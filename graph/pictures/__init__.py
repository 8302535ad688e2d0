"""Pictures of networks: data, layout, HTML, SVG, PNG and network files."""
