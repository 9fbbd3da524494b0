"""Lists, searches and exports: any declared thing, filtered, ordered, as pages or workbooks."""
