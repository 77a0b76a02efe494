"""Files outlive a request whose rows are taken back: the next one finds them again."""

from django.core.files.storage import FileSystemStorage


class KeepingStorage(FileSystemStorage):
    """Keeps what a request deletes, as the rolled-back row still names it."""

    def delete(self, name: str) -> None:
        """Leave the file where it is."""
