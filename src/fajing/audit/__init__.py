"""The auditor of any published report's text.

In: a text. Out: claims and findings. It writes nothing and asks no network.
"""
