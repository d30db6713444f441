import { parseCall, splitTopLevel } from "../split.ts";
import { parseConntrack, parseNat } from "./conntrack.ts";
import { parseController } from "./controller.ts";
import { parseLearn } from "./learn.ts";
import {
  type Action,
  type Actions,
  callNames,
  modifyNames,
  plainNames,
  reservedPorts,
} from "./types.ts";

/**
 * Parses a list of actions as `ovs-ofctl dump-flows` prints it after "actions=".
 *
 * Never throws: an action that this version does not know, or with arguments that it does not
 * know, is kept whole as `unknown`. `printActions` gives the text back.
 */
export function parseActions(text: string): Actions {
  return splitTopLevel(text).map(parseAction);
}

/** `inside` of `name(inside)`, `value` of `name:value`, or neither. */
interface ActionText {
  readonly name: string;
  readonly value: string | null;
  readonly inside: string | null;
}

type Parser = (action: ActionText) => Action | null;

/** Parses one action; `parseActions` splits a list. */
export function parseAction(text: string): Action {
  return parse(text) ?? { kind: "unknown", text };
}

function parse(text: string): Action | null {
  const parts = takeApart(text);
  if (parts === null) return checkPacketLarger(text);
  return parsers.get(parts.name)?.(parts) ?? null;
}

function takeApart(text: string): ActionText | null {
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x3a) {
      return { name: text.slice(0, at), value: text.slice(at + 1), inside: null };
    }
    if (char === 0x28) {
      const call = parseCall(text);
      return call === null ? null : { name: call.name, value: null, inside: call.inside };
    }
  }
  return { name: text, value: null, inside: null };
}

function checkPacketLarger(text: string): Action | null {
  const found = /^check_pkt_larger\((\d+)\)->(\S+)$/.exec(text);
  const [, length, field] = found ?? [];
  if (length === undefined || field === undefined) return null;
  return { kind: "check_pkt_larger", length: Number(length), field };
}

function output({ value, inside }: ActionText): Action | null {
  if (inside !== null) {
    const [, port, length] = /^port=(.+),max_len=(\d+)$/.exec(inside) ?? [];
    return port === undefined ? null : { kind: "output", port, maxLength: Number(length) };
  }
  if (value === null || value === "") return null;
  if (!value.startsWith('"') && value.endsWith("]")) return { kind: "output_field", field: value };
  return { kind: "output", port: value, maxLength: null };
}

function resubmit({ value, inside }: ActionText): Action | null {
  if (inside === null) {
    return value ? { kind: "resubmit", port: value, table: null, conntrack: false } : null;
  }
  const [port = "", table = "", conntrack, ...more] = splitTopLevel(inside);
  if (more.length > 0 || (conntrack !== undefined && conntrack !== "ct")) return null;
  return {
    kind: "resubmit",
    port: port === "" ? null : port,
    table: table === "" ? null : table,
    conntrack: conntrack === "ct",
  };
}

function setField({ value }: ActionText): Action | null {
  const arrow = value?.lastIndexOf("->") ?? -1;
  if (value === null || arrow < 0) return null;
  const slash = value.lastIndexOf("/", arrow);
  return {
    kind: "set_field",
    value: value.slice(0, slash < 0 ? arrow : slash),
    mask: slash < 0 ? null : value.slice(slash + 1, arrow),
    field: value.slice(arrow + 2),
  };
}

function load({ value }: ActionText): Action | null {
  const arrow = value?.indexOf("->") ?? -1;
  if (value === null || arrow < 1) return null;
  return { kind: "load", value: value.slice(0, arrow), field: value.slice(arrow + 2) };
}

function move({ value }: ActionText): Action | null {
  const arrow = value?.indexOf("->") ?? -1;
  if (value === null || arrow < 1) return null;
  return { kind: "move", source: value.slice(0, arrow), destination: value.slice(arrow + 2) };
}

function decTtl({ value, inside }: ActionText): Action | null {
  if (value !== null) return null;
  if (inside === null) return { kind: "dec_ttl", controllers: null };
  const controllers = splitTopLevel(inside).map(Number);
  return controllers.every(Number.isSafeInteger) ? { kind: "dec_ttl", controllers } : null;
}

function conjunction({ inside }: ActionText): Action | null {
  const found = /^(\d+),(\d+)\/(\d+)$/.exec(inside ?? "");
  if (found === null) return null;
  const [id = 0, clause = 0, clauses = 0] = found.slice(1).map(Number);
  return { kind: "conjunction", id, clause, clauses };
}

function note({ value }: ActionText): Action | null {
  if (value === null || !/^([0-9a-f]{2}(\.[0-9a-f]{2})*)?$/.test(value)) return null;
  return { kind: "note", bytes: value };
}

function bare(kind: "drop" | "exit" | "ct_clear" | "pop_queue" | "clear_actions"): Parser {
  return ({ value, inside }) => (value === null && inside === null ? { kind } : null);
}

function ofField(kind: "push" | "pop" | "delete_field"): Parser {
  return ({ value }) => (value ? { kind, field: value } : null);
}

function withId(kind: "group" | "meter" | "set_queue"): Parser {
  return ({ value }) => (/^\d+$/.test(value ?? "") ? { kind, id: Number(value) } : null);
}

function nested(kind: "clone" | "write_actions" | "apply_actions"): Parser {
  return ({ inside }) => (inside === null ? null : { kind, actions: parseActions(inside) });
}

const parsers = new Map<string, Parser>([
  ["output", output],
  ["resubmit", resubmit],
  ["set_field", setField],
  ["load", load],
  ["move", move],
  ["dec_ttl", decTtl],
  ["conjunction", conjunction],
  ["note", note],
  ["ct", ({ inside }) => parseConntrack(inside, parseActions)],
  ["nat", ({ value, inside }) => (value === null ? parseNat(inside) : null)],
  ["learn", ({ inside }) => parseLearn(inside)],
  ["controller", ({ inside }) => parseController(inside)],
  ["CONTROLLER", ({ value }) => parseController(`max_len=${value}`, true)],
  ["goto_table", ({ value }) => (value ? { kind: "goto_table", table: value } : null)],
  ...(["drop", "exit", "ct_clear", "pop_queue", "clear_actions"] as const).map(
    (kind) => [kind, bare(kind)] as const,
  ),
  ...(["push", "pop", "delete_field"] as const).map((kind) => [kind, ofField(kind)] as const),
  ...(["group", "meter", "set_queue"] as const).map((kind) => [kind, withId(kind)] as const),
  ...(["clone", "write_actions", "apply_actions"] as const).map(
    (kind) => [kind, nested(kind)] as const,
  ),
  ...callNames.map((name): [string, Parser] => [
    name,
    ({ inside }) => (inside === null ? null : { kind: "call", name, args: splitTopLevel(inside) }),
  ]),
  ...modifyNames.map((name): [string, Parser] => [
    name,
    ({ value }) => (value ? { kind: "modify", name, value } : null),
  ]),
  ...reservedPorts.map((port): [string, Parser] => [
    port,
    ({ value, inside }) =>
      value === null && inside === null ? { kind: "output_reserved", port } : null,
  ]),
  ...plainNames.map((name): [string, Parser] => [
    name,
    ({ value, inside }) => (value === null && inside === null ? { kind: "plain", name } : null),
  ]),
]);

/** True when an action, at any depth, is one that this version does not know. */
export function hasUnknown(actions: Actions): boolean {
  return actions.some((action) => {
    if (action.kind === "unknown") return true;
    if (action.kind === "ct") return action.exec !== null && hasUnknown(action.exec);
    return "actions" in action && hasUnknown(action.actions);
  });
}
