"""Daily's pages, one file each: functions that take the desk and give the routes."""
