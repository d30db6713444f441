import { readFileSync } from "node:fs";

/** Flows of a plain bridge that hold every kind of action and of match. */
export const everyAction: readonly string[] = readFileSync(
  new URL("every-action.flows", import.meta.url),
  "utf8",
)
  .trimEnd()
  .split("\n");

/** Behind the patch port 10 of the first bridge. */
export const behindPatch: readonly string[] = [
  "priority=1,ip,nw_dst=10.0.0.4 actions=output:1",
  "priority=1,ip,nw_dst=10.0.0.5 actions=drop",
];

export const groups: readonly string[] = [
  "group_id=1,type=select,bucket=weight:100,actions=output:2,bucket=weight:100,actions=output:3",
  "group_id=2,type=all,bucket=actions=output:2,bucket=actions=set_field:0x1->reg0,output:3",
];

export const meter = "meter=1,pktps,band=type=drop,rate=10";
