"""Brings a workspace of an earlier form to the present one."""
