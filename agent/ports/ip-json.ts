import { z } from "zod";
import { TaplineError } from "../../lib/errors.ts";

/** What ip(8) printed instead of the JSON that was asked for. */
export type IpJsonErrorType = { readonly code: "BAD_IP_JSON"; readonly reason: string };
export class IpJsonError extends TaplineError<IpJsonErrorType> {}

const count = z.number().default(0);
const statistics = z.object({ packets: count, dropped: count, errors: count });
const none = { packets: 0, dropped: 0, errors: 0 };

/** One element of `ip -j -d -s addr` (iproute2 6.1): the members that are used. */
const linkSchema = z.object({
  ifindex: z.number(),
  ifname: z.string(),
  flags: z.array(z.string()).default([]),
  mtu: z.number().default(0),
  address: z.string().default(""),
  /** The name of a peer in the same namespace, instead of `link_index`. */
  link: z.string().nullish(),
  link_index: z.number().default(0),
  link_netnsid: z.number().nullish(),
  master: z.string().default(""),
  link_type: z.string().default(""),
  linkinfo: z.object({ info_kind: z.string().default("") }).nullish(),
  addr_info: z
    .array(
      z.object({
        local: z.string().optional(),
        prefixlen: z.number().default(0),
        /** Flags of duplicate address detection (ip-address(8)). */
        tentative: z.boolean().default(false),
        dadfailed: z.boolean().default(false),
      }),
    )
    .default([]),
  stats64: z.object({ rx: statistics, tx: statistics }).default({ rx: none, tx: none }),
});

export type IpLink = z.infer<typeof linkSchema>;

const routeSchema = z.object({
  dst: z.string().default("default"),
  gateway: z.string().optional(),
  via: z.object({ host: z.string() }).optional(),
  dev: z.string().default(""),
  prefsrc: z.string().default(""),
  type: z.string().default(""),
  table: z.string().default(""),
});

export type IpRoute = z.infer<typeof routeSchema>;

const neighbourSchema = z.object({
  dst: z.string(),
  dev: z.string().default(""),
  lladdr: z.string().default(""),
  state: z.array(z.string()).default([]),
});

export type IpNeighbour = z.infer<typeof neighbourSchema>;

/** `ip -j -d -s addr`. @throws {IpJsonError} */
export function parseIpLinks(text: string): IpLink[] {
  return parseList(text, linkSchema);
}

/** `ip -j route`, `ip -j route get`. @throws {IpJsonError} */
export function parseIpRoutes(text: string): IpRoute[] {
  return parseList(text, routeSchema);
}

/** `ip -j neigh`. @throws {IpJsonError} */
export function parseIpNeighbours(text: string): IpNeighbour[] {
  return parseList(text, neighbourSchema);
}

/** `ip -j netns list-id`: names of namespaces by the id that links of this one have for them. */
export function parseNetnsIds(text: string): Map<number, string> {
  const schema = z.object({ nsid: z.number(), name: z.string().optional() });
  const named = parseList(text, schema).flatMap(({ nsid, name }) =>
    name === undefined ? [] : ([[nsid, name]] as const),
  );
  return new Map(named);
}

/** ip(8) prints nothing, or `[{},{}]` with holes, where it has nothing to say. */
function parseList<T>(text: string, element: z.ZodType<T>): T[] {
  if (text.trim() === "") return [];
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw badJson(`no JSON: ${text.slice(0, 80)}`);
  }
  if (!Array.isArray(json)) throw badJson("no list");
  const filled = json.filter((item) => typeof item !== "object" || !isEmpty(item));
  const result = z.array(element).safeParse(filled);
  if (!result.success) throw badJson(z.prettifyError(result.error).slice(0, 200));
  return result.data;
}

function isEmpty(item: object | null): boolean {
  return item !== null && Object.keys(item).length === 0;
}

function badJson(reason: string): IpJsonError {
  return new IpJsonError(
    { code: "BAD_IP_JSON", reason },
    `Cannot read the output of ip: ${reason}`,
  );
}
