from __future__ import annotations

import json

from kb_app.formats.case_json import from_json, to_json


def test_every_bundled_case_comes_back_as_it_is(library):
    for document in library.library.documents():
        assert from_json(json.loads(json.dumps(to_json(document.case)))) == document.case
