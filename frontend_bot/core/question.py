"""What a language model is asked, and what it answers."""

from dataclasses import dataclass

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Question:
    """``instructions`` are ours and are to be followed; ``material`` is foreign text and is only to be worked on.

    With ``shape`` the answer is JSON of this model; without one it is plain text.
    """

    instructions: str
    material: str
    shape: type[BaseModel] | None = None


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """``text`` is what the model wrote: for a question with a shape JSON that fits it, whatever had to be mended.

    ``tokens_in`` and ``tokens_out`` are what the provider counted over all requests that the answer took, 0 where it
    does not tell. ``model`` is what it says it is.
    """

    text: str
    tokens_in: int = 0
    tokens_out: int = 0
    model: str = ""
