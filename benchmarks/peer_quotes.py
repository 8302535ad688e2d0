"""Ask linkml-reference-validator of quotes: [[source, quote], …] in, [accepted, …] out.

Runs under a Python that has it installed (``pip install linkml-reference-validator`` into an
environment of its own); a part of ``mutations.py --peer``.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def main() -> None:
    """Read pairs from standard input and answer on the last line of standard output."""
    from linkml_reference_validator.models import (  # type: ignore[import-not-found]
        ReferenceContent,
        ReferenceValidationConfig,
    )
    from linkml_reference_validator.validation.supporting_text_validator import (  # type: ignore[import-not-found]
        SupportingTextValidator,
    )

    validator: Any = SupportingTextValidator(ReferenceValidationConfig())
    answers = []
    for source, quote in json.load(sys.stdin):
        reference = ReferenceContent(reference_id="file:source", title="", content=source)
        match = validator.find_text_in_reference(quote, reference)
        answers.append(bool(match.found))
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
