"""Records of others into raw tables: harvests of public pages."""
