"""法镜 Fajing: holds what an enforcement body did against the duties the law lays on that body."""

__version__ = "0.1.0"
