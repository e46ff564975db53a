-- The load: posts the file $BODY over and over, and ends with one line of figures for the benchmark.
local file = assert(io.open(os.getenv("BODY"), "rb"))
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["content-type"] = "application/json"
file:close()

function done(summary, latency)
    local e = summary.errors -- "status" counts every answer above 399; nothing here redirects
    local failed = e.status + e.connect + e.read + e.write + e.timeout
    io.write(string.format("figures %d %d %d %d %d\n",
        summary.requests, summary.duration, failed, latency:percentile(50), latency:percentile(99)))
end
