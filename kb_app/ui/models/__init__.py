"""Qt models: lists of results and of filters, ready for a view."""
