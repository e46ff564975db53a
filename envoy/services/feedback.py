"""Feedback: keeps predictions and what people said of them. It publishes no OpenAPI document; Docent learns one.

Flask behind waitress, everything in memory.
Run: python envoy/services/feedback.py [port]
"""

import sys
import uuid
from datetime import UTC, date, datetime
from threading import Lock

from flask import Flask, Response, jsonify, request
from waitress import serve

PREDICTIONS_MAX = 10_000

app = Flask(__name__)
predictions: dict[str, dict] = {}
lock = Lock()


def problem(status: int, detail: str) -> tuple[Response, int]:
    return jsonify({"error": detail}), status


@app.post("/predictions")
def create_prediction():
    """Keeps a prediction and gives it an id."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("user_id"), int) or "species" not in body:
        return problem(400, "needs user_id and species")
    prediction = {
        "id": str(uuid.uuid4()),
        "user_id": body["user_id"],
        "created_at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "model": {"id": body.get("model_id", "iris-logistic"), "version": 3},
        "result": {"species": body["species"], "probability": body.get("probability", 0.5)},
        "note": body.get("note"),
        "feedback": [],
    }
    if "tags" in body:
        prediction["tags"] = body["tags"]
    with lock:
        if len(predictions) >= PREDICTIONS_MAX:
            predictions.pop(next(iter(predictions)))
        predictions[prediction["id"]] = prediction
    return prediction, 201


@app.get("/predictions/<uuid:prediction_id>")
def get_prediction(prediction_id: uuid.UUID):
    """One prediction with all its feedback."""
    prediction = predictions.get(str(prediction_id))
    return prediction or problem(404, "no such prediction")


@app.post("/predictions/<uuid:prediction_id>/feedback")
def add_feedback(prediction_id: uuid.UUID):
    """Says whether a prediction was right. `comment` may be missing, `corrected_species` may be null."""
    prediction = predictions.get(str(prediction_id))
    if prediction is None:
        return problem(404, "no such prediction")
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("correct"), bool):
        return problem(400, "needs correct")
    entry = {"correct": body["correct"], "corrected_species": body.get("corrected_species"), "day": date.today().isoformat()}
    if "comment" in body:
        entry["comment"] = body["comment"]
    with lock:
        prediction["feedback"].append(entry)
    return {"prediction_id": prediction["id"], "count": len(prediction["feedback"]), "latest": entry}


@app.get("/users/<int:user_id>/predictions")
def list_predictions(user_id: int):
    """A user's predictions, oldest first: `?limit=10&since=2026-01-31`."""
    limit = request.args.get("limit", 20, type=int)
    since = request.args.get("since", "")
    with lock:
        found = [p for p in predictions.values() if p["user_id"] == user_id and p["created_at"] >= since]
    return {"user_id": user_id, "total": len(found), "items": found[:limit]}


if __name__ == "__main__":
    serve(app, host="127.0.0.1", port=int(sys.argv[1]) if len(sys.argv) > 1 else 9002, threads=8)
