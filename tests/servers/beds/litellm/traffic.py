"""What clients of OpenAI's API send, by its own library, plain and as for Azure; and clients of the proxy's other APIs."""

import openai
from asking import GATEWAY, dice, expect, http, run, some, word, words

ROUNDS = 25
MODELS = ["gpt-iris", "gpt-iris-mini", "claude-petal", "llama-sepal"]
TOOL = {
    "type": "function",
    "function": {
        "name": "measure",
        "description": "Measures a part of a flower.",
        "parameters": {"type": "object", "properties": {"part": {"type": "string", "enum": ["petal", "sepal"]}}, "required": ["part"]},
    },
}
client = openai.OpenAI(base_url=f"{GATEWAY}/v1", api_key="sk-test", max_retries=0)
azure = openai.AzureOpenAI(azure_endpoint=GATEWAY, api_key="sk-test", api_version="2024-10-21", max_retries=0)
http.headers["authorization"] = "Bearer sk-test"


def messages() -> list[dict]:
    said = [{"role": "system", "content": words()}] if some() else []
    if some(0.3):
        said += [{"role": "user", "content": words()}, {"role": "assistant", "content": words()}]
    if some(0.3):
        image = {"type": "image_url", "image_url": {"url": f"https://example.com/{word()}.png"} | ({"detail": "low"} if some() else {})}
        return [*said, {"role": "user", "content": [{"type": "text", "text": words()}, image]}]
    return [*said, {"role": "user", "content": words()}]


def options() -> dict:
    every = {
        "temperature": dice.choice([0, 1, 0.7]),
        "top_p": 0.9,
        "n": dice.randint(1, 2),
        "max_tokens": dice.randint(1, 99),
        "stop": dice.choice([word(), [word(), word()]]),
        "seed": dice.randint(1, 99),
        "user": word(),
        "presence_penalty": 0.5,
        "frequency_penalty": -0.5,
        "logit_bias": {str(dice.randint(1, 50000)): -100},
        "response_format": {"type": dice.choice(["text", "json_object"])},
    }
    return {name: value for name, value in every.items() if some(0.3)}


def conversation(model: str) -> list[dict]:
    """What follows when a model asked for a tool."""
    call = {"id": "call_1", "type": "function", "function": {"name": "measure", "arguments": '{"part": "petal"}'}}
    return [
        *messages(),
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": f"{dice.random():.2f}"},
    ]


def one_round() -> None:
    model = dice.choice(MODELS)
    client.chat.completions.create(model=model, messages=messages(), **options())
    client.chat.completions.create(model="gpt-tools", messages=messages(), tools=[TOOL], tool_choice=dice.choice(["auto", "required"]))
    client.chat.completions.create(model=model, messages=conversation(model), tools=[TOOL])
    usage = {"stream_options": {"include_usage": True}} if some() else {}
    assert list(client.chat.completions.create(model=model, messages=messages(), stream=True, **usage))
    client.completions.create(model=model, prompt=words() if some() else [words(), words()], max_tokens=dice.randint(1, 99))
    assert list(client.completions.create(model=model, prompt=words(), stream=True))
    client.embeddings.create(model="embed-iris", input=words() if some() else [words(), words()], **({"user": word()} if some() else {}))
    client.models.list()
    client.models.retrieve(model)
    client.responses.create(model=model, input=words() if some() else [{"role": "user", "content": words()}], **({"instructions": words()} if some() else {}))
    client.images.generate(model=model, prompt=words(), **({"size": "1024x1024"} if some() else {}))
    azure.chat.completions.create(model=model, messages=messages())
    azure.embeddings.create(model="embed-iris", input=[words()])
    others(model)


def others(model: str) -> None:
    """Anthropic's API, Google's, and what the proxy itself tells."""
    said = {"model": model, "messages": [{"role": "user", "content": words()}]}
    expect(200, "POST", "/v1/messages", json=said | {"max_tokens": dice.randint(1, 99)} | ({"system": words()} if some() else {}))
    expect(200, "POST", "/v1/messages/count_tokens", json=said)
    contents = [{"role": "user", "parts": [{"text": words()}]}]
    expect(200, "POST", f"/v1beta/models/{model}:generateContent", json={"contents": contents})
    expect(200, "POST", f"/engines/{model}/chat/completions", json={"messages": said["messages"]})
    expect(200, "POST", "/utils/token_counter", json=said if some() else {"model": model, "prompt": words()})
    expect(200, "POST", "/cost/estimate", json={"model": model, "input_tokens": dice.randint(1, 999), "output_tokens": dice.randint(1, 999)})
    expect(200, "GET", "/utils/supported_openai_params", params={"model": model})
    expect(200, "GET", "/model_group/info", params={"model_group": model} if some() else {})
    expect(200, "GET", "/v1/model/info")
    expect(200, "GET", "/health/readiness")
    expect(200, "GET", "/public/model_hub/info")


def mistakes() -> None:
    said = [{"role": "user", "content": words()}]
    expect(400, "POST", "/v1/chat/completions", json={"model": "gpt-iris"})
    expect(400, "POST", "/v1/chat/completions", json={"model": "nobody", "messages": said})
    expect(400, "POST", "/v1/chat/completions", content=b"{", headers={"content-type": "application/json"})
    expect(200, "POST", "/v1/chat/completions", json={"model": "gpt-iris", "messages": said, "temperature": "hot"})
    expect(429, "POST", "/v1/chat/completions", json={"model": "limited", "messages": said})
    expect(500, "POST", "/v1/chat/completions", json={"model": "broken", "messages": said})
    expect(422, "POST", "/cost/estimate", json={"model": 7})
    expect(404, "GET", "/v1/models/nobody")


run(one_round, mistakes, ROUNDS)
