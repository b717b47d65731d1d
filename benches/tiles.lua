-- wrk -s tiles.lua URL -- LIST [HEADER VALUE]...
-- Asks for the paths in LIST in turn, each thread starting elsewhere; after a path may stand an ETag that is sent with it.
-- Prints: requests a second, median ms, 99th percentile ms, kB an answer, answers that are none.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  requests = {}
  for entry in io.lines(args[1]) do
    local path, tag = entry:match("^(%S+)%s*(%S*)")
    local headers = {}
    for place = 2, #args, 2 do headers[args[place]] = args[place + 1] end
    if tag ~= "" then headers["If-None-Match"] = tag end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
  sent = number * math.floor(#requests / 2)
end

function request()
  sent = sent + 1
  return requests[(sent - 1) % #requests + 1]
end

function done(summary, latency)
  local errors = summary.errors
  local bad = errors.status + errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format("RESULT %.1f %.3f %.3f %.2f %d %d\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, summary.bytes / math.max(1, summary.requests) / 1024,
    summary.requests, bad))
end
