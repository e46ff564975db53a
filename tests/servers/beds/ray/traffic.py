"""What the guides of Ray Serve send to an application of FastAPI behind it."""

from asking import dice, expect, row, run, some, word, words


def one_round() -> None:
    expect(200, "GET", "/")
    named = {"name": word()} if some() else {}
    expect(200, "GET", f"/{word()}", params=named | ({"times": dice.randint(1, 3)} if some(0.3) else {}))
    for _ in range(3):
        body = {"rows": [row() for _ in range(dice.randint(1, 4))]}
        expect(200, "POST", "/predict", json=body | ({"labels": dice.choice([True, False, None])} if some() else {}))
    expect(200, "POST", f"/translate/{dice.choice(['french', 'german', 'dutch', 'greek', 'latin'])}", params={"text": words()})


def mistakes() -> None:
    expect(422, "POST", "/predict", json={"flowers": [row()]})
    expect(500, "POST", "/predict", json={"rows": [[5.1]]})
    expect(422, "GET", "/there", params={"times": 0})
    expect(422, "POST", "/translate/french")
    expect(405, "DELETE", "/predict")


run(one_round, mistakes)
