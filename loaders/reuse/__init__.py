"""What earlier runs have worked out, addressed by all that it depends on."""
