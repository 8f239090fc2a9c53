"""What a token may be used for."""

SCOPES = {
    "read:today": ("读今天的四个数和快到期", "read today"),
    "read:findings": ("读问题", "read findings"),
    "read:matters": ("读案件", "read matters"),
    "read:desk": ("读督导台", "read the desk"),
    "act:findings": ("处理问题", "act on findings"),
    "record:steps": ("记录环节", "record steps"),
    "import:files": ("导入文件", "import files"),
    "make:documents": ("拟制、送达文书", "make and serve documents"),
}
