import { z } from "zod";

/**
 * The ruleset of one network namespace as `nft -j list ruleset` prints it (libnftables-json(5)),
 * cut down to what decides a packet. iptables-nft rules show up here as well; what they express
 * through xtables extensions arrives as `xt` and can be matched only as "maybe".
 */
export interface Ruleset {
  readonly chains: readonly Chain[];
  /** Elements of named sets, by "family table name". */
  readonly sets: ReadonlyMap<string, readonly unknown[]>;
}

export interface Chain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  /** Null for a chain that is only jumped to. */
  readonly hook: string | null;
  readonly priority: number;
  readonly policy: "accept" | "drop";
  readonly rules: readonly Rule[];
}

export interface Rule {
  readonly handle: number;
  readonly expressions: readonly Readonly<Record<string, unknown>>[];
}

const chainSchema = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  hook: z.string().optional(),
  prio: z.number().optional(),
  policy: z.string().optional(),
});
const ruleSchema = z.object({
  family: z.string(),
  table: z.string(),
  chain: z.string(),
  handle: z.number(),
  expr: z.array(z.record(z.string(), z.unknown())),
});
const setSchema = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  elem: z.array(z.unknown()).optional(),
});
const documentSchema = z.object({ nftables: z.array(z.record(z.string(), z.unknown())) });

/**
 * Reads the JSON of nft.
 *
 * @throws {SyntaxError} when it is not the document that libnftables-json(5) describes.
 */
export function parseRuleset(json: string): Ruleset {
  if (json.trim() === "") return { chains: [], sets: new Map() };
  const document = documentSchema.safeParse(JSON.parse(json));
  if (!document.success) throw new SyntaxError("Cannot read the nftables ruleset: not its JSON");
  const rules = new Map<string, Rule[]>();
  const sets = new Map<string, readonly unknown[]>();
  const heads: z.infer<typeof chainSchema>[] = [];
  for (const object of document.data.nftables) {
    const chain = chainSchema.safeParse(object.chain);
    if (chain.success) heads.push(chain.data);
    const rule = ruleSchema.safeParse(object.rule);
    if (rule.success) {
      const key = `${rule.data.family} ${rule.data.table} ${rule.data.chain}`;
      const list = rules.get(key) ?? [];
      list.push({ handle: rule.data.handle, expressions: rule.data.expr });
      rules.set(key, list);
    }
    const set = setSchema.safeParse(object.set ?? object.map);
    if (set.success) {
      sets.set(`${set.data.family} ${set.data.table} ${set.data.name}`, set.data.elem ?? []);
    }
  }
  const chains = heads.map((head) => ({
    family: head.family,
    table: head.table,
    name: head.name,
    hook: head.hook ?? null,
    priority: head.prio ?? 0,
    policy: head.policy === "drop" ? ("drop" as const) : ("accept" as const),
    rules: rules.get(`${head.family} ${head.table} ${head.name}`) ?? [],
  }));
  return { chains, sets };
}
