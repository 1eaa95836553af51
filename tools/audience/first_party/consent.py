"""What a consent cell says. Only a clear yes counts: a blank is no consent."""

_YES = (
    "yes", "y", "true", "t", "1", "1.0", "x", "on", "ja", "oui", "si", "sí", "sim", "granted", "given", "consented",
    "opt-in", "opt in", "opted in", "opted-in", "optin", "subscribed", "accepted", "allowed", "allow", "agreed",
    "confirmed",
)  # fmt: skip
_NO = (
    "no", "n", "false", "f", "0", "0.0", "off", "nein", "non", "não", "nao", "denied", "withdrawn", "revoked",
    "refused", "opt-out", "opt out", "opted out", "opted-out", "optout", "unsubscribed", "not subscribed",
    "not_subscribed", "declined", "rejected", "never",
)  # fmt: skip


def consent_sql(text: str) -> str:
    """Return SQL that is TRUE for a yes, FALSE for a no, and NULL for anything else."""
    return (
        f"CASE WHEN lower({text}) IN ({_listed(_YES)}) THEN TRUE WHEN lower({text}) IN ({_listed(_NO)}) THEN FALSE END"
    )


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)
