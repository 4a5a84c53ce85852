"""Parts of pages. They show what they are given and say what the person did; they ask no service."""
