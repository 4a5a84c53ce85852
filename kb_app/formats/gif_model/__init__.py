"""Cases in the government's data model for collections of cases (デジタル庁 GIF, DS-451-3 of 2025-03-25, CC0)."""
