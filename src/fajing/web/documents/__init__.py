"""Numbered documents made from templates that a bureau may edit."""
