"""Tables of offices: read from CSV and Excel, taken for cases or for a document, and written as lists."""
