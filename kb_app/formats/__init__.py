"""Text and bytes in and out: front matter, Markdown and tables. No disk layout and no SQL."""
