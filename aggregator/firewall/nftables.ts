import { z } from "zod";
import type { Rule, Ruleset } from "./ruleset.ts";

const chainSchema = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
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
  const sets = new Map<string, readonly unknown[]>();
  const heads: z.infer<typeof chainSchema>[] = [];
  for (const object of document.data.nftables) {
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
      sets.set(`${set.data.family} ${set.data.table} ${set.data.name}`, set.data.elem ?? []);
    }
  }
  const chains = heads.map((head) => {
    const label = `${head.family} ${head.table} ${head.name}`;
    return {
      family: head.family,
      table: head.table,
      name: head.name,
      label,
      hook: head.hook ?? null,
      priority: head.prio ?? 0,
      policy: head.policy === "drop" ? ("drop" as const) : ("accept" as const),
      policyCounter: null,
      zeroIsUnknown: false,
      devices: head.dev === undefined ? null : [head.dev].flat(),
      rules: rules.get(label) ?? [],
    };
  });
  return { chains, sets, ipsets: null };
}
