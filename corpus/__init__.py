"""The sample corpus and how it is printed from its manuscripts."""
