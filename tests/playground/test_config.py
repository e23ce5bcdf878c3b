"""Settings, and the one sentence for a wrong one."""

from pathlib import Path

import pytest

from playground.config import SettingsError, load_settings, settings_for_bot


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("PLAYGROUND_HOST", "PLAYGROUND_PORT", "OPENAI_API_KEY", "OPENAI_BASE_URL", "TRANSCRIPTION_ENGINE"):
        monkeypatch.delenv(name, raising=False)


def test_the_defaults() -> None:
    settings = load_settings()
    assert (settings.playground_host, settings.playground_port) == ("127.0.0.1", 8081)
    assert settings.needs_draft_engine


@pytest.mark.parametrize(
    ("name", "value"),
    [("OPENAI_API_KEY", "k"), ("OPENAI_BASE_URL", "http://x"), ("TRANSCRIPTION_ENGINE", "faster_whisper")],
)
def test_whatever_can_transcribe_replaces_the_draft_engine(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert not load_settings().needs_draft_engine


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_a_wrong_port_is_one_sentence(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PLAYGROUND_PORT", port)
    with pytest.raises(SettingsError, match=r"^PLAYGROUND_PORT is wrong: .* Set it in the environment or in \.env\.$"):
        load_settings()


def test_the_demonstration_leaves_the_real_installation_alone() -> None:
    Path(".env").write_text(
        "OPENAI_API_KEY=k\nDATABASE_URL=postgresql://real\nTELEGRAM_TOKEN=9:real\nTEXT_MODEL=m\nX=\n"
    )
    assert settings_for_bot() == {"OPENAI_API_KEY": "k", "TEXT_MODEL": "m"}
