import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";
import { run } from "../../lib/exec.ts";

/** A private Open vSwitch in a folder: no namespace, no datapath module, no network at all. */
export interface BenchSwitch {
  readonly runDir: string;
  stop(): Promise<void>;
}

const schema = "/usr/share/openvswitch/vswitch.ovsschema";
const timeoutMs = 60_000;

export async function startSwitch(runDir: string): Promise<BenchSwitch> {
  const env = { OVS_RUNDIR: runDir, OVS_LOGDIR: runDir };
  const at = (name: string): string => join(runDir, name);
  const daemon = (name: string): string[] => [
    "--detach",
    "--no-chdir",
    `--pidfile=${at(`${name}.pid`)}`,
    `--unixctl=${at(`${name}.ctl`)}`,
    `--log-file=${at(`${name}.log`)}`,
    "-vconsole:off",
  ];
  const stop = async (): Promise<void> => {
    for (const name of ["vswitchd", "ovsdb"]) {
      const pid = Number(await readFile(at(`${name}.pid`), "utf8").catch(() => "0"));
      const exit = ["ovs-appctl", "-t", at(`${name}.ctl`), "exit"];
      await run(exit, { timeoutMs, env }).catch(() => {}); // it may never have started
      await ended(pid);
    }
  };
  try {
    const remote = `--remote=punix:${at("db.sock")}`;
    await run(["ovsdb-tool", "create", at("conf.db"), schema], { timeoutMs, env });
    await run(["ovsdb-server", at("conf.db"), remote, ...daemon("ovsdb")], { timeoutMs, env });
    const vsctl = ["ovs-vsctl", `--db=unix:${at("db.sock")}`, "--timeout=10"];
    await run([...vsctl, "--no-wait", "init"], { timeoutMs, env });
    const dummy = ["--enable-dummy=override", "--disable-system", "--disable-system-route"];
    const vswitchd = ["ovs-vswitchd", `unix:${at("db.sock")}`, ...dummy, ...daemon("vswitchd")];
    await run(vswitchd, { timeoutMs, env });
    const bridge = ["set", "bridge", "br0", "datapath_type=dummy", "fail_mode=secure"];
    await run([...vsctl, "add-br", "br0", "--", ...bridge], { timeoutMs, env });
  } catch (error) {
    await stop();
    throw error;
  }
  return { runDir, stop };
}

/** A daemon answers "exit" before it ends; freeing 100,000 flows takes it a while. */
async function ended(pid: number): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (pid > 0 && isAlive(pid)) {
    if (performance.now() > deadline) throw new Error(`Cannot stop process ${pid}: still running`);
    await setTimeout(20);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Installs `count` flows of the shapes that fill br-int, in the shares seen there. */
export async function installFlows({ runDir }: BenchSwitch, count: number): Promise<void> {
  const file = join(runDir, "flows.txt");
  const out = createWriteStream(file);
  for (let index = 0; index < count; index += 1) out.write(`${flowText(index)}\n`);
  out.end();
  await finished(out);
  const target = `unix:${join(runDir, "br0.mgmt")}`;
  await run(["ovs-ofctl", "-O", "OpenFlow15", "add-flows", target, file], { timeoutMs });
}

/** Userdata of OVN's ND responder: actions encoded in bytes, 200 and more of them. */
const userdata = Array.from({ length: 200 }, (_, at) =>
  ((at * 7) & 0xff).toString(16).padStart(2, "0"),
);

function flowText(index: number): string {
  // Fibonacci hashing spreads cookies as a UUID would.
  const cookie = `cookie=0x${(Math.imul(index + 1, 0x9e3779b1) >>> 0).toString(16)}`;
  const octets = `${(index >> 16) & 0xff}.${(index >> 8) & 0xff}.${index & 0xff}`;
  const hex = index.toString(16).padStart(6, "0");
  const mac = `00:00:00:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4)}`;
  const datapath = `metadata=0x${(1 + (index % 50)).toString(16)}`;
  const port = `0x${(1 + (index & 0x7fff)).toString(16)}`;
  const shape = index % 10;
  if (shape < 3) {
    const lookup = `set_field:${port}->reg15,resubmit(,37)`;
    return `${cookie},table=33,priority=50,${datapath},dl_dst=${mac} actions=${lookup}`;
  }
  if (shape < 5) {
    const match = `reg0=0xa${hex},reg15=0x1,${datapath}`;
    const resolve = `set_field:${mac}->eth_dst,resubmit(,26)`;
    return `${cookie},table=25,priority=100,${match} actions=${resolve}`;
  }
  if (shape === 5) return arpResponder(cookie, datapath, `10.${octets}`, mac);
  if (shape === 6) {
    const answer = `controller(userdata=${userdata.join(".")})`;
    const group = `ipv6_dst=ff02::1:ff00:${hex.slice(2)}`;
    const match = `icmp6,${datapath},${group},nw_ttl=255,icmp_type=135`;
    const target = `icmp_code=0,nd_target=fd00::${hex.slice(0, 2)}:${hex.slice(2)}`;
    return `${cookie},table=27,priority=50,${match},${target} actions=${answer}`;
  }
  if (shape === 7) {
    const peer = `nw_src=10.${octets},tp_dst=8080`;
    const acl = `ct_state=+new-est+trk,tcp,reg15=${port},${datapath},${peer}`;
    const allow = "set_field:0x2000000000000000000000000/0x2000000000000000000000000->xxreg0";
    return `${cookie},table=46,priority=3001,${acl} actions=${allow},resubmit(,47)`;
  }
  const keys = `reg15=${port},${datapath},reg14=0x${hex}`;
  if (shape === 8)
    return `${cookie},table=65,priority=100,${keys} actions=output:${1 + (index % 900)}`;
  const tunnel = "move:NXM_NX_REG14[0..14]->NXM_NX_REG13[16..30],output:1,resubmit(,40)";
  const key = `set_field:${port}/0xffffff->tun_id`;
  return `${cookie},table=39,priority=100,${keys} actions=${key},${tunnel}`;
}

function arpResponder(cookie: string, datapath: string, address: string, mac: string): string {
  const actions = [
    "move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]",
    `set_field:${mac}->eth_src`,
    "set_field:2->arp_op",
    "move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[]",
    `set_field:${mac}->arp_sha`,
    "move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[]",
    `set_field:${address}->arp_spa`,
    "move:NXM_NX_REG14[]->NXM_NX_REG15[]",
    "set_field:0x1/0x1->reg10",
    "resubmit(,37)",
  ];
  const match = `arp,${datapath},arp_tpa=${address},arp_op=1`;
  return `${cookie},table=27,priority=50,${match} actions=${actions.join(",")}`;
}
