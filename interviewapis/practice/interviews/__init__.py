"""Practice interviews: beginning, showing, completing one."""
