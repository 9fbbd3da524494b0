"""Files that come in: workbooks of catalogs, checked whole before anything is written."""
