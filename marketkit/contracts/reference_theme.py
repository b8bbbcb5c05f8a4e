"""The theme of a draft's Word file: the colours and the typeface that Word offers to whoever goes on writing. Pure."""

from __future__ import annotations

from marketkit.contracts.reference_styles import FONT, HEAD, INK, OPEN_RULE, QUIET, RULE

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_COLOURS = {
    "dk1": "000000",
    "lt1": "FFFFFF",
    "dk2": INK,
    "lt2": "EEF1F5",
    "accent1": "2F5D8A",
    "accent2": OPEN_RULE,
    "accent3": "4F7A5B",
    "accent4": "7A5A86",
    "accent5": QUIET,
    "accent6": RULE,
    "hlink": "1F5FA8",
    "folHlink": "6B4E8A",
}
_SOLID = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_EFFECT = "<a:effectStyle><a:effectLst/></a:effectStyle>"


def theme() -> str:
    """theme1.xml: the scheme wants three fills, lines, effects and backgrounds (ECMA-376 part 1, 20.1.4.1.14)."""
    colours = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items())
    faces = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    lines = "".join(f'<a:ln w="{width}">{_SOLID}</a:ln>' for width in (6350, 12700, 19050))
    return (
        f'{HEAD}<a:theme xmlns:a="{_A}" name="Contract"><a:themeElements>'
        f'<a:clrScheme name="Contract">{colours}</a:clrScheme>'
        f'<a:fontScheme name="Contract"><a:majorFont>{faces}</a:majorFont><a:minorFont>{faces}</a:minorFont>'
        f'</a:fontScheme><a:fmtScheme name="Contract"><a:fillStyleLst>{_SOLID * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{lines}</a:lnStyleLst><a:effectStyleLst>{_EFFECT * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{_SOLID * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
