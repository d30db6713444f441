import type { Diagnosis, PathMtu } from "../../../proto/documents/v1/diagnosis.ts";
import { paragraph } from "../style.ts";
import { table } from "../table.ts";
import type { Context } from "./context.ts";

/** The MTU of every interface on the path, and what really passes. */
export function mtuLines({ mtu }: Diagnosis, context: Context): string[] {
  if (mtu === undefined || mtu.points.length === 0) return [];
  const { style, words, options } = context;
  const needed = (role: string): number | null => (role === "uplink" ? mtu.required : null);
  const rows = mtu.points.map(({ node, role, interface: name, mtu: bytes }) => {
    const wanted = needed(role);
    const small = wanted !== null && bytes < wanted;
    const told = small ? style.bad(words.mtu.tooSmall(bytes, wanted)) : String(bytes);
    return [node, words.mtu.role[role], name, told];
  });
  const header = [words.node, words.mtu.what, words.interface, "MTU"].map(style.quiet);
  const lines = table([header, ...rows], { columns: options.columns, indent: "  " });
  const passes =
    mtu.path === null ? [] : [paragraph(pathLine(mtu.path, context), options.columns, "  ")];
  return [style.heading(words.mtu.heading), ...lines, ...passes];
}

function pathLine(path: PathMtu, { words }: Context): string {
  const { tested, request, reply } = path;
  if (request === tested && reply === tested) return words.mtu.allPass(tested);
  return words.mtu.largest(request, reply, tested);
}
