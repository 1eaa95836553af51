"""The commands of `adroit`, one file a command group; `agent.cli` only composes them."""
