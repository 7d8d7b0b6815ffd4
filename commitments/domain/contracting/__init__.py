"""Reading the Open Contracting Data Standard, version 1.1: files in, contracting processes out.

Pure: no database, no network, no clock. `statements` says what files tell, `compiling` what they
say together, `summary` what of it the portal shows.
"""
