"""Which files hold articles? By their names where these say it, else by how they begin.

A name that promises a format (``story.html``, ``export.csv``) is enough. Pictures,
programs, databases, logs and the like are passed over by their names as well, and so
are hidden files, those about a folder (README, LICENSE) and the furniture of a saved
web page. Into all others one has to look: they hold articles if a format is surely
recognised, or if the name has no ending at all and the text is prose. So a home
folder gives the letter named ``Letter to the editor``, but not its settings.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from search.readers import registry
from search.readers.encoding import NotText, decode

if TYPE_CHECKING:
    from collections.abc import Container

    from search.readers.source import Source

_PACKED = (".gz", ".bz2", ".xz")
_PASSED_OVER = frozenset(
    f".{suffix}"
    for suffix in """
    ai apng avif bmp cr2 cur dng emf eps fig gif heic heif icns ico indd jfif jp2 jpe jpeg jpg jxl
    kra nef odg orf pbm pgm png pnm ppm ps psd raw rw2 svg svgz tga tif tiff webp wmf xcf xmp
    3g2 3gp aac aif aiff amr ape asf au avi flac flv m2ts m3u m3u8 m4a m4b m4v mid midi mka mkv mov
    mp2 mp3 mp4 mpeg mpg oga ogg ogm ogv opus ram rm srt sub swf ts vob vtt wav webm wma wmv
    eot fon otf pfb pfm ttc ttf woff woff2
    a app bat bin cab class cmd com deb dex dll dmg dylib elf exe gem img ipa iso jar ko lib lnk msi
    msix o obj pdb pkg pyc pyd pyo rpm sh so sys vdi vhd vmdk wasm whl xpi apk appimage crx crate
    ova qcow2 snap url webloc desktop
    ada asm awk bas bib c cc cfg clj cljs cmake coffee conf cpp cs csh css cxx d
    dart diff dockerfile el elm erl ex exs f f90 feature fs fsx go gradle graphql groovy h hcl hh
    hpp hs hxx ini ino ipynb java jl js jsx kt kts less lisp lock lua m make mak mjs mk ml mli
    mm nim nix pas patch pl plist pm po pot ppt properties proto ps1 psm1 pxd py pyi pyx r rb
    rc reg rej rkt rs sass sbt scala scm scss sol sql styl sv svelte swift tcl tex tf thrift toml
    tsx v vb vbs vhd vhdl vim vue wat xsd xsl xslt yaml yml zig zsh sty cls bst aux toc map
    accdb arrow bdb dat db db3 dbf duckdb feather fdb frm ibd idx kdbx ldf mat mdb mdf mo myd myi
    npy npz orc parquet pickle pkl rdb rdata rds sas7bdat sav shm sqlite sqlite3 sqlitedb wal
    dot dotx key numbers odp ods ots pages pps ppsx pptm pptx pub vsd vsdx wpd wps xls xlsb
    xlsm xlsx one onetoc2 odb odf mpp xps
    7z ace arj br cpio lha lz lz4 lzh lzma rar tlz z zpaq zst
    asc bak cache crdownload crt csr der dmp download err gpg ics jks log msf old
    p12 part partial pem pfx pid sig sock swo swp temp tmp torrent vcf
    blend dae dwg dxf fbx geojson glb gltf gpx kml kmz las laz mbtiles obj ply shp shx stl prj
    har webmanifest jsonld ttl nt rdf owl n3 bibtex ris enw
    """.split()  # noqa: SIM905 - a list of quoted words is harder to read
)
_ABOUT_THE_FOLDER = (
    *("README", "LICENSE", "LICENCE", "CHANGELOG", "COPYING", "CONTRIBUTING"),
    "CODE_OF_CONDUCT",
)
_ABOUT_THE_FOLDER_STEMS = frozenset(name.lower() for name in _ABOUT_THE_FOLDER)
_ABOUT_A_PROGRAM = frozenset(
    {
        *("AUTHORS", "INSTALL", "NEWS", "NOTICE", "THANKS", "TODO", "HISTORY", "VERSION"),
        *("CHANGES", "copyright", "robots.txt", "requirements.txt", "CMakeLists.txt"),
        *("package.json", "package-lock.json", "composer.json", "tsconfig.json"),
        *("manifest.json", "pom.xml", "sitemap.xml"),
    }
)
_PASSED_OVER_FOLDERS = frozenset(
    {
        *("node_modules", "__pycache__", "__MACOSX", "site-packages", "$RECYCLE.BIN"),
        *("System Volume Information", "lost+found"),
    }
)
_BUNDLES = (".app", ".photoslibrary", ".framework", ".xcassets")
# What browsers in different languages add to the name of a page for its pictures and styles.
_FURNITURE = re.compile(
    r"(.+)(?:[_-](?:files|file|Dateien|fichiers|archivos|ficheiros|arquivos|bestanden|filer"
    r"|tiedostot|pliki|soubory|elemei|dosyalar)|\.files)"
)
_PAGES = (".html", ".htm", ".xhtml")
_SUFFIX = re.compile(r"\.(?=\d*[a-z])[a-z0-9]{1,8}")
_SERVER_CODE = (b"<?php", b"<?=", b"<%")  # pages that have yet to be made; story.php may be one
_KEY_OF_TEXT = re.compile(
    rb'"[a-z_]*(?:text|body|content|article|paragraph|story)[a-z_]*"\s*:', re.IGNORECASE
)
_LOOKED_AT = 4000  # characters that show whether a text is prose
_SENTENCE_END = re.compile(r"[.!?…؟।][\"'”’»)\]]*(?:\s|$)|[。！？]")
_CODE_SIGN = re.compile(r"[{}<>=|\\_$@~^#*\[\]]")
_SHORTEST_PROSE = 40  # characters that are not blank
_NO_LETTER = re.compile(r"[!-@\[-`{-\xbf×÷]")
_NO_LETTERS = 0.15  # of what is not blank; prose has 0.08 and less, source code 0.2 and more
_CODE_SIGNS = 0.02


@cache
def _verdicts() -> dict[str, bool]:
    """Return whether files with an ending, from the last dot on, hold articles."""
    promised = {suffix[suffix.rindex(".") :] for suffix in registry.suffixes()}
    return dict.fromkeys(_PASSED_OVER, False) | dict.fromkeys(promised, True)


def by_name(name: str) -> bool | None:
    """Say by a file's name whether it holds articles; None if one has to look into it.

    >>> by_name("story.txt"), by_name("map.png.gz"), by_name("Letter to the editor")
    (True, False, None)
    """
    if name.startswith((".", "~$")):  # hidden, or the lock of an office program
        return False
    dot = name.rfind(".")
    suffix = name[dot:].lower() if dot > 0 else ""
    verdict = _verdicts().get(suffix)
    if verdict is False or _is_about_the_folder(name):
        return False
    return by_name(name[:dot]) if suffix in _PACKED else verdict


def _is_about_the_folder(name: str) -> bool:
    if name.startswith(_ABOUT_THE_FOLDER):
        return True
    stem = name.partition(".")[0].lower()
    return stem in _ABOUT_THE_FOLDER_STEMS or name in _ABOUT_A_PROGRAM


def enters(folder: str) -> bool:
    """Say by a folder's name whether there may be articles in it."""
    return not (
        folder.startswith(".") or folder in _PASSED_OVER_FOLDERS or folder.endswith(_BUNDLES)
    )


def page_of(folder: str) -> str | None:
    """Return the name, without its ending, of the saved page that a folder furnishes, if any.

    >>> page_of("Bridge open_files"), page_of("Bridge open")
    ('Bridge open', None)
    """
    found = _FURNITURE.fullmatch(folder)
    return found[1] if found else None


def stem_of_page(name: str) -> str | None:
    """Return the name of a web page without its ending; None if it is none.

    >>> stem_of_page("Bridge open.html"), stem_of_page("story.txt")
    ('Bridge open', None)
    """
    if not name.lower().endswith(_PAGES):
        return None
    return name[: name.rindex(".")]


def of_member(path: str, pages: Container[str]) -> bool | None:
    """Say by its path within a file whether a member holds articles, as ``by_name`` does.

    ``pages`` are the paths of the web pages beside it, without their endings.
    """
    *folders, name = path.split("/")
    for number, folder in enumerate(folders):
        page = page_of(folder)
        if not enters(folder) or (page and "/".join([*folders[:number], page]) in pages):
            return False
    return by_name(name)


def by_content(source: Source) -> bool:
    """Say whether a source whose name promises nothing holds articles, by its beginning.

    Files that hold files are taken only where their name has no ending: office
    programs and others use them inside.

    Raises:
        ReadError: The beginning cannot be read.
    """
    from search.readers.formats import gzipped, json_records, tarred, zipped  # noqa: PLC0415

    if not source.head:
        return False
    bare = not _SUFFIX.fullmatch(source.called[source.called.rfind(".") :].lower())
    found: object = registry.recognise_surely(source)
    if found is gzipped:
        return by_content(gzipped.unpack(source))
    if found is zipped or found is tarred:
        return bare
    if found is json_records:  # settings are JSON as well
        return bool(_KEY_OF_TEXT.search(source.head))
    if found:
        return not any(sign in source.head for sign in _SERVER_CODE)
    return bare and is_prose(source.head)


def is_prose(data: bytes) -> bool:
    r"""Say whether the beginning of a file is running text in any language.

    >>> is_prose(b"The bridge over the river reopened on Monday. Traffic was light.\n" * 2)
    True
    >>> is_prose(b"[user]\nname = Ana Lee\n# Who I am. Since today.\n" * 4)
    False
    """
    try:
        text = decode(data)[:_LOOKED_AT]
    except NotText:
        return False
    solid = "".join(text.split())
    if text.startswith("#!") or len(solid) < _SHORTEST_PROSE:
        return False
    return (
        len(_CODE_SIGN.findall(solid)) <= _CODE_SIGNS * len(solid)
        and len(_NO_LETTER.findall(solid)) <= _NO_LETTERS * len(solid)
        and len(_SENTENCE_END.findall(text)) > 1
    )
