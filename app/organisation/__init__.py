"""Units, their dated versions, delegations of scope, the tree (Điều 7, Điều 9.4, Điều 10.1.e)."""
