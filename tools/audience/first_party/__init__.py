"""First-party data turned into audiences: who the customers are, whom to look for more of, and the files to upload.

Tables are read where they lie and answered with counts. No cell about a person gets into a result, a message or an
error: `table` sees to that at the door, `platforms` and `export` hash what a platform is given.
"""
