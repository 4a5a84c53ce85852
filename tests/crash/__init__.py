"""Programs are killed at random moments while they write; what was confirmed to the person must be there afterwards."""
