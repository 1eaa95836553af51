"""What may leave, and what may be read: enforced in code, whatever a model was talked into.

`outgoing.clean` is the last step before a channel shows anything; `secrets` also guards what a prompt may hold; `files`
says which files a tool may read. None of it looks at what the model was told.
"""
