from __future__ import annotations

from tamis.apps.serve.store import Store


def test_the_least_recently_used_goes_first() -> None:
    store = Store(30)
    for name in "abc":
        store.put((name,), name.upper(), 10)
    assert store.get(("a",)) == "A"
    store.put(("d",), "D", 10)
    assert store.get(("b",)) is None
    assert [store.get((name,)) for name in "acd"] == ["A", "C", "D"]


def test_a_value_put_again_takes_its_room_once() -> None:
    store = Store(30)
    for _ in range(10):
        store.put(("a",), "A", 20)
    store.put(("b",), "B", 10)
    assert store.get(("a",)) == "A"


def test_one_value_is_kept_however_large() -> None:
    store = Store(30)
    store.put(("a",), "A", 10)
    store.put(("b",), "B", 100)
    assert store.get(("a",)) is None
    assert store.get(("b",)) == "B"
