"""Progress reports counts and passes items through."""

from __future__ import annotations

from reprise.report import Progress


def test_track_counts():
    heard: list[tuple[str, int, int | None]] = []
    progress = Progress(lambda *event: heard.append(event))
    progress.say("start")
    assert list(progress.track([7, 8], "work")) == [7, 8]
    assert list(progress.track(iter("x"), "stream")) == ["x"]
    assert heard == [
        ("start", 0, None),
        ("work", 0, 2),
        ("work", 1, 2),
        ("work", 2, 2),
        ("stream", 0, None),
        ("stream", 1, None),
    ]


def test_nobody_needs_to_listen():
    assert list(Progress().track("ab", "x")) == ["a", "b"]
