import { parseCall, splitTopLevel } from "../split.ts";
import type { Actions, ConntrackAction, NatAction } from "./types.ts";

/**
 * Parses what stands in `ct(…)`; null for an argument that is not known.
 *
 * @param parseNested how the actions in `exec(…)` are parsed.
 */
export function parseConntrack(
  inside: string | null,
  parseNested: (text: string) => Actions,
): ConntrackAction | null {
  if (inside === null) return null;
  let commit = false;
  let force = false;
  let table: string | null = null;
  let zone: string | null = null;
  let nat: NatAction | null = null;
  let exec: Actions | null = null;
  let alg: string | null = null;
  for (const piece of splitTopLevel(inside)) {
    if (piece === "commit") commit = true;
    else if (piece === "force") force = true;
    else if (piece.startsWith("table=")) table = piece.slice(6);
    else if (piece.startsWith("zone=")) zone = piece.slice(5);
    else if (piece.startsWith("alg=")) alg = piece.slice(4);
    else if (piece === "nat" || piece.startsWith("nat(")) {
      nat = parseNat(parseCall(piece)?.inside ?? null);
      if (nat === null) return null;
    } else if (piece.startsWith("exec(")) {
      const call = parseCall(piece);
      if (call === null) return null;
      exec = parseNested(call.inside);
    } else return null;
  }
  return { kind: "ct", commit, force, table, zone, nat, exec, alg };
}

/** Parses what stands in `nat(…)`, null for a bare `nat`; null for a flag that is not known. */
export function parseNat(inside: string | null): NatAction | null {
  let direction: NatAction["direction"] = null;
  let range: string | null = null;
  const flags: string[] = [];
  for (const piece of splitTopLevel(inside ?? "")) {
    const [, side, value] = /^(src|dst)(?:=(.+))?$/.exec(piece) ?? [];
    if (side === "src" || side === "dst") {
      direction = side;
      range = value ?? null;
    } else if (piece === "persistent" || piece === "hash" || piece === "random") flags.push(piece);
    else return null;
  }
  return { kind: "nat", direction, range, flags };
}

/** In the order of ovs-ofctl. */
export function printConntrack(
  action: ConntrackAction,
  printNested: (actions: Actions) => string,
): string {
  const pieces: string[] = [];
  if (action.commit) pieces.push("commit");
  if (action.force) pieces.push("force");
  if (action.table !== null) pieces.push(`table=${action.table}`);
  if (action.zone !== null) pieces.push(`zone=${action.zone}`);
  if (action.nat !== null) pieces.push(printNat(action.nat));
  if (action.exec !== null) pieces.push(`exec(${printNested(action.exec)})`);
  if (action.alg !== null) pieces.push(`alg=${action.alg}`);
  return `ct(${pieces.join(",")})`;
}

export function printNat({ direction, range, flags }: NatAction): string {
  const side = direction === null ? [] : [range === null ? direction : `${direction}=${range}`];
  const pieces = [...side, ...flags];
  return pieces.length === 0 ? "nat" : `nat(${pieces.join(",")})`;
}
