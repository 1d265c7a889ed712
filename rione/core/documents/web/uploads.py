"""How files come in with a form: to the disk, piece by piece, up to the largest that is taken."""

import tempfile
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from ..rules.kinds import MOST_BYTES


class ReceivedFile(UploadedFile):
    """A file of a form. `size` is what was sent; beyond the largest that is taken, the rest was
    thrown away. `failed`: there was no room to keep it."""

    failed = False


class BoundedUpload(FileUploadHandler):
    """Keeps a file in a temporary one without a name. What is too large is read to its end and
    not kept, so that the form arrives and says so."""

    file: IO[bytes] | None = None
    failed = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.failed = False
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 — the request closes it

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.file is not None and not self.failed and start + len(raw_data) <= MOST_BYTES:
            try:
                self.file.write(raw_data)
            except OSError:
                self.failed = True
        return None

    def file_complete(self, file_size: int) -> ReceivedFile | None:
        if self.file is None:
            return None
        try:
            self.file.seek(0)
        except OSError:
            self.failed = True
        received = ReceivedFile(self.file, self.file_name, self.content_type, file_size)
        received.failed = self.failed
        return received

    def upload_interrupted(self) -> None:
        if self.file is not None:
            self.file.close()
