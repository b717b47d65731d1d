-- Edits parcels, each once: sets the day of a step, from the version that the file names.
-- wrk -t2 -s writes.lua URL -- FILE (lines of ID|VERSION) ends with: made, failed, microseconds, p50 and p99 in microseconds
local THREADS = 2
local begun = 0

function setup(thread)
  thread:set("position", begun)
  begun = begun + 1
end

function init(args)
  token = "Bearer " .. os.getenv("MATBANG_TOKEN")
  parcels = {}
  for line in io.lines(args[1]) do
    parcels[#parcels + 1] = { line:match("(%d+)|(%d+)") }
  end
end

function request()
  local id, version = unpack(parcels[position % #parcels + 1])
  position = position + THREADS
  local headers = { ["content-type"] = "application/json", ["if-match"] = '"' .. version .. '"', ["authorization"] = token }
  return wrk.format("PATCH", "/api/v1/parcels/" .. id, headers, '{"steps":{"inventoried":{"on":"2026-03-02"}}}')
end

function done(summary, latency)
  local times = { latency:percentile(50), latency:percentile(99) }
  io.write(string.format("%d %d %d %d %d\n", summary.requests, summary.errors.status, summary.duration, times[1], times[2]))
end
