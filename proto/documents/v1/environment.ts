import { z } from "zod";
import type { Immutable } from "../immutable.ts";
import { because, documentReason } from "./reason.ts";
import { name } from "./verdict.ts";

const reason = z.string().nullable().describe("Why something here is not known");

const kubeOvnEnvironment = z
  .object({
    version: name.describe("Null when nothing that was looked at tells it"),
    from: name,
    source: documentReason.exactOptional().describe("What `from` was made of"),
    reason,
    because,
  })
  .meta({ id: "KubeOvnEnvironment" });

const nicEnvironment = z
  .object({
    name: z.string(),
    driver: name,
    version: name,
    firmware: name,
    offloads: z
      .record(z.string(), z.boolean())
      .describe("Of what may harm encapsulated packets: ethtool's names, and whether they are on"),
  })
  .meta({
    id: "NicEnvironment",
    description: "A NIC as ethtool(8) tells of it; a null is not known",
  });

const nodeEnvironment = z
  .object({
    node: z.string(),
    ovn: name,
    ovs: name,
    datapath: name.describe("`system` (the kernel's) or `netdev` (userspace)"),
    kernel: name,
    tunnel: name.describe("`geneve`, `vxlan`"),
    encapIps: z.array(z.string()),
    nics: z
      .array(nicEnvironment)
      .exactOptional()
      .describe("By which its tunnels leave; absent where it is not known"),
    reason,
    because,
  })
  .meta({ id: "NodeEnvironment", description: "A null is not known" });

const endEnvironment = z
  .object({
    node: name,
    subnet: name,
    vpc: name,
    cidrs: z.array(z.string()),
    gatewayType: name,
    gatewayNode: name,
    natOutgoing: z.boolean().nullable(),
    vlan: name.describe("VLAN of an underlay subnet; null for an overlay or where it is not known"),
    reason,
    because,
  })
  .meta({ id: "EndEnvironment" });

export const environment = z
  .object({
    kubeOvn: kubeOvnEnvironment,
    nodes: z.array(nodeEnvironment).describe("Every node of the path"),
    source: endEnvironment,
    destination: endEnvironment,
    sameNode: z.boolean(),
    sameSubnet: z.boolean(),
    sameVpc: z.boolean().nullable().describe("Null where a VPC is not known"),
  })
  .meta({ id: "Environment", description: "What a path runs on" });

export type Environment = Immutable<z.infer<typeof environment>>;
export type KubeOvnEnvironment = Immutable<z.infer<typeof kubeOvnEnvironment>>;
export type NicEnvironment = Immutable<z.infer<typeof nicEnvironment>>;
export type NodeEnvironment = Immutable<z.infer<typeof nodeEnvironment>>;
export type EndEnvironment = Immutable<z.infer<typeof endEnvironment>>;
