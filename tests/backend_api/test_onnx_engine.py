"""The ONNX engine for real: onnxruntime in its own process, on tiny graphs that the tests write."""

import asyncio
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper
from PIL import Image

from backend_api.app.engines.engine import Wish
from backend_api.app.engines.onnx import OnnxEngine
from backend_api.app.errors import EngineBroken, EngineFailed
from backend_api.app.images import Photo
from backend_api.app.pictures.faces import find_faces
from benchmarks.photo_quality import reference
from tests.backend_api.pictures import encoded, jpeg
from tests.backend_api.service import Client, running

FACE = (slice(60, 180), slice(160, 280))


def graph(path: Path, operator: str, side: int = 512) -> Path:
    """One operator from (1, 3, side, side) to the same shape, in about 100 bytes."""
    shape = [1, 3, side, side]
    given = helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)
    answer = helper.make_tensor_value_info("any_name", TensorProto.FLOAT, shape)
    net = helper.make_graph([helper.make_node(operator, ["input"], ["any_name"])], "net", [given], [answer])
    model = helper.make_model(net, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    path.write_bytes(model.SerializeToString())
    return path


def photo_in(folder: Path, picture: NDArray[np.uint8]) -> Photo:
    Image.fromarray(picture).save(folder / "photo.png")
    return Photo(folder, picture.shape[1], picture.shape[0], "PNG", None, False)


async def enhanced(
    folder: Path, net: Path, picture: NDArray[np.uint8], wish: Wish
) -> tuple[NDArray[np.uint8], int | None]:
    engine = OnnxEngine(net, None, 1)
    try:
        assert await engine.why_not() == ""
        faces = await engine.enhance(photo_in(folder, picture), wish, folder / "onnx.png")
    finally:
        await engine.close()
    return np.asarray(Image.open(folder / "onnx.png").convert("RGB")), faces


def psnr(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    error = float(np.mean((one.astype(float) - other.astype(float)) ** 2))
    return 99.0 if error == 0 else float(10 * np.log10(255**2 / error))


@pytest.mark.parametrize("scale", [1, 2, 4])
async def test_an_identity_pastes_the_face_back(tmp_path: Path, scale: int) -> None:
    """What the network leaves as it is comes back at 40 dB or better: the geometry there and back is right."""
    picture = reference("astronaut")
    after, faces = await enhanced(tmp_path, graph(tmp_path / "net.onnx", "Identity"), picture, Wish(scale))
    assert faces == 1
    size = (picture.shape[1] * scale, picture.shape[0] * scale)
    plain = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LANCZOS4), np.uint8)
    face = tuple(slice(part.start * scale, part.stop * scale) for part in FACE)
    quality = psnr(after[face], plain[face])
    print(f"identity at scale {scale}: {quality:.1f} dB in the face")
    assert quality >= 40


async def test_only_the_face_is_touched(tmp_path: Path) -> None:
    """Negating the face shows where the mask lies."""
    picture = reference("astronaut")
    after, _ = await enhanced(tmp_path, graph(tmp_path / "net.onnx", "Neg"), picture, Wish(1))
    changed = np.abs(after.astype(int) - picture.astype(int)).max(axis=2) > 8
    rows, columns = np.nonzero(changed)
    assert changed[110:130, 210:230].mean() > 0.9
    face = find_faces(picture)[0]
    assert rows.min() >= face.y - face.height and rows.max() <= face.y + 2 * face.height
    assert columns.min() >= face.x - face.width and columns.max() <= face.x + 2 * face.width
    assert np.array_equal(after[400:], picture[400:])


async def test_a_group_gets_all_faces_and_one_only_if_asked(tmp_path: Path) -> None:
    one = reference("astronaut")[:300, 100:340]
    group = np.hstack([one, one, one])
    net = graph(tmp_path / "net.onnx", "Neg")
    middles = [120 + 240 * index for index in range(3)]
    for wish, touched in ((Wish(1), [True, True, True]), (Wish(1, only_center_face=True), [False, True, False])):
        after, faces = await enhanced(tmp_path, net, group, wish)
        changed = np.abs(after.astype(int) - group.astype(int)).max(axis=2) > 30
        assert faces == 3
        assert [bool(changed[100:140, x - 15 : x + 15].mean() > 0.4) for x in middles] == touched


async def test_a_photo_without_faces_is_only_enlarged(tmp_path: Path) -> None:
    picture = np.ascontiguousarray(reference("coffee")[:200, :300])
    after, faces = await enhanced(tmp_path, graph(tmp_path / "net.onnx", "Neg"), picture, Wish(2))
    assert (faces, after.shape) == (0, (400, 600, 3))
    assert psnr(np.asarray(cv2.resize(after, (300, 200), interpolation=cv2.INTER_AREA), np.uint8), picture) > 35


async def test_an_idle_network_is_unloaded_and_loaded_again(tmp_path: Path) -> None:
    engine = OnnxEngine(graph(tmp_path / "net.onnx", "Identity"), None, 1, idle_seconds=0.3)
    photo = photo_in(tmp_path, reference("astronaut"))
    try:
        for _ in range(2):
            assert await engine.enhance(photo, Wish(1), tmp_path / "onnx.png") == 1
            assert engine.loaded
            await asyncio.sleep(0.6)
            assert not engine.loaded
    finally:
        await engine.close()


async def test_in_the_service(tmp_path: Path) -> None:
    """auto takes it before the classical engine, and the faces are told."""
    net = graph(tmp_path / "net.onnx", "Identity")
    with running(tmp_path / "s", DOCKER_BIN="no-such-docker", GFPGAN_ONNX_FILE=str(net)) as service:
        async with Client(service) as client:
            job = await client.enhanced(encoded(Image.fromarray(reference("astronaut")), "JPEG"), upscale=2)
            assert (job["state"], job["engine"], job["faces"], job["width"]) == ("done", "onnx", 1, 1024)
            assert [skipped["engine"] for skipped in job["skipped"]] == ["docker"]
    with running(tmp_path / "t", PHOTO_ENGINE="onnx") as service:
        async with Client(service) as client:
            assert (await client.ask("GET", "/readyz"))[0] == 503
            job = await client.enhanced(jpeg())
            assert (job["state"], job["code"]) == ("failed", "no_engine")
            assert "GFPGAN_ONNX_FILE is not set" in job["message"]
            status, answer = await client.send(jpeg(), path="/gfpgan-enhance")
            assert (status, answer["code"]) == (503, "no_engine")


async def test_files_that_are_no_such_network(tmp_path: Path) -> None:
    wrong_shape = graph(tmp_path / "small.onnx", "Identity", side=64)
    nonsense = tmp_path / "nonsense.onnx"
    nonsense.write_bytes(b"nonsense")
    for file in (wrong_shape, nonsense):
        with pytest.raises(EngineBroken, match="GFPGAN_ONNX_FILE"):
            await enhanced(tmp_path, file, reference("astronaut"), Wish(1))
    assert "not set" in await OnnxEngine(None, None, 1).why_not()
    assert "names no file" in await OnnxEngine(tmp_path / "missing", None, 1).why_not()


async def test_a_detector_that_cannot_be_loaded_fails_the_photo_only(tmp_path: Path) -> None:
    nonsense = tmp_path / "yunet.onnx"
    nonsense.write_bytes(b"nonsense")
    engine = OnnxEngine(graph(tmp_path / "net.onnx", "Identity"), nonsense, 1)
    try:
        with pytest.raises(EngineFailed):
            await engine.enhance(photo_in(tmp_path, reference("astronaut")), Wish(1), tmp_path / "onnx.png")
    finally:
        await engine.close()
    assert onnx.__version__
