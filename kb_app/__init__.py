"""DX Casebook (DX事例帳): precedents of municipal digital transformation, searched offline."""

__version__ = "0.1.0"
