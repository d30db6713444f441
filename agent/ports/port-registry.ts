import { messageOf } from "../../lib/errors.ts";
import { inParallel } from "../../lib/in-parallel.ts";
import type { PodRef__Output } from "../../proto/gen/tapline/v1/PodRef.ts";
import type { PortList } from "../../proto/gen/tapline/v1/PortList.ts";
import type { Problem as WireProblem } from "../../proto/gen/tapline/v1/Problem.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import { type ProblemPart, problemParts } from "../../proto/wire/enums.ts";
import { toWireReason } from "../../proto/wire/reason.ts";
import type { Logger } from "../log.ts";
import { portProblems, toLocalPort } from "./local-port.ts";
import { netnsInode } from "./netns-list.ts";
import { NetnsReader, netnsReaderLimits } from "./netns-reader.ts";
import { type NodeLinks, readNodeLinks } from "./node-links.ts";
import type { OvsSource } from "./ovs-view.ts";
import { findPod, type PodLocation } from "./pod-finder.ts";
import { type PortCandidate, portCandidates, snapshotProblems } from "./port-candidate.ts";
import { type LocatedPort, PortLocator } from "./port-locator.ts";
import { PortMemory, type RememberedPort } from "./port-memory.ts";

/** The agent runs on the host network. */
const ownNetns = "/proc/self/ns/net";
/** A CNI makes several changes per pod; one look afterwards is enough. */
const refreshDelayMs = 1_000;

/** The pod interfaces of this node, joined from OVS, the namespaces and the veths. */
export class PortRegistry {
  readonly #ovs: OvsSource;
  readonly #reader: NetnsReader;
  readonly #memory = new PortMemory();
  readonly #locator: PortLocator;

  constructor(ovs: OvsSource, netnsDirs: readonly string[]) {
    this.#ovs = ovs;
    this.#reader = new NetnsReader(netnsDirs);
    this.#locator = new PortLocator(this.#reader, netnsDirs, this.#memory);
  }

  /**
   * Remembers the namespaces of ports as they come, so that they are known when a port is broken
   * before anybody asked for it. Ends with the signal.
   */
  keepCurrent(signal: AbortSignal, log: Logger): void {
    let timer: NodeJS.Timeout | null = null;
    const refresh = async (): Promise<void> => {
      timer = null;
      try {
        await this.list(signal);
      } catch (thrown) {
        if (!signal.aborted) log.debug({ error: messageOf(thrown) }, "ports not refreshed");
      }
    };
    const unsubscribe = this.#ovs.onInterfaces(() => {
      timer ??= setTimeout(() => void refresh(), refreshDelayMs);
    });
    const end = (): void => {
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
    };
    signal.addEventListener("abort", end, { once: true });
  }

  /**
   * All ports, with their link state of now.
   *
   * @throws {OvsViewError} OVSDB_UNAVAILABLE: an empty list would say that there are no pods.
   */
  async list(signal: AbortSignal): Promise<PortList> {
    const snapshot = await this.#ovs.snapshot(signal);
    const node = await readNodeLinks(signal);
    const problems = snapshotProblems(snapshot);
    const candidates = portCandidates(snapshot, node);
    const located = await inParallel(
      candidates,
      (candidate) => this.#locate(candidate, node, problems, signal),
      netnsReaderLimits.parallel,
    );
    const lost = await this.#lostPorts(located, node, problems, signal);
    const ports = [...located, ...lost].map((port) => {
      const past = this.#pastOf(port);
      problems.push(...portProblems(port, past));
      return toLocalPort(port, past);
    });
    for (const port of located) this.#remember(port);
    const { problems: skipped } = await this.#reader.list();
    return {
      ports,
      problems: [...toWireProblems("ports", problems), ...toWireProblems("namespaces", skipped)],
    };
  }

  /**
   * Finds a pod on this node: by its logical port, else where that port was, else by its addresses.
   *
   * @throws {PodError} LOCAL_POD_NOT_FOUND, or LOCAL_POD_AMBIGUOUS.
   */
  async find(ref: PodRef__Output, signal: AbortSignal): Promise<PodLocation> {
    const node = await readNodeLinks(signal);
    if (ref.hostNetwork) return this.#ownLocation(ref.logicalPort, node, signal);
    const byPort = await this.#findByPort(ref.logicalPort, node, signal);
    return findPod(ref, byPort, node, this.#reader, signal);
  }

  /** The node itself: its namespace is the agent's, its port on br-int an internal interface. */
  async #ownLocation(
    logicalPort: string,
    node: NodeLinks,
    signal: AbortSignal,
  ): Promise<PodLocation> {
    const snapshot = await this.#ovs.snapshot(signal);
    const own = portCandidates(snapshot, node).find(({ ifaceId }) => ifaceId === logicalPort);
    const netns = { inode: (await netnsInode(ownNetns)) ?? 0, path: ownNetns, pid: null };
    const podLink = own?.hostLink ?? null;
    return { netns, links: node.links, podLink, veth: null, foundBy: "logical-port" };
  }

  async #findByPort(
    logicalPort: string,
    node: NodeLinks,
    signal: AbortSignal,
  ): Promise<{ readonly located: LocatedPort[]; readonly problem: Reason | null }> {
    if (logicalPort === "") return { located: [], problem: null };
    try {
      const snapshot = await this.#ovs.snapshot(signal);
      const candidates = portCandidates(snapshot, node).filter(
        ({ ifaceId }) => ifaceId === logicalPort,
      );
      if (candidates.length === 0) candidates.push(lostCandidate(logicalPort));
      const located: LocatedPort[] = [];
      for (const candidate of candidates) {
        located.push(await this.#locator.locate(candidate, node, signal));
      }
      for (const port of located) this.#remember(port);
      return { located, problem: null };
    } catch (thrown) {
      const lost = await this.#locator.locate(lostCandidate(logicalPort), node, signal);
      return { located: [lost], problem: reasonOf(thrown) };
    }
  }

  async #locate(
    candidate: PortCandidate,
    node: NodeLinks,
    problems: Reason[],
    signal: AbortSignal,
  ): Promise<LocatedPort> {
    try {
      return await this.#locator.locate(candidate, node, signal);
    } catch (thrown) {
      const name = candidate.plugged?.iface.name ?? candidate.hostLink?.name ?? "";
      problems.push(reason("PORT_POD_UNREAD", { interface: name, why: reasonOf(thrown) }));
      return { candidate, open: null, podLink: null, veth: null };
    }
  }

  /** Ports of old whose namespace still exists and that nothing on the node leads to any more. */
  async #lostPorts(
    located: readonly LocatedPort[],
    node: NodeLinks,
    problems: Reason[],
    signal: AbortSignal,
  ): Promise<LocatedPort[]> {
    const covered = new Set(
      located.map(({ open, podLink }) => key(open?.netns.inode, podLink?.name)),
    );
    const present = new Set(located.map(({ candidate }) => candidate.ifaceId));
    const lost: LocatedPort[] = [];
    for (const past of this.#memory.values()) {
      if ((await netnsInode(past.netns.path)) !== past.netns.inode) {
        this.#memory.forget(past.ifaceId); // the pod is gone, and its port with it
      } else if (
        !present.has(past.ifaceId) &&
        !covered.has(key(past.netns.inode, past.podInterface))
      ) {
        problems.push(reason("IFACE_ID_GONE", { id: past.ifaceId }));
        const port = await this.#locate(lostCandidate(past.ifaceId), node, problems, signal);
        lost.push({ ...port, candidate: { ...port.candidate, ifaceId: "" } });
      }
    }
    return lost;
  }

  #pastOf({ candidate, open, podLink }: LocatedPort): RememberedPort | null {
    if (candidate.ifaceId !== "" || open === null) return null;
    return this.#memory.ofPodInterface(open.netns.inode, podLink?.name ?? "");
  }

  #remember({ candidate, open, podLink }: LocatedPort): void {
    const { ifaceId, plugged } = candidate;
    if (ifaceId === "" || open === null || podLink === null || plugged === null) return;
    this.#memory.remember({
      ifaceId,
      netns: open.netns,
      podInterface: podLink.name,
      podNamespace: plugged.iface.externalIds.get("pod_namespace") ?? "",
      podName: plugged.iface.externalIds.get("pod_name") ?? "",
      interface: plugged.iface.name,
    });
  }
}

function toWireProblems(part: ProblemPart, problems: readonly Reason[]): WireProblem[] {
  return problems.map((why) => ({ part: problemParts.toWire(part), why: toWireReason(why) }));
}

/** A logical port of which nothing is left on the node; only memory leads to its namespace. */
function lostCandidate(ifaceId: string): PortCandidate {
  return { ifaceId, plugged: null, hostLink: null };
}

function key(inode: number | undefined, name: string | undefined): string {
  return `${inode ?? 0} ${name ?? ""}`;
}
