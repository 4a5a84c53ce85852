"""The ground floor: errors, paths, settings, logs, languages and progress. It imports nothing of the other rooms."""
