import assert from "node:assert/strict";
import { access, copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { LogicalSwitchPort } from "../../../../aggregator/inventory/ovn/northbound-rows.ts";
import {
  microflowExpression,
  type Transport,
} from "../../../../aggregator/logical-trace/microflow.ts";
import { summarise } from "../../../../aggregator/logical-trace/summary.ts";
import { LogicalTracer } from "../../../../aggregator/logical-trace/tracer.ts";
import { attributeCookies } from "../../../../aggregator/ovn-language/acl-attribution.ts";
import { evaluateAcls } from "../../../../aggregator/ovn-language/acl-evaluation.ts";
import type { MatchedPacket } from "../../../../aggregator/ovn-language/match-packet.ts";
import { type Started, start } from "../../../../lib/exec.ts";
import { openRecordedCluster, recordedPath } from "../../../recorded-cluster.ts";
import { noServerReason, waitFor } from "../../lib/ovsdb/database-server.ts";

/** Pods of the default Subnet of the recordings; policies and a security group select three. */
const senders = ["a.default", "c.default", "sg.default"];
const receivers = ["a.default", "b.default", "sg.default"];

const ports = { sourcePort: 40_000 };
const kinds: readonly (readonly [Transport, Partial<MatchedPacket>])[] = [
  ...[8080, 8050, 85].map((destinationPort) => {
    const transport = { protocol: "tcp", ...ports, destinationPort, flags: "syn" } as const;
    return [transport, { protocol: 6, ...ports, destinationPort }] as const;
  }),
  [
    { protocol: "udp", ...ports, destinationPort: 53 },
    { protocol: 17, ...ports, destinationPort: 53 },
  ],
  [
    { protocol: "icmp", message: "request" },
    { protocol: 1, icmpType: 8, icmpCode: 0 },
  ],
];

const skip = await noServerReason();

for (const release of ["v1.17.0-dev", "v1.17.0-dev-dual-stack"] as const) {
  describe(`ACLs of Kube-OVN ${release}, as real ovn-trace evaluates them`, { skip }, () => {
    let folder: string;
    let server: Started;
    let tracer: LogicalTracer;
    let cluster: Awaited<ReturnType<typeof openRecordedCluster>>;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "tapline-recorded-"));
      const file = join(folder, "southbound.ovsdb");
      await copyFile(recordedPath(release, "southbound.ovsdb"), file);
      const remote = `unix:${join(folder, "db.sock")}`;
      const options = [`--remote=p${remote}`, `--unixctl=${join(folder, "ctl")}`];
      const quiet = ["--verbose=off", "--no-chdir"];
      server = await start(["ovsdb-server", file, ...options, ...quiet], { dieWithParent: true });
      cluster = await openRecordedCluster(release);
      tracer = new LogicalTracer({ database: remote, revision: () => 1, onTrouble: () => {} });
      await waitFor(() =>
        access(join(folder, "db.sock")).then(
          () => true,
          () => false,
        ),
      );
    });
    after(async () => {
      await tracer.close();
      await cluster.close();
      server.child.kill("SIGTERM");
      await rm(folder, { recursive: true, force: true });
    });

    const portOf = (name: string): LogicalSwitchPort => {
      const port = cluster.inventory.northbound.logicalPort(name);
      assert.ok(port, name);
      return port;
    };

    /** Who drops it, by what the ACLs say; null when nobody does. */
    const evaluated = (from: string, to: string, packet: MatchedPacket): string | null => {
      const { northbound } = cluster.inventory;
      for (const [port, direction, isAfterLb] of [
        [from, "from-lport", false],
        [from, "from-lport", true],
        [to, "to-lport", false],
      ] as const) {
        const found = evaluateAcls(northbound, portOf(port), direction, isAfterLb, packet);
        assert.notEqual(found.kind, "undecided", `${port} ${direction}`);
        if (found.kind === "decided" && found.acl.action === "drop") return found.acl.match;
      }
      return null;
    };

    const traced = async (
      from: string,
      to: string,
      transport: Transport,
    ): Promise<string | null> => {
      const [sender] = portOf(from).addresses;
      const [receiver] = portOf(to).addresses;
      const trace = await tracer.trace({
        datapath: "ovn-default",
        microflow: microflowExpression({
          inport: from,
          sourceMac: sender?.mac ?? "",
          destinationMac: receiver?.mac ?? "",
          source: sender?.ips[0] ?? "",
          destination: receiver?.ips[0] ?? "",
          transport,
        }),
        connection: "new",
        timeoutMs: 20_000,
        signal: AbortSignal.timeout(20_000),
      });
      const summary = summarise(trace, to);
      if (summary.result === "delivered") return null;
      assert.ok(summary.result === "dropped", JSON.stringify(summary.result));
      const passed = trace.steps.slice(0, (summary.drop.step?.index ?? -1) + 1);
      const cookies = passed.map(({ uuidPrefix }) => BigInt(`0x${uuidPrefix ?? "0"}`));
      const found = attributeCookies(cluster.inventory, cookies, null);
      assert.ok(found.kind === "attributed", JSON.stringify(found));
      return found.acl.match;
    };

    for (const from of senders) {
      test(`what ${from} sends`, async () => {
        const others = receivers.filter((name) => name !== from);
        const asked = others.flatMap((to) => kinds.map((kind) => [to, ...kind] as const));
        const answers = await Promise.all(
          asked.map(async ([to, transport, fields]) => {
            const ipSrc = portOf(from).addresses[0]?.ips[0] ?? "";
            const ipDst = portOf(to).addresses[0]?.ips[0] ?? "";
            const known = { inport: from, outport: to, ipSrc, ipDst, protocol: 0, ...fields };
            const what = `${to} ${JSON.stringify(transport)}`;
            return [what, evaluated(from, to, known), await traced(from, to, transport)] as const;
          }),
        );
        assert.deepEqual(
          answers.map(([what, own]) => [what, own]),
          answers.map(([what, , theirs]) => [what, theirs]),
        );
      });
    }
  });
}
