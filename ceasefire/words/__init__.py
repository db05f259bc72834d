"""Sentences, tables and cards of the pages: frames of measures in, text and HTML out.

No figure is typed here: every sentence is computed from the frames that it is given. Sibling of
``charts``; neither imports the other.
"""
