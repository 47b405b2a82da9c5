"""Prints annotated manuscripts as the kinds of document that boards publish, each through another producer."""
