"""What is sent to which model, and what a refusal teaches."""

from frontend_bot.core.recording import Voice
from frontend_bot.core.tools import TranscriptionOptions
from frontend_bot.engines.openai_http.answers import ProviderError
from frontend_bot.engines.transcription.openai_capabilities import Capabilities

WISH = TranscriptionOptions("ru", ("Иванов", "Казань"))


def test_gpt_transcribe_gets_lists() -> None:
    for model in ("gpt-transcribe", "openai/gpt-transcribe", "gpt-transcribe-2026-08-01"):
        assert Capabilities(model).fields(WISH) == (
            ("model", model),
            ("response_format", "json"),
            ("languages[]", "ru"),
            ("keywords[]", "Иванов"),
            ("keywords[]", "Казань"),
        )


def test_others_get_a_language_and_a_prompt() -> None:
    expected = (
        ("model", "whisper-1"),
        ("response_format", "verbose_json"),
        ("language", "ru"),
        ("prompt", "Иванов, Казань"),
    )
    assert Capabilities("whisper-1").fields(WISH) == expected
    assert ("response_format", "json") in Capabilities("gpt-4o-mini-transcribe").fields(WISH)


def test_servers_of_faster_whisper_get_hotwords() -> None:
    capabilities = Capabilities("Systran/faster-whisper-large-v3", own=[("diarize", "true")])
    fields = dict(capabilities.fields(WISH))
    assert (fields["hotwords"], fields["diarize"], "prompt" in fields) == ("Иванов, Казань", "true", False)
    assert capabilities.learn(ProviderError(422, message="hotwords: extra fields not permitted"), WISH) == "hotwords"
    assert "hotwords" not in dict(capabilities.fields(WISH))


def test_models_that_tell_speakers() -> None:
    capabilities = Capabilities("gpt-4o-transcribe-diarize")
    voices = (Voice("1", 0, 5, "data:audio/mpeg;base64,AA"),)
    fields = capabilities.fields(TranscriptionOptions("ru", ("Иванов",), voices))
    assert [name for name, _ in fields] == [
        "model", "response_format", "language", "chunking_strategy", "known_speaker_names[]",
        "known_speaker_references[]",
    ]  # fmt: skip
    refused = ProviderError(400, code="unknown_parameter", param="known_speaker_references")
    assert capabilities.learn(refused, TranscriptionOptions(voices=voices)) == "known_speaker_references"
    assert not any("known" in name for name, _ in capabilities.fields(TranscriptionOptions(voices=voices)))


def test_a_prompt_is_never_too_long() -> None:
    options = TranscriptionOptions(vocabulary=tuple(f"name-{number}" for number in range(1000)))
    assert len(dict(Capabilities("whisper-1").fields(options))["prompt"]) <= 896


def test_nothing_wished_nothing_sent() -> None:
    assert [name for name, _ in Capabilities("whisper-1").fields(TranscriptionOptions())] == [
        "model",
        "response_format",
    ]


def test_formats_run_out() -> None:
    capabilities = Capabilities("whisper-1")
    complaint = ProviderError(400, message="response_format is not supported")
    assert [capabilities.learn(complaint, WISH) for _ in range(3)] == ["", "", None]
    assert ("response_format", "text") in capabilities.fields(WISH)


def test_what_was_not_sent_is_not_the_reason() -> None:
    capabilities = Capabilities("whisper-1")
    assert capabilities.learn(ProviderError(400, param="language"), TranscriptionOptions()) is None
    assert capabilities.learn(ProviderError(400, param="keywords"), WISH) is None
    assert capabilities.learn(ProviderError(500, param="language"), WISH) is None


def test_a_container_is_given_up_after_three_refusals_in_a_row_for_an_hour() -> None:
    now = 1000.0
    capabilities = Capabilities("whisper-1", now=lambda: now)
    for _ in range(5):  # never three in a row
        capabilities.container_refused("ogg")
        capabilities.container_refused("ogg")
        capabilities.container_taken("ogg")
    assert capabilities.takes("ogg")
    for _ in range(3):
        capabilities.container_refused("ogg")
    assert not capabilities.takes("ogg")
    assert capabilities.takes("mp3")
    now += 3601
    assert capabilities.takes("ogg")
