"""The offline planner: a chat model with no LLM behind it.

It reads the request (`requests`), plans tool calls (`planning`), and words the typed results (`wording`, `extraction`);
`model` puts this behind LangChain's chat-model interface, so nothing downstream knows the difference.
"""
