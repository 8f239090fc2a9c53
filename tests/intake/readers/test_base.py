import pkgutil

from fajing.intake import readers
from fajing.intake.readers.base import readers as known


def test_every_format_is_one_file_found_by_walking_the_folder():
    names = {
        info.name for info in pkgutil.iter_modules(readers.__path__) if not info.name.startswith("_")
    } - {"base"}
    assert (
        {reader.__name__.rpartition(".")[2] for reader in known()}
        == names
        >= {"csv", "xlsx", "xls", "parquet"}
    )
    for reader in known():
        assert reader.SUFFIXES
        assert not reader.recognises(b"", "a.unknown")
