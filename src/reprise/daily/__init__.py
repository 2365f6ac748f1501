"""Daily: a self-hosted daily-papers reading room, searched by words and meaning."""
