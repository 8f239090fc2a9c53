"""The page of GB/T 9704-2012: measures that the document writers share.

A4, a type area of 156 × 225 mm, 22 lines of 28 characters. 28 characters of 16 points are 158 mm and do not fit, so
each is set a quarter of a point closer; 22 lines of 28.95 points fill the height.
"""

from __future__ import annotations

TOP_MM, LEFT_MM, RIGHT_MM, BOTTOM_MM = 37, 28, 26, 35
WIDTH_MM, HEIGHT_MM = 156, 225
LINES, CHARACTERS = 22, 28
BODY_PT, TITLE_PT, FOOT_PT, TABLE_PT = 16.0, 22.0, 14.0, 12.0
LINE_PT = 28.95
TABLE_LINE_PT = 18.0
TIGHTER_PT = -0.25
FOOT_BELOW_MM = 7
"""How far below the type area the page number stands."""

TITLE_FONT, BODY_FONT = "方正小标宋简体", "仿宋_GB2312"
HEADING_FONTS = {1: "黑体", 2: "楷体_GB2312", 3: BODY_FONT, 4: BODY_FONT}
FOOT_FONT = "宋体"
LATIN_FONT = "Times New Roman"
