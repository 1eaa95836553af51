"""`adroit chat`: a prompt at once, the assistant loaded behind it, commands beside the questions."""
