import { addressIn } from "./addresses.ts";

export const serviceCidr6 = "fd00:10:96::/112";
/** Ports of the servers in every pod and on every host outside. */
export const podTcpPort = 8080;
export const podUdpPort = 9090;

export interface ServiceSpec {
  readonly namespace: string;
  readonly name: string;
  /** "None" for a headless Service. */
  readonly clusterIp: string;
  /** Keeps a client at one backend (`sessionAffinity: ClientIP`). */
  readonly sticky: boolean;
  readonly ports: readonly ServicePort[];
  /** Names of the pods behind it, in `namespace`. */
  readonly backends: readonly string[];
}

export interface ServicePort {
  readonly name: string;
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  readonly targetPort: number;
  /** What the Service calls the target port, by the name that the container gives it. */
  readonly targetPortName?: string;
}

/** Cluster IP of a Service that has none. */
export const headless = "None";
/** How long a client stays with a backend: the default of Kubernetes and of Kube-OVN. */
export const affinitySeconds = 10_800;

const http: ServicePort = { name: "http", protocol: "tcp", port: 80, targetPort: podTcpPort };
const echo: ServicePort = { name: "echo", protocol: "udp", port: 53, targetPort: podUdpPort };
const common = { namespace: "default", sticky: false, ports: [http, echo] };

/** The Services of a lab: one of each kind that packets treat differently. */
export const declaredServices: readonly ServiceSpec[] = [
  { ...common, name: "web", clusterIp: "10.96.0.10", backends: ["b", "d"] },
  { ...common, name: "sticky", clusterIp: "10.96.0.11", sticky: true, backends: ["b", "d"] },
  { ...common, name: "empty", clusterIp: "10.96.0.12", backends: [] },
  { ...common, name: "headless", clusterIp: headless, backends: ["b", "c"] },
  {
    ...common,
    name: "named",
    clusterIp: "10.96.0.14",
    ports: [{ ...http, targetPortName: "http" }],
    backends: ["b"],
  },
  { ...common, name: "near", clusterIp: "10.96.0.15", backends: ["c"] },
  { ...common, name: "host-backed", clusterIp: "10.96.0.16", backends: ["h"] },
];

/** A Service's addresses of both families, IPv4 first; `None` for a headless one. */
export function clusterIpsOf({ clusterIp }: ServiceSpec): string[] {
  if (clusterIp === headless) return [headless];
  return [clusterIp, addressIn(serviceCidr6, Number(clusterIp.split(".")[3]))];
}
