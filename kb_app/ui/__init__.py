"""The window. Qt lives here and nowhere else; everything it shows comes from services."""
