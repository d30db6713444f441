import { putObject } from "../../cluster-objects.ts";
import { endpointSlices, serviceObject } from "../../manifests/kubernetes.ts";
import { loadBalancersOf } from "../../northbound/services.ts";
import { nbctl } from "../../northbound/sync.ts";
import { addressFamilies, addressIn } from "../../topology/addresses.ts";
import { clusterIpsOf, podTcpPort } from "../../topology/services.ts";
import { subnetNamed, vpc } from "../../topology/topology.ts";
import { expectation, fromAToWeb, type ServiceFault, type ServicePath } from "../fault.ts";
import { endServer } from "../pod/server.ts";

/** What goes wrong between a Service and the pods behind it. */
export const serviceFaults: readonly ServiceFault[] = [
  {
    ...fromAToWeb,
    name: "service-backend-stale",
    summary:
      "the Service's load balancer sends to an address that is no endpoint and that none has",
    expect: expectation("service", "request", "LOAD_BALANCER_STALE"),
    inject: async (path) => {
      const { cidr } = subnetNamed(path.lab.topology, "ovn-default");
      await setBackends(path, `${addressIn(cidr, 64_000)}:${podTcpPort}`);
    },
  },
  {
    ...fromAToWeb,
    name: "service-one-backend-stale",
    summary: "one address in the Service's load balancer is no endpoint, and none has it",
    expect: expectation("service", "request", "LOAD_BALANCER_STALE", "degraded"),
    inject: async (path) => {
      const { lab, service } = path;
      const { cidr } = subnetNamed(lab.topology, "ovn-default");
      const pods = lab.topology.pods.filter(({ name }) => service.backends.includes(name));
      const backends = [...pods.map(({ ip }) => ip), addressIn(cidr, 64_000)];
      await setBackends(path, backends.map((ip) => `${ip}:${podTcpPort}`).join(","));
    },
  },
  {
    ...fromAToWeb,
    name: "service-backend-of-another",
    summary: "one address in the Service's load balancer is a pod's that is no endpoint",
    expect: expectation("service", "request", "LOAD_BALANCER_STALE", "degraded"),
    inject: async (path) => {
      const { lab, service } = path;
      const pods = lab.topology.pods.filter(({ name }) => service.backends.includes(name));
      const other = lab.topology.pods.find(({ name }) => name === "c");
      const backends = pods.map(({ ip }) => `${ip}:${podTcpPort}`);
      await setBackends(path, [...backends, `${other?.ip}:${unusedPort}`].join(","));
    },
  },
  {
    ...fromAToWeb,
    families: addressFamilies,
    name: "service-no-endpoints",
    summary: "no pod of the Service is ready, so it has no endpoints and no VIP",
    expect: expectation("service", "request", "SERVICE_NO_ENDPOINTS"),
    inject: async (path) => {
      const { lab, service } = path;
      for (const slice of endpointSlices(lab.topology, { ...service, backends: [] })) {
        await putObject(lab, slice);
      }
      await removeVips(path);
    },
  },
  {
    ...fromAToWeb,
    name: "service-vip-missing",
    summary: "the Service has endpoints, and no load balancer has its VIP",
    expect: expectation("service", "request", "LOAD_BALANCER_MISSING"),
    inject: async (path) => {
      await nbctl(path.lab, ["--wait=hv", "--if-exists", "lb-del", balancerOf(), vipOf(path)]);
    },
  },
  {
    ...fromAToWeb,
    families: addressFamilies,
    name: "service-load-balancer-detached",
    summary: "the load balancer with the Service's VIP is not attached to the source's switch",
    expect: expectation("service", "request", "LOAD_BALANCER_MISSING"),
    inject: async ({ lab, source }) => {
      await nbctl(lab, ["--wait=hv", "ls-lb-del", source.subnet, balancerOf()]);
    },
  },
  {
    ...fromAToWeb,
    families: addressFamilies,
    name: "service-port-mismatch",
    summary: "the Service has another port than the one that clients use",
    expect: expectation("service", "request", "SERVICE_PORT_MISMATCH"),
    inject: async (path) => {
      const { lab, service } = path;
      const ports = service.ports.map((port) => ({ ...port, port: port.port + 1 }));
      await putObject(lab, serviceObject({ ...service, ports }));
      await removeVips(path);
    },
  },
  {
    ...fromAToWeb,
    name: "service-target-port-wrong",
    summary: "the Service's target port is one on which no backend listens",
    expect: expectation("destination-pod", "request", "PORT_NOT_LISTENING"),
    inject: async (path) => {
      const { lab, service } = path;
      const ports = service.ports.map((port) => ({ ...port, targetPort: unusedPort }));
      const [slice] = endpointSlices(lab.topology, { ...service, ports }); // of IPv4
      if (slice !== undefined) await putObject(lab, slice);
      const pods = lab.topology.pods.filter(({ name }) => service.backends.includes(name));
      await setBackends(path, pods.map(({ ip }) => `${ip}:${unusedPort}`).join(","));
    },
  },
  {
    ...fromAToWeb,
    families: addressFamilies,
    name: "service-one-backend-broken",
    summary: "one of the Service's two backends does not listen",
    expect: expectation("destination-pod", "request", "PORT_NOT_LISTENING", "degraded"),
    inject: async ({ lab, service }) => {
      const pod = lab.topology.pods.find(({ name }) => name === service.backends.at(-1));
      if (pod !== undefined) await endServer(lab, pod);
    },
  },
];

const unusedPort = 8181;

/** The load balancer of Services without affinity, of TCP. */
function balancerOf(): string {
  const [first = ""] = loadBalancersOf(vpc);
  return first;
}

function vipOf({ service }: ServicePath, ip = service.clusterIp): string {
  const port = service.ports.find(({ protocol }) => protocol === "tcp")?.port;
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

/** Of both families. */
async function removeVips(path: ServicePath): Promise<void> {
  const removals = clusterIpsOf(path.service).flatMap((ip) => {
    return ["--", "--if-exists", "lb-del", balancerOf(), vipOf(path, ip)];
  });
  await nbctl(path.lab, ["--wait=hv", ...removals.slice(1)]);
}

async function setBackends(path: ServicePath, backends: string): Promise<void> {
  const vip = `vips:${JSON.stringify(vipOf(path))}=${JSON.stringify(backends)}`;
  await nbctl(path.lab, ["--wait=hv", "set", "Load_Balancer", balancerOf(), vip]);
}
