"""The words of the field as frozen dataclasses and pure functions. No input or output happens here."""
