"""Where the PDF's fonts come from, and whether they cover a text.

In: nothing, or a folder of fonts that a body gives. Out: folders and files for the PDF writer. Fonts of the system are
never asked, so that a report is the same on every machine. A character that no font covers is an error: a name with a
box in it must not be published.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fajing.core.errors import FajingError
from fajing.publish.coverage import code_points, uncovered

SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
_ENDINGS = frozenset({".otf", ".ttf", ".ttc"})


@dataclass(frozen=True, slots=True)
class Fonts:
    """Fonts of a PDF.

    Attributes:
        folders: Where the writer looks.
        files: Every font in them.
    """

    folders: tuple[Path, ...]
    files: tuple[Path, ...]

    def check(self, texts: Iterable[str]) -> None:
        """Make sure that each character can be printed.

        Raises:
            FajingError: Some cannot; says which.
        """
        lacking = uncovered(texts, self.files)
        if lacking:
            shown = "、".join(f"{one}（U+{ord(one):04X}）" for one in lacking[:20])
            raise FajingError(
                "字体里没有这些字，印出来会是空框 (no font has these characters)",
                why=shown,
                remedy="--fonts DIR：放入有这些字的字体 / a folder with a font that has them",
            )


def find_fonts(own: Path | None = None) -> Fonts:
    """The fonts shipped as a package, and those of a body's own folder.

    Raises:
        FajingError: The package is not installed, or the folder holds no font.
    """
    try:
        import pylopdf_fonts_zh_cn
    except ImportError as error:
        raise FajingError(
            "没有安装中文字体 (no Chinese font is installed)", remedy="pip install 'fajing[report]'"
        ) from error
    shipped = Path(pylopdf_fonts_zh_cn.__file__).parent
    folders = (shipped,) if own is None else (own, shipped)
    files = tuple(
        path for folder in folders for path in sorted(folder.glob("*")) if path.suffix.lower() in _ENDINGS
    )
    if own is not None and not any(path.parent == own for path in files):
        raise FajingError("这个文件夹里没有字体 (no font in this folder)", where=str(own))
    for path in files:
        code_points(path)
    return Fonts(folders, files)
