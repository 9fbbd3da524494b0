"""Files people attach: kept by content outside the web root, served only through a row in scope."""
