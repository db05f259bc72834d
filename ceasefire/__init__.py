"""Were the Idlib deals kept? From coded reports to a book that traces every figure.

Data flows one way, and imports with it: raw tables -> clean -> measures -> charts and words ->
notebooks -> book. ``package`` alone knows paths; ``study`` is what a notebook opens.
"""
