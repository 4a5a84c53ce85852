"""Measurements, in pairs and as ratios: machines differ and are noisy, ratios of one run do not lie."""
