"""Brings organisations in from the files of public registers.

`reader` opens a file whatever its encoding and separator, `layouts` turns a row into
a `Candidate`, `writer` compares candidates with the directory and writes what is new
or changed, `report` counts. `run.import_file` ties them together.
"""
