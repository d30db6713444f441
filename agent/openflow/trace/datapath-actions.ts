import { parseCall, splitTopLevel } from "../split.ts";

/** What the datapath is told to do with a packet (odp-util of OVS), as far as a path needs it. */
export interface DatapathEffects {
  /** Datapath port numbers or names that the packet leaves by; not OpenFlow ports. */
  readonly outputs: readonly string[];
  readonly tunnels: readonly TunnelOutput[];
  /** Handed to a controller (an upcall with `controller(…)`): in br-int to ovn-controller. */
  readonly controller: boolean;
  readonly recirculations: readonly Recirculation[];
}

export interface TunnelOutput {
  readonly kind: "geneve" | "vxlan" | "other";
  readonly remoteIp: string | null;
  /** Null where the kernel's route decides, which a kernel tunnel leaves to it. */
  readonly localIp: string | null;
  /** VNI: with Geneve the tunnel key of the logical datapath. */
  readonly tunnelKey: number | null;
  /** OVN's Geneve option (class 0x102, type 0x80): logical port keys, null with VXLAN. */
  readonly ingressPortKey: number | null;
  readonly egressPortKey: number | null;
}

export interface Recirculation {
  readonly id: string;
  /** `conntrack` is followed by ofproto/trace as a section of its own; `other` (hash) never is. */
  readonly cause: "conntrack" | "other";
}

interface Collected {
  outputs: string[];
  tunnels: TunnelOutput[];
  controller: boolean;
  recirculations: Recirculation[];
}

/**
 * Reads the line "Datapath actions:" of ofproto/trace; actions it does not know have no effect.
 *
 * @param mirrors datapath ports that get the copies of mirrors: what goes there is not the packet.
 */
export function datapathEffects(
  text: string,
  mirrors: ReadonlySet<string> = new Set(),
): DatapathEffects {
  const found: Collected = { outputs: [], tunnels: [], controller: false, recirculations: [] };
  collect(text, found, mirrors);
  return found;
}

/** Actions that carry lists of actions, of which some or all are executed. */
const containers = new Set(["clone", "sample", "actions", "check_pkt_len", "gt", "le"]);
/** What stands beside the lists of a container: `sample=50%`, `size=1500`. */
const argument = /^[a-z_]+=[^(]*$/;

function collect(text: string, found: Collected, mirrors: ReadonlySet<string>): void {
  let previous = "";
  // Where a kernel tunnel leads is known before the port that leads there; where a native one
  // leaves the node, after what is pushed.
  let tunnel: TunnelOutput | null = null;
  let isCopy = false;
  for (const piece of splitTopLevel(text)) {
    const call = parseCall(piece.trim());
    // Without a zone and anything to do it is printed bare.
    const name = call?.name ?? (piece === "ct" ? "ct" : "");
    if (call === null) {
      previous = name;
      if (piece === "drop" || !isPort(piece)) continue;
      if (!isCopy && !mirrors.has(piece)) {
        found.outputs.push(piece);
        if (tunnel !== null) found.tunnels.push(tunnel);
      }
      tunnel = null;
      isCopy = false;
    } else if (name === "recirc") {
      const cause = previous === "ct" ? "conntrack" : "other";
      found.recirculations.push({ id: call.inside, cause });
    } else if (name === "tnl_push") {
      isCopy = mirrors.has(tunnelPort(call.inside));
      if (!isCopy) found.tunnels.push(nativeTunnel(call.inside));
    } else if (name === "tnl_pop") {
      found.outputs.push(call.inside); // to the tunnel's own port, which takes it out
    } else if (name === "set" && call.inside.startsWith("tunnel(")) {
      tunnel = kernelTunnel(call.inside);
    } else if (name === "userspace") found.controller ||= call.inside.includes("controller(");
    else if (containers.has(name)) collect(call.inside, found, mirrors);
    previous = name === "hash" ? "hash" : name || previous;
  }
}

/** The tunnel's own port in the datapath: `tnl_push(tnl_port(5),header(…),out_port(1))`. */
function tunnelPort(inside: string): string {
  return /^tnl_port\((?<port>[^)]*)\)/.exec(inside)?.groups?.port ?? "";
}

const portless = new Set(["ct", "ct_clear", "pop_vlan", "pop_eth", "pop_nsh", "dec_ttl", "exit"]);

function isPort(piece: string): boolean {
  return piece !== "" && !argument.test(piece) && !portless.has(piece);
}

function nativeTunnel(inside: string): TunnelOutput {
  const address = /ipv[46]\(src=([0-9a-f.:]+),dst=([0-9a-f.:]+)/.exec(inside);
  const ports = ovnOption(inside);
  return {
    kind: /\bgeneve\(/.test(inside) ? "geneve" : /\bvxlan\(/.test(inside) ? "vxlan" : "other",
    remoteIp: address?.[2] ?? null,
    localIp: address?.[1] ?? null,
    tunnelKey: hexOf(/\bvni=(0x[0-9a-f]+)/, inside),
    ...ports,
  };
}

function kernelTunnel(inside: string): TunnelOutput {
  const ports = ovnOption(inside);
  const udpPort = /\btp_dst=(\d+)/.exec(inside)?.[1];
  const geneve = inside.includes("geneve(") || udpPort === "6081";
  return {
    kind: geneve ? "geneve" : udpPort === "4789" ? "vxlan" : "other",
    remoteIp: /\b(?:ipv6_)?dst=([0-9a-f.:]+)/.exec(inside)?.[1] ?? null,
    localIp: /\b(?:ipv6_)?src=([0-9a-f.:]+)/.exec(inside)?.[1] ?? null,
    tunnelKey: hexOf(/\btun_id=(0x[0-9a-f]+)/, inside),
    ...ports,
  };
}

function ovnOption(text: string): Pick<TunnelOutput, "ingressPortKey" | "egressPortKey"> {
  const value = hexOf(/class=0x102,type=0x80,len=4,(0x[0-9a-f]+)/, text);
  if (value === null) return { ingressPortKey: null, egressPortKey: null };
  return { ingressPortKey: (value >>> 16) & 0x7fff, egressPortKey: value & 0xffff };
}

function hexOf(pattern: RegExp, text: string): number | null {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}
