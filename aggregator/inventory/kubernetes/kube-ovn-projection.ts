import { z } from "zod";
import { canonicalIps } from "../ip-address.ts";
import { condition, list, metadata, splitList, text } from "./manifest-schema.ts";
import type {
  IpRecord,
  ProviderNetwork,
  SecurityGroup,
  Subnet,
  Vip,
  Vlan,
  Vpc,
} from "./objects.ts";

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
  const { cidrBlock, gateway, mtu, vpc, enableLb, ...same } = spec;
  return {
    kind: "Subnet",
    name: meta.name,
    ...same,
    vpc: vpc || "ovn-cluster",
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

const vipSchema = z.object({
  metadata,
  spec: z.object({
    subnet: text,
    namespace: text,
    type: text,
    v4ip: text,
    v6ip: text,
    macAddress: text,
  }),
  status: z.object({ v4ip: text, v6ip: text, mac: text }).nullish(),
});

/**
 * Keeps of a kubeovn.io/v1 Vip what a diagnosis needs. The status has what the controller gave,
 * where the spec asked for nothing in particular.
 */
export function projectVip(document: unknown): Vip {
  const { metadata: meta, spec, status } = vipSchema.parse(document);
  const { subnet, namespace, type, v4ip, v6ip, macAddress } = spec;
  const addresses = [status?.v4ip || v4ip, status?.v6ip || v6ip].flatMap(splitList);
  return {
    kind: "Vip",
    name: meta.name,
    subnet,
    forNamespace: namespace,
    type,
    ips: canonicalIps(addresses),
    mac: (status?.mac || macAddress).toLowerCase(),
  };
}

const vlanSchema = z.object({
  metadata,
  spec: z.object({ id: z.number().int().nullish(), provider: text }),
});

/** Keeps of a kubeovn.io/v1 Vlan what a diagnosis needs. */
export function projectVlan(document: unknown): Vlan {
  const { metadata: meta, spec } = vlanSchema.parse(document);
  return { kind: "Vlan", name: meta.name, id: spec.id ?? 0, provider: spec.provider };
}

const providerNetworkSchema = z.object({
  metadata,
  spec: z.object({
    defaultInterface: text,
    customInterfaces: list(z.object({ interface: text, nodes: list(z.string()) })),
    excludeNodes: list(z.string()),
    exchangeLinkName: flag,
  }),
  status: z
    .object({ ready: flag, readyNodes: list(z.string()), notReadyNodes: list(z.string()) })
    .nullish(),
});

/** Keeps of a kubeovn.io/v1 ProviderNetwork what a diagnosis needs. */
export function projectProviderNetwork(document: unknown): ProviderNetwork {
  const { metadata: meta, spec, status } = providerNetworkSchema.parse(document);
  return {
    kind: "ProviderNetwork",
    name: meta.name,
    ...spec,
    ready: status?.ready ?? false,
    readyNodes: status?.readyNodes ?? [],
    notReadyNodes: status?.notReadyNodes ?? [],
  };
}

const wholeNumber = z
  .number()
  .int()
  .nullish()
  .transform((value) => value ?? 0);

const groupRules = list(
  z.object({
    ipVersion: text,
    protocol: text,
    priority: wholeNumber,
    remoteType: text,
    remoteAddress: text,
    remoteSecurityGroup: text,
    portRangeMin: wholeNumber,
    portRangeMax: wholeNumber,
    policy: text,
  }),
);

const securityGroupSchema = z.object({
  metadata,
  spec: z
    .object({ ingressRules: groupRules, egressRules: groupRules, allowSameGroupTraffic: flag })
    .nullish(),
  status: z.object({ portGroup: text }).nullish(),
});

/** Keeps of a kubeovn.io/v1 SecurityGroup what a diagnosis needs. */
export function projectSecurityGroup(document: unknown): SecurityGroup {
  const { metadata: meta, spec, status } = securityGroupSchema.parse(document);
  return {
    kind: "SecurityGroup",
    name: meta.name,
    allowSameGroupTraffic: spec?.allowSameGroupTraffic ?? false,
    ingress: spec?.ingressRules ?? [],
    egress: spec?.egressRules ?? [],
    portGroup: status?.portGroup ?? "",
  };
}
