import { z } from "zod";
import type { Immutable } from "../immutable.ts";
import { count } from "./verdict.ts";

const mtuPoint = z
  .object({
    node: z.string(),
    end: z.enum(["source", "destination"]),
    role: z.enum(["pod", "host-veth", "ovn0", "tunnel", "uplink"]),
    interface: z.string(),
    mtu: count,
  })
  .meta({ id: "MtuPoint" });

const pathMtu = z
  .object({
    tested: count.describe("The largest size that was tried: the source pod's MTU"),
    request: count
      .nullable()
      .describe("The largest that arrived at the destination pod; null when none did"),
    reply: count
      .nullable()
      .describe("The largest that was answered in its own size; null when none was"),
    exact: z.boolean().describe("Every larger size was seen to fail, to the byte"),
  })
  .meta({
    id: "PathMtu",
    description: "What probes with DF set found: IP packet sizes as the pods send them",
  });

export const mtuReport = z
  .object({
    overhead: count
      .nullable()
      .describe("What encapsulation adds on this path, 0 without; null when it is not known"),
    required: count
      .nullable()
      .describe("What uplinks must take for the source pod's largest packet; null: not known"),
    points: z
      .array(mtuPoint)
      .describe("Every interface on the path that could be looked at, from the source's pod on"),
    path: pathMtu
      .nullable()
      .describe("Null when no large packets were sent, or nothing is known of them"),
  })
  .meta({
    id: "MtuReport",
    description: "Sizes in bytes; MTUs are of IP packets, without the Ethernet header",
  });

export type MtuReport = Immutable<z.infer<typeof mtuReport>>;
export type MtuPoint = Immutable<z.infer<typeof mtuPoint>>;
export type PathMtu = Immutable<z.infer<typeof pathMtu>>;
