"""Text and bytes in and out: front matter and Markdown. No disk layout and no SQL."""
