"""A classifier of irises that keeps what it said and what was thought of it, and writes no document of itself."""

import json
import uuid

import joblib
from flask import Flask, Response, abort, jsonify, request

NAMES = ["setosa", "versicolor", "virginica"]
app = Flask(__name__)
model = joblib.load("model.joblib")
kept: dict[str, dict] = {}


@app.get("/health")
def health():
    return "ok", 200, {"content-type": "text/plain"}


@app.get("/models")
def models():
    found = [{"name": name, "classes": NAMES, "version": 3} for name in ("logistic", "forest")]
    return jsonify(models=found[: request.args.get("limit", 10, type=int)], total=len(found))


@app.get("/models/<name>/metrics")
def metrics(name):
    return jsonify(accuracy=0.96, recall={label: 0.9 for label in NAMES}, samples=150)


@app.post("/predict")
def predict():
    body = request.get_json()
    chances = model.predict_proba(body["features"])
    found = [{"label": NAMES[int(row.argmax())], "probability": float(row.max())} for row in chances]
    if body.get("explain"):
        found = [it | {"why": {"feature": "petal_width", "weight": 0.4}} for it in found]
    return jsonify(predictions=found)


@app.post("/predict/lines")
def predict_lines():
    rows = request.get_json()["features"]
    lines = (json.dumps({"row": at, "label": NAMES[int(model.predict([row])[0])]}) + "\n" for at, row in enumerate(rows))
    return Response(lines, mimetype="application/x-ndjson")


@app.post("/predictions")
def keep():
    body = request.get_json()
    prediction = {"id": str(uuid.uuid4()), "user": body["user"], "label": body["label"], "note": body.get("note"), "seen": None}
    kept[prediction["id"]] = prediction
    return jsonify(prediction), 201


@app.get("/predictions/<key>")
def one(key):
    return jsonify(kept.get(key) or abort(404))


@app.patch("/predictions/<key>")
def amend(key):
    prediction = kept.get(key) or abort(404)
    prediction.update(request.get_json())
    return jsonify(prediction)


@app.delete("/predictions/<key>")
def forget(key):
    kept.pop(key, None)
    return "", 204


@app.get("/users/<int:user>/predictions")
def of_user(user):
    return jsonify([it for it in kept.values() if it["user"] == user][:20])


@app.post("/contact")
def contact():
    return jsonify(thanks=True, copies=1 if request.form.get("copy") else 0, to=request.form["email"])


@app.get("/export")
def export():
    return "id,label\n" + "".join(f"{it['id']},{it['label']}\n" for it in kept.values()), 200, {"content-type": "text/csv"}
