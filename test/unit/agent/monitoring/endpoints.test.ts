import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, beforeEach, describe, test } from "node:test";
import { createLogger } from "../../../../agent/log.ts";
import { AgentWatch } from "../../../../agent/monitoring/agent-watch.ts";
import { agentEndpoints } from "../../../../agent/monitoring/endpoints.ts";
import { SessionError } from "../../../../agent/session/session-error.ts";
import type { HttpServer } from "../../../../lib/http/http-server.ts";
import { type Reason, reason } from "../../../../proto/reasons/index.ts";
import { get } from "../../lib/http/get.ts";

const lost = new SessionError(
  { code: "STREAM_FAILED", status: 14 },
  "Cannot keep the session: gone",
);

describe("an agent by HTTP", () => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-agent-http-"));
  const path = join(folder, "s");
  let watch: AgentWatch;
  let server: HttpServer;
  let ovsProblem: Reason | null;

  beforeEach(async () => {
    ovsProblem = null;
    watch = new AgentWatch("1.2.3", () => ovsProblem === null);
    const log = createLogger("silent", "node1");
    const parts = { node: "node1", version: "1.2.3", watch, log };
    server = agentEndpoints({ ...parts, ovsProblem: () => ovsProblem });
    await server.listen([{ kind: "unix", text: `unix:${path}`, path }]);
  });
  afterEach(async () => {
    await server.stop(100);
    rmSync(path, { force: true });
  });
  after(() => rmSync(folder, { recursive: true }));

  const ready = async () => {
    const { status, body } = await get(path, "/readyz");
    const { conditions } = JSON.parse(body) as { conditions: { name: string; code: string }[] };
    return [status, ...conditions.map(({ name, code }) => `${name} ${code}`)];
  };
  const session = { queued: 3, commandsRunning: 2, lost: { replies: 4, events: 5 } };
  const metric = async (line: string) => (await get(path, "/metrics")).body.includes(`\n${line}\n`);

  test("is healthy, and ready only with a session and Open vSwitch", async () => {
    assert.equal((await get(path, "/healthz")).status, 200);
    assert.deepEqual(await ready(), [503, "session NOT_YET", "open-vswitch null"]);
    watch.welcomed(session);
    assert.deepEqual(await ready(), [200, "session null", "open-vswitch null"]);
    const why = reason("NO_ANSWER_YET", {});
    ovsProblem = reason("OVSDB_UNAVAILABLE", { socket: "/run/x", why });
    assert.deepEqual(await ready(), [503, "session null", "open-vswitch OVSDB_UNAVAILABLE"]);
    ovsProblem = null;
    watch.ended(lost);
    assert.deepEqual(await ready(), [503, "session STREAM_FAILED", "open-vswitch null"]);
  });

  test("tells its session, and what was lost also after it", async () => {
    watch.welcomed(session);
    assert.ok(await metric("tapline_agent_session_up 1"));
    assert.ok(await metric("tapline_agent_outbox_messages 3"));
    assert.ok(await metric("tapline_agent_commands_running 2"));
    watch.ended(lost);
    assert.ok(await metric("tapline_agent_session_up 0"));
    assert.ok(await metric("tapline_agent_replies_dropped_total 4"));
    assert.ok(await metric("tapline_agent_events_dropped_total 5"));
    assert.ok(await metric('tapline_agent_session_ends_total{reason="STREAM_FAILED"} 1'));
  });

  test("counts commands by outcome, and packets by the taps' reports", async () => {
    const tapReport = {
      packetsReceived: 100,
      packetsDroppedKernel: 7,
      packetsDroppedInterface: 1,
      sightingsSent: 80,
      sightingsLost: 12,
    };
    watch.commandEnded({ kind: "tap", outcome: "ok", seconds: 3, last: { tapReport } });
    watch.commandEnded({ kind: "probe", outcome: "failed", seconds: 1, last: {} });
    watch.commandEnded({ kind: null, outcome: "refused", seconds: 0, last: {} });
    for (const line of [
      'tapline_agent_commands_total{command="tap",outcome="ok"} 1',
      'tapline_agent_commands_total{command="probe",outcome="failed"} 1',
      'tapline_agent_commands_total{command="unknown",outcome="refused"} 1',
      'tapline_agent_command_duration_seconds_count{command="tap"} 1',
      "tapline_agent_tap_packets_total 100",
      'tapline_agent_tap_packets_dropped_total{by="kernel"} 7',
      'tapline_agent_tap_packets_dropped_total{by="interface"} 1',
      "tapline_agent_records_total 80",
      "tapline_agent_records_lost_total 12",
    ]) {
      assert.ok(await metric(line), line);
    }
  });
});
