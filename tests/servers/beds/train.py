"""Trains the one model that the beds serve, a classifier of irises, and writes it.    python train.py model.joblib"""

import sys

import joblib
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

flowers = load_iris()
joblib.dump(LogisticRegression(max_iter=500).fit(flowers.data, flowers.target), sys.argv[1])
