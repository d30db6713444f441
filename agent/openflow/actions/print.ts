import { printConntrack, printNat } from "./conntrack.ts";
import { printController } from "./controller.ts";
import { printLearnItem } from "./learn.ts";
import type { Action, Actions } from "./types.ts";

/** Prints actions as ovs-ofctl does: `printActions(parseActions(text))` is `text`. */
export function printActions(actions: Actions): string {
  return actions.map(printAction).join(",");
}

export function printAction(action: Action): string {
  switch (action.kind) {
    case "unknown":
      return action.text;
    case "output":
      return printOutput(action.port, action.maxLength);
    case "output_reserved":
      return action.port;
    case "output_field":
      return `output:${action.field}`;
    case "resubmit":
      return printResubmit(action);
    case "set_field": {
      const mask = action.mask === null ? "" : `/${action.mask}`;
      return `set_field:${action.value}${mask}->${action.field}`;
    }
    case "load":
      return `load:${action.value}->${action.field}`;
    case "move":
      return `move:${action.source}->${action.destination}`;
    case "push":
    case "pop":
    case "delete_field":
      return `${action.kind}:${action.field}`;
    case "ct":
      return printConntrack(action, printActions);
    case "nat":
      return printNat(action);
    case "learn":
      return `learn(${action.items.map(printLearnItem).join(",")})`;
    case "group":
    case "meter":
    case "set_queue":
      return `${action.kind}:${action.id}`;
    case "controller":
      return printController(action);
    case "dec_ttl":
      return action.controllers === null ? "dec_ttl" : `dec_ttl(${action.controllers.join(",")})`;
    case "conjunction":
      return `conjunction(${action.id},${action.clause}/${action.clauses})`;
    case "note":
      return `note:${action.bytes}`;
    case "clone":
    case "write_actions":
    case "apply_actions":
      return `${action.kind}(${printActions(action.actions)})`;
    case "check_pkt_larger":
      return `check_pkt_larger(${action.length})->${action.field}`;
    case "goto_table":
      return `goto_table:${action.table}`;
    case "call":
      return `${action.name}(${action.args.join(",")})`;
    case "modify":
      return `${action.name}:${action.value}`;
    case "plain":
      return action.name;
    case "drop":
    case "exit":
    case "ct_clear":
    case "pop_queue":
    case "clear_actions":
      return action.kind;
  }
}

function printOutput(port: string, maxLength: number | null): string {
  return maxLength === null ? `output:${port}` : `output(port=${port},max_len=${maxLength})`;
}

function printResubmit(action: Action & { readonly kind: "resubmit" }): string {
  const { port, table, conntrack } = action;
  if (table === null && !conntrack && port !== null) return `resubmit:${port}`;
  return `resubmit(${port ?? ""},${table ?? ""}${conntrack ? ",ct" : ""})`;
}
