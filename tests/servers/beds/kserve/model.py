"""The model that KServe's documentation shows, under five names; explains itself by the sizes it was given."""

import joblib
import numpy as np
from kserve import InferRequest, InferResponse, Model, ModelServer
from kserve.errors import InvalidInput
from kserve.utils.utils import get_predict_input, get_predict_response

NAMES = ["iris", "iris-large", "iris-small", "petals", "sepals"]


class Iris(Model):
    def load(self) -> bool:
        self.model = joblib.load("model.joblib")
        self.ready = True
        return self.ready

    def predict(self, payload: dict | InferRequest, headers=None, response_headers=None) -> dict | InferResponse:
        try:
            rows = np.asarray(get_predict_input(payload), dtype=float)
            return get_predict_response(payload, self.model.predict(rows), self.name)
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput(str(error)) from error

    def explain(self, payload: dict, headers=None) -> dict:
        weights = self.model.coef_.mean(axis=0)
        return {"explanations": [{"weights": (weights * row).tolist(), "base": 0.3} for row in payload["instances"]]}


def loaded(name: str) -> Iris:
    model = Iris(name)
    model.load()
    return model


if __name__ == "__main__":
    ModelServer().start([loaded(name) for name in NAMES])
