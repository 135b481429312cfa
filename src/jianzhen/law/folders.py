"""Folders of rules to compare: a whole set of its own, or rules that are read beside the packaged ones."""

from __future__ import annotations

from pathlib import Path

from jianzhen.law.assemble import assemble
from jianzhen.law.book import LawBook
from jianzhen.law.rulefile import PACKAGED, read_rule_files


def book_in(folder: Path) -> LawBook:
    """Return the book of a folder.

    A folder that words packaged keys anew (with their trigger) stands for itself, such as an earlier copy of the
    packaged rules; any other folder is read beside the packaged rules, as an instance's own rules are.

    Raises:
        RuleFileError: the folder is missing or empty, or a file in it is refused; names file, key and remedy.
    """
    own = {
        key
        for _, document in read_rule_files((folder,)).subjects
        for key, entry in document.keys.items()
        if entry.trigger
    }
    packaged = {key for _, document in read_rule_files((PACKAGED,)).subjects for key in document.keys}
    if folder.resolve() == PACKAGED.resolve() or own & packaged:
        return LawBook(assemble(read_rule_files((folder,))))
    return LawBook.load(folder)
