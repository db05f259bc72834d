"""Cleaning: what the reports say, word for word, becomes typed values with their uncertainty.

In: the raw tables. Out: the clean ones. `dates`, `quantities` and `names` are pure rules that know
no file and no table beyond what they are given; `tables` applies them. May be called by the shell
commands and by the check of the package; nothing here imports measures, charts or publishing.
"""
