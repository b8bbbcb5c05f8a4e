"""What the entries of contracts in the audit log are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTIONS = {
    "contract.model-chosen": _l("Contract model chosen"),
    "contract.begun": _l("Contract begun"),
    "contract.answered": _l("Questions of a contract answered"),
    "contract.draft-issued": _l("Draft of a contract issued"),
    "contract.template-moved": _l("Contract moved to another version of its template"),
    "contract.signing-recorded": _l("Signing of a contract recorded"),
}
