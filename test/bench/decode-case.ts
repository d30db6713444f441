import { caseVersion } from "../../aggregator/evidence/case-file.ts";
import type { EvidenceBody, EvidenceItem, TapEvidence } from "../../aggregator/evidence/item.ts";
import type { Plan, PlannedEnd, PlannedSeries, Role } from "../../aggregator/evidence/plan.ts";
import { CaseView } from "../../aggregator/evidence/view.ts";
import type { Link__Output } from "../../proto/gen/tapline/v1/Link.ts";
import type { LocalPort__Output } from "../../proto/gen/tapline/v1/LocalPort.ts";
import type { Sighting } from "../../proto/records/sighting.ts";
import type { ProbeAttempt } from "../../proto/wire/probe.ts";
import { isLost, scene } from "./decode-scene.ts";

/** The case of one diagnosis of the scene: what a collector would have, but for the taps. */
export function viewOf(taps: readonly [readonly Sighting[], readonly Sighting[]]): CaseView {
  const evidence = (["source", "destination"] as const).flatMap((role, index): EvidenceItem[] => [
    item({ kind: "sighting", name: "tap", data: tapOf(taps[index] ?? []) }, role),
    item({ kind: "port", name: "port", role, data: portOf(role) }, role),
  ]);
  const report = { sourceAddress: scene.source, error: "", attempts };
  const probe = item({ kind: "fact", name: "probe", series: "asked", data: report }, "source");
  return new CaseView({
    ...{ version: caseVersion, id: "bench", startedAt: at, durationMs: 0, plan, agents: [] },
    evidence: [...evidence, probe],
  });
}

const at = "2026-11-18T00:00:00Z";

function item(body: EvidenceBody, role: Role): EvidenceItem {
  const head = { id: "e", at, node: nodeOf(role).name, status: "ok", reason: null } as const;
  return { ...head, ...body };
}

function nodeOf(role: Role) {
  return role === "source" ? scene.nodes[0] : scene.nodes[1];
}

function tapOf(sightings: readonly Sighting[]): TapEvidence {
  return {
    sightings,
    links: [
      link(
        "eth0",
        scene.uplinkIfindex,
        scene.nodes.map(({ address }) => `${address}/24`),
      ),
    ],
    complete: true,
    lost: 0,
    sightingsExpected: sightings.length,
    problem: null,
  };
}

function link(name: string, ifindex: number, addresses: string[]): Link__Output {
  return {
    ...{ name, ifindex, addresses, mtu: 1500, up: true, carrier: true, mac: "", kind: "veth" },
    ...{ rxPackets: 0, txPackets: 0, rxDropped: 0, txDropped: 0, rxErrors: 0, txErrors: 0 },
    ...{ peerIfindex: 0, master: "", unusableAddresses: {} },
  };
}

function portOf(role: Role): LocalPort__Output {
  const { vethIfindex } = nodeOf(role);
  return {
    ...{ ifaceId: `${role}.default`, interface: `${role}_h`, bridge: "br-int", ofport: 1 },
    ...{ ovsError: "", podNamespace: "default", podName: role, netns: "", podInterface: "eth0" },
    ...{ veth: `${role}_h`, vethIfindex, mac: "", addresses: [], mtu: 1400, externalIds: {} },
    podPid: 1,
    limits: null,
  };
}

const attempts = Array.from({ length: scene.connections }, (_, connection): ProbeAttempt => {
  const outcome = isLost(connection) ? "timeout" : "answered";
  const key = scene.firstSourcePort + connection;
  const rest = { detail: "", reportedMtu: 0, packetBytes: 0, opened: false };
  return { key, sentUnixUs: 0, outcome, rttMs: 1, ...rest };
});

function endOf(role: Role): PlannedEnd {
  const ip = role === "source" ? scene.source : scene.destination;
  return {
    ...{ attachment: "veth", kind: "Pod", namespace: "default", name: role, interface: null },
    ...{ node: nodeOf(role).name, ips: [ip], ip, mac: null, logicalPort: `${role}.default` },
    ...{ switchName: null, router: null, gatewayIp: null, gatewayMac: null },
  };
}

const asked: PlannedSeries = {
  ...{ name: "asked", protocol: "tcp", port: scene.port, count: scene.connections },
  ...{ intervalMs: 1, waitMs: 1_000, packetBytes: null, dontFragment: false },
  ...{ identifier: scene.firstSourcePort, destination: scene.destination },
};

const named = { namespace: "default", node: null, ips: [], logicalPort: null };

const plan: Plan = {
  named: {
    source: { ...named, kind: "Pod", name: "source" },
    destination: { ...named, kind: "Pod", name: "destination" },
  },
  source: endOf("source"),
  destination: endOf("destination"),
  ...{ relation: "cross-node", sameSubnet: true, fabric: "tunnel", exit: "none" },
  conversation: {
    sources: [scene.source],
    destinations: [scene.destination],
    ports: [scene.port],
  },
  ...{ targetPort: scene.port, service: null, isAddressShared: false },
  traffic: {
    protocol: "tcp",
    port: scene.port,
    mode: "active",
    count: scene.connections,
    size: null,
  },
  series: [asked],
};
