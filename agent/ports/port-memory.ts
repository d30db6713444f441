import type { Netns } from "./netns-list.ts";

/** What is known of a logical port from when it was whole. */
export interface RememberedPort {
  readonly ifaceId: string;
  readonly netns: Netns;
  readonly podInterface: string;
  readonly podNamespace: string;
  readonly podName: string;
  /** The OVS interface that it had. */
  readonly interface: string;
}

/** Twice the pods that a node can run. */
const defaultMaxPorts = 4_096;

/**
 * The namespaces of logical ports that were seen: a pod whose interface was taken off the bridge is
 * found again by it. At the limit the port that was seen longest ago is forgotten.
 */
export class PortMemory {
  readonly #ports = new Map<string, RememberedPort>();
  readonly #maxPorts: number;

  constructor(maxPorts: number = defaultMaxPorts) {
    this.#maxPorts = maxPorts;
  }

  get(ifaceId: string): RememberedPort | null {
    return this.#ports.get(ifaceId) ?? null;
  }

  values(): readonly RememberedPort[] {
    return [...this.#ports.values()];
  }

  remember(port: RememberedPort): void {
    this.#ports.delete(port.ifaceId);
    this.#ports.set(port.ifaceId, port);
    const [eldest] = this.#ports.keys();
    if (this.#ports.size > this.#maxPorts && eldest !== undefined) this.#ports.delete(eldest);
  }

  forget(ifaceId: string): void {
    this.#ports.delete(ifaceId);
  }

  /** What the port of this pod interface was, when its iface-id is gone. */
  ofPodInterface(inode: number, podInterface: string): RememberedPort | null {
    const isIt = (port: RememberedPort): boolean =>
      port.netns.inode === inode && port.podInterface === podInterface;
    return [...this.#ports.values()].find(isIt) ?? null;
  }
}
