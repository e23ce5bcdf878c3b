"""What can go wrong, each with its HTTP status, its code and a sentence for whoever called.

PhotoError
├── EmptyUpload · NotAPicture · DamagedPicture · OddShape           400: this picture cannot be used
├── MissingKey                                                      401
├── UnknownJob                                                      404
├── NotReady                                                        409: no result (yet)
├── ResultGone                                                      410
├── UploadTooLarge · TooManyPixels                                  413
├── UnsupportedFormat                                               415
├── WrongRequest                                                    422
├── QueueFull                                                       429, with Retry-After
├── UploadTooSlow                                                   408
└── EngineFailed 502 · NoEngine 503 · EngineTimedOut 504 · StorageFull 507
"""

from typing import ClassVar


class PhotoError(Exception):
    """Root of all errors that a caller hears about. The message is safe to show: no paths, no keys, no program
    output.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "failed"
    sentence: ClassVar[str] = "The photo could not be enhanced."

    def __init__(self, message: str = "", *, retry_after: int | None = None) -> None:
        super().__init__(message or self.sentence)
        self.message = message or self.sentence
        self.retry_after = retry_after
        """Seconds after which to try again, or None."""


class EmptyUpload(PhotoError):
    """Zero bytes, or no file at all."""

    status, code, sentence = 400, "empty_file", "The file is empty."


class NotAPicture(PhotoError):
    """Not an image in any format known."""

    status, code, sentence = 400, "not_a_picture", "The file is not a picture."


class DamagedPicture(PhotoError):
    """Cut off or broken inside."""

    status, code, sentence = 400, "damaged_picture", "The picture is damaged: it cannot be read to its end."


class OddShape(PhotoError):
    """Too thin, or too small, to be a photo."""

    status, code, sentence = (
        400,
        "odd_shape",
        "The picture is too small or too narrow: at least 8 pixels, sides at most 1 to 20.",
    )


class MissingKey(PhotoError):
    """The shared key is missing or wrong."""

    status, code, sentence = 401, "wrong_key", "Send the key in the header: Authorization: Bearer KEY."


class UnknownJob(PhotoError):
    """No job has this id."""

    status, code, sentence = 404, "unknown_job", "There is no such job."


class UploadTooSlow(PhotoError):
    """The sender stopped sending."""

    status, code, sentence = 408, "too_slow", "The upload stopped before its end."


class NotReady(PhotoError):
    """The job has no picture: it is not finished, it failed or it was cancelled."""

    status, code, sentence = 409, "not_ready", "This job has no result."


class ResultGone(PhotoError):
    """The result was removed after its time."""

    status, code, sentence = 410, "expired", "The result was removed: it is kept for a limited time only."


class UploadTooLarge(PhotoError):
    """More bytes than accepted."""

    status, code, sentence = 413, "too_large", "The file is too large."


class TooManyPixels(PhotoError):
    """More pixels than accepted, whatever the file's size."""

    status, code, sentence = 413, "too_many_pixels", "The picture has too many pixels."


class UnsupportedFormat(PhotoError):
    """A known format that is not decoded here."""

    status, code, sentence = (
        415,
        "unsupported_format",
        "This format is not supported: send JPEG, PNG, WEBP, HEIC, AVIF, GIF or BMP.",
    )


class WrongRequest(PhotoError):
    """A parameter, or the multipart body, is not as described in /docs."""

    status, code, sentence = 422, "wrong_request", "The request is not as described in /docs."


class QueueFull(PhotoError):
    """As many photos wait as the service accepts."""

    status, code, sentence = 429, "queue_full", "Too many photos are waiting: try again a little later."


class EngineFailed(PhotoError):
    """An engine tried and could not."""

    status, code, sentence = 502, "engine_failed", "The engine could not enhance this photo."


class EngineBroken(EngineFailed):
    """The engine cannot work at all as it is set up: no photo would pass."""

    code, sentence = "engine_broken", "The engine does not work."


class NoEngine(PhotoError):
    """No engine works at the moment."""

    status, code, sentence = 503, "no_engine", "No engine is available at the moment: /readyz says why."


class EngineTimedOut(EngineFailed):
    """An engine ran longer than its limit."""

    status, code, sentence = 504, "engine_timed_out", "The engine took too long with this photo."


class StorageFull(PhotoError):
    """No space for the photo."""

    status, code, sentence = 507, "storage_full", "The service has no space left for photos."


class WrongSetting(Exception):
    """A missing or wrong setting, as one sentence for the operator; never holds a secret's value."""


def _family(root: type[PhotoError]) -> list[type[PhotoError]]:
    return [root, *(below for child in root.__subclasses__() for below in _family(child))]


def by_code(code: str, message: str) -> PhotoError:
    """The error that a worker process or a stored job names by its code; PhotoError itself for an unknown one."""
    kind = next((kind for kind in _family(PhotoError) if kind.code == code), PhotoError)
    return kind(message)
