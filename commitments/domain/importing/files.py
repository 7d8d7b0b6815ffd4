"""The files of an import: the bytes of each by its name, from a folder or as they were sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

Files = Mapping[str, bytes]


class Folder(Files):
    """The files of a folder, each read when it is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __getitem__(self, name: str) -> bytes:
        file = self.path / name
        if not file.is_file():
            raise KeyError(name)
        return file.read_bytes()

    def __iter__(self) -> Iterator[str]:
        return (file.name for file in sorted(self.path.iterdir()) if file.is_file())

    def __len__(self) -> int:
        return sum(1 for _name in self)

    def __str__(self) -> str:
        return str(self.path)
