"""What goes over HTTP."""

from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field


class ErrorAnswer(BaseModel):
    """Every error looks like this."""

    code: str = Field(description="Stable name of the reason, for programs.", examples=["not_a_picture"])
    message: str = Field(description="One sentence for people.")


class SkippedEngine(BaseModel):
    """An engine that was to do the photo and could not."""

    engine: str
    reason: str


class JobAnswer(BaseModel):
    """Where a job stands."""

    id: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    created_at: float = Field(description="Seconds since 1970, UTC.")
    engine: str | None = Field(None, description="docker and onnx are GFPGAN; classical works without weights.")
    faces: int | None = Field(None, description="Faces found; null where the engine does not tell.")
    width: int | None = None
    height: int | None = None
    upscale: int | None = Field(
        None, description="The scale used: smaller than asked for if the result would be too large."
    )
    upscale_asked: int | None = None
    ext: str | None = Field(None, description="jpg or png.")
    skipped: list[SkippedEngine] = Field(
        default_factory=list, description="Engines tried before, and why they did not do it."
    )
    code: str | None = Field(None, description="Why the job failed, as in errors.")
    message: str | None = Field(None, description="Why the job failed, one sentence.")
    result_url: str | None = Field(None, description="Where the picture can be fetched, while it is kept.")
    preview_url: str | None = Field(None, description="Before and after in one small JPEG.")


class EngineAnswer(BaseModel):
    """One engine's readiness."""

    name: str
    works: bool
    reason: str = Field(description="Why it does not work; empty if it does.")


class ReadyAnswer(BaseModel):
    """Whether photos can be enhanced now, and by what."""

    ready: bool
    engine: str = Field(description="PHOTO_ENGINE.")
    engines: list[EngineAnswer]


class HealthAnswer(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


Upscale = Annotated[int, Query(ge=1, le=4, description="Enlarge so many times.")]
OnlyCenterFace = Annotated[bool, Query(description="Restore only the face nearest to the middle.")]
Ext = Annotated[Literal["auto", "jpg", "png"], Query(description="auto: png for png and transparency, else jpg.")]
Auto = Annotated[
    bool,
    Query(description="Choose the scale by the picture's size; upscale is ignored. All faces, unless asked otherwise."),
]

_PICTURE: dict[str, object] = {
    "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/jpeg", "image/png")},
    "description": "The picture.",
}
PICTURE_ANSWER: dict[int | str, dict[str, object]] = {200: _PICTURE}
UPLOAD_BODY: dict[str, object] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "JPEG, PNG, WEBP, HEIC, AVIF, GIF or BMP.",
                        }
                    },
                }
            }
        },
    }
}


def errors(*statuses: int) -> dict[int | str, dict[str, object]]:
    """The answers of these statuses, for /docs."""
    return {status: {"model": ErrorAnswer} for status in statuses}
