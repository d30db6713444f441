import { readFileSync } from "node:fs";

/** Flows of a plain bridge that hold every kind of action and of match. */
export const everyAction: readonly string[] = readFileSync(
  new URL("every-action.flows", import.meta.url),
  "utf8",
)
  .trimEnd()
  .split("\n");

const shown = (last: number, actions: string): string =>
  `table=0,priority=200,ip,in_port=1,nw_dst=10.0.1.${last} actions=${actions}`;

/** What traces show in a form of its own; installed after the dumps of the others. */
export const shownForms: readonly string[] = [
  shown(1, "group:3"),
  shown(2, "set_field:3->reg0,output:NXM_NX_REG0[]"),
  shown(3, "ct(table=14)"),
  shown(4, "push_mpls:0x8847,set_mpls_ttl(3),output:2"),
  shown(5, "mod_vlan_vid:5,mod_vlan_pcp:3,output:2"),
  shown(6, "bundle(eth_src,0,active_backup,ofport,members:2,3)"),
  shown(7, "resubmit(,19)"),
  shown(8, "output:2,output:10,output:3"),
  shown(9, "ct(table=15,zone=7)"),
  shown(10, "output:10"),
  shown(11, "output:2"),
  shown(12, "controller(userdata=00.00.00.01,pause)"),
  "table=14,priority=200,ip,nw_dst=10.0.1.3 actions=output:2",
  "table=15,priority=200,ip,nw_dst=10.0.1.9 actions=resubmit(,19)",
  "table=19,priority=200 actions=drop",
];

export const hashGroup =
  "group_id=3,type=select,selection_method=hash,fields(ip_src)," +
  "bucket=actions=output:2,bucket=actions=resubmit(,19)";

/** Behind the patch port 10 of the first bridge. */
export const behindPatch: readonly string[] = [
  "priority=1,ip,nw_dst=10.0.0.4 actions=output:1",
  "priority=1,ip,nw_dst=10.0.0.5 actions=drop",
  "priority=1,ip,nw_dst=10.0.1.8 actions=output:1",
  "priority=1,ip,nw_dst=10.0.1.10 actions=drop",
];

export const groups: readonly string[] = [
  "group_id=1,type=select,bucket=weight:100,actions=output:2,bucket=weight:100,actions=output:3",
  "group_id=2,type=all,bucket=actions=output:2,bucket=actions=set_field:0x1->reg0,output:3",
];

export const meter = "meter=1,pktps,band=type=drop,rate=10";
