import { z } from "zod";
import type { Chain, NamedSet, Rule, Ruleset } from "../ruleset.ts";

const tableSchema = z.object({
  family: z.string(),
  name: z.string(),
  flags: z.union([z.string(), z.array(z.string())]).optional(),
});
const chainSchema = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  type: z.string().optional(),
  hook: z.string().optional(),
  prio: z.number().optional(),
  policy: z.string().optional(),
  dev: z.union([z.string(), z.array(z.string())]).optional(),
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
  // Elements that an agent left out, as none of the packets can be one of them.
  left_out: z.number().optional(),
});
const documentSchema = z.object({ nftables: z.array(z.record(z.string(), z.unknown())) });

/**
 * Reads what `nft -j list ruleset` prints (libnftables-json(5)); "" is no rule at all.
 *
 * @throws {SyntaxError} when it is not the document that the man page describes.
 */
export function parseNftables(json: string): Ruleset {
  if (json.trim() === "") return { chains: [], sets: new Map(), ipsets: null };
  const document = documentSchema.safeParse(JSON.parse(json));
  if (!document.success) throw new SyntaxError("nft -j: no ruleset");
  const rules = new Map<string, Rule[]>();
  const sets = new Map<string, NamedSet>();
  const active = new Map<string, Chain["isActive"]>();
  const heads: z.infer<typeof chainSchema>[] = [];
  for (const object of document.data.nftables) {
    const table = tableSchema.safeParse(object.table);
    if (table.success) active.set(`${table.data.family} ${table.data.name}`, isActive(table.data));
    const chain = chainSchema.safeParse(object.chain);
    if (chain.success) heads.push(chain.data);
    const rule = ruleSchema.safeParse(object.rule);
    if (rule.success) {
      const key = `${rule.data.family} ${rule.data.table} ${rule.data.chain}`;
      const name = `handle ${rule.data.handle}`;
      const list = rules.get(key) ?? [];
      list.push({ key: name, label: name, expressions: rule.data.expr });
      rules.set(key, list);
    }
    const set = setSchema.safeParse(object.set ?? object.map);
    if (set.success) {
      const { family, table, name, elem = [], left_out: leftOut = 0 } = set.data;
      const own = { elements: elem, transient: [], isPartial: leftOut > 0 };
      sets.set(`${family} ${table} ${name}`, own);
    }
  }
  const chains = heads.map((head) => {
    const table = `${head.family} ${head.table}`;
    return chainOf(head, rules.get(`${table} ${head.name}`) ?? [], active.get(table) ?? "yes");
  });
  return { chains, sets, ipsets: null };
}

/**
 * Chains of a dormant table see no packet. nft 1.0.6 writes other words than its own for that flag:
 * then it may be dormant.
 */
function isActive({ flags }: z.infer<typeof tableSchema>): Chain["isActive"] {
  const said = [flags ?? []].flat();
  if (said.includes("dormant")) return "no";
  return said.every((flag) => flag === "owner" || flag === "persist") ? "yes" : "maybe";
}

function chainOf(
  head: z.infer<typeof chainSchema>,
  rules: readonly Rule[],
  isActive: Chain["isActive"],
): Chain {
  return {
    family: head.family,
    table: head.table,
    name: head.name,
    label: `${head.family} ${head.table} ${head.name}`,
    hook: head.hook ?? null,
    priority: head.prio ?? 0,
    isNat: head.type === "nat",
    isActive,
    policy: head.policy === "drop" ? "drop" : "accept",
    policyCounter: null,
    zeroIsUnknown: false,
    devices: head.dev === undefined ? null : [head.dev].flat(),
    rules,
  };
}
