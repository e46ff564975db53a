"""A model of texts: how long each is, and itself in capitals. Streams a word at a time."""

from collections.abc import AsyncIterator

import numpy as np
from mlserver import MLModel
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.types import InferenceRequest, InferenceResponse


class Words(MLModel):
    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        texts = StringCodec.decode_input(payload.inputs[0])
        lengths = NumpyCodec.encode_output("length", np.array([len(text) for text in texts]))
        upper = StringCodec.encode_output("upper", [text.upper() for text in texts], use_bytes=False)
        return InferenceResponse(model_name=self.name, model_version=self.version, outputs=[lengths, upper])

    async def predict_stream(self, payloads: AsyncIterator[InferenceRequest]) -> AsyncIterator[InferenceResponse]:
        async for payload in payloads:
            for word in StringCodec.decode_input(payload.inputs[0])[0].split():
                part = StringCodec.encode_output("word", [word], use_bytes=False)
                yield InferenceResponse(model_name=self.name, model_version=self.version, outputs=[part])
