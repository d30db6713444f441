import { z } from "zod";
import { canonicalIps } from "./ip-address.ts";
import type { IpRecord, Subnet, Vpc } from "./kubernetes.ts";
import { condition, list, metadata, splitList, text } from "./manifest-schema.ts";

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

const subnetSchema = z.object({
  metadata,
  spec: z.object({
    vpc: text,
    protocol: text,
    cidrBlock: text,
    gateway: text,
    gatewayType: text,
    gatewayNode: text,
    natOutgoing: flag,
    private: flag,
    allowSubnets: list(z.string()),
    allowEWTraffic: flag,
    provider: text,
    vlan: text,
    logicalGateway: flag,
    u2oInterconnection: flag,
    enableLb: z.boolean().nullish(),
    mtu: z.number().int().nullish(),
    acls: list(
      z.object({
        direction: z.string(),
        priority: z.number().int(),
        match: z.string(),
        action: z.string(),
      }),
    ),
  }),
  status: z.object({ activateGateway: text, conditions: list(condition) }).nullish(),
});

/** Keeps of a kubeovn.io/v1 Subnet what a diagnosis needs. */
export function projectSubnet(document: unknown): Subnet {
  const { metadata: meta, spec, status } = subnetSchema.parse(document);
  const { cidrBlock, gateway, mtu, vpc, enableLb, gatewayType, ...same } = spec;
  return {
    kind: "Subnet",
    name: meta.name,
    ...same,
    vpc: vpc || "ovn-cluster",
    gatewayType: gatewayType || "distributed",
    cidrs: splitList(cidrBlock),
    gateways: canonicalIps(splitList(gateway)),
    enableLb: enableLb ?? null,
    mtu: mtu ?? 0,
    activateGateway: status?.activateGateway ?? "",
    conditions: (status?.conditions ?? [])
      .filter((one) => one.status === "True")
      .map(({ type }) => type),
  };
}

const vpcSchema = z.object({
  metadata,
  spec: z.object({ namespaces: list(z.string()) }).nullish(),
  status: z.object({ router: text, default: flag, subnets: list(z.string()) }).nullish(),
});

/** Keeps of a kubeovn.io/v1 Vpc what a diagnosis needs. */
export function projectVpc(document: unknown): Vpc {
  const { metadata: meta, spec, status } = vpcSchema.parse(document);
  return {
    kind: "Vpc",
    name: meta.name,
    namespaces: spec?.namespaces ?? [],
    router: status?.router || meta.name,
    isDefault: status?.default ?? meta.name === "ovn-cluster",
    subnets: status?.subnets ?? [],
  };
}

const ipSchema = z.object({
  metadata,
  spec: z.object({
    podName: text,
    namespace: text,
    subnet: text,
    nodeName: text,
    ipAddress: text,
    v4IpAddress: text,
    v6IpAddress: text,
    macAddress: text,
    podType: text,
  }),
});

/** Keeps of a kubeovn.io/v1 IP what a diagnosis needs. */
export function projectIp(document: unknown): IpRecord {
  const { metadata: meta, spec } = ipSchema.parse(document);
  const { podName, namespace, subnet, nodeName, podType } = spec;
  const addresses = [spec.v4IpAddress, spec.v6IpAddress, ...splitList(spec.ipAddress)];
  return {
    kind: "IP",
    name: meta.name,
    podName,
    namespace,
    subnet,
    nodeName,
    podType,
    ips: canonicalIps([...new Set(addresses)]),
    mac: spec.macAddress.toLowerCase(),
  };
}
