import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { argMeanings } from "../../../../proto/codes/args.ts";
import { type CodeName, changesSomething, codes, findCode } from "../../../../proto/codes/index.ts";
import { codesMarkdown } from "../../../../proto/codes/markdown.ts";
import { placeholdersOf, remedyOf, render, renderKnown } from "../../../../words/codes.ts";

/** The codes of the design, which other programs test against. */
const contract = `
  POD_NOT_FOUND POD_NOT_RUNNING POD_NETWORK_NOT_READY NODE_NOT_READY SERVICE_NOT_FOUND
  SERVICE_NO_ENDPOINTS SERVICE_PORT_MISMATCH
  ACL_DENIED SUBNET_ISOLATED LOGICAL_PORT_MISSING LOGICAL_PORT_NOT_BOUND LOGICAL_ADDRESS_MISMATCH
  PORT_SECURITY_DROP NO_LOGICAL_ROUTE ROUTER_POLICY_DROP LOGICAL_DELIVERS_ELSEWHERE
  LOAD_BALANCER_STALE
  OVN_CONTROLLER_DOWN OVN_CONTROLLER_DISCONNECTED NORTHD_STALLED FLOWS_NOT_INSTALLED OVS_DOWN
  FLOW_ALIEN FLOW_SHADOWED FLOW_WRONG_OUTPUT OFPORT_INVALID PORT_NOT_ON_BRIDGE
  TUNNEL_MISSING ENCAP_IP_MISMATCH UNDERLAY_BLOCKED UNDERLAY_LOSS UNDERLAY_LATENCY
  PATH_MTU_TOO_SMALL MTU_MISMATCH CHECKSUM_ERROR
  INTERFACE_DOWN HOST_FIREWALL_DROP CONNTRACK_FULL OFFLOADED_PATH
  POD_SENT_NOTHING POD_NO_ROUTE POD_FIREWALL_DROP PORT_NOT_LISTENING POD_NO_REPLY
  POD_ADDRESS_MISSING POD_INTERFACE_DOWN ARP_UNANSWERED IP_CONFLICT REPLY_NOT_ACCEPTED`
  .trim()
  .split(/\s+/);

test("the table has the codes of the design, each once", () => {
  const names = codes.map(({ code }) => code);
  assert.deepEqual(
    contract.filter((code) => !names.includes(code)),
    [],
  );
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^[A-Z]+(_[A-Z]+)+$/);
});

for (const row of codes) {
  const { sentence, remedy, args } = row;
  const used = placeholdersOf(
    [sentence.en, sentence.zh, remedy.text, remedy.zh, ...remedy.commands].join("\n"),
  );

  test(`${row.code}: args are those used, and each has a meaning`, () => {
    assert.deepEqual(used.toSorted(), row.args.toSorted());
    for (const arg of args) assert.ok(Object.hasOwn(argMeanings, arg), arg);
  });

  test(`${row.code}: both languages say the same and end alike`, () => {
    assert.deepEqual(
      placeholdersOf(sentence.en).toSorted(),
      placeholdersOf(sentence.zh).toSorted(),
    );
    assert.doesNotMatch(sentence.en, /[.。]$/, "a sentence goes on in the verdict line");
    assert.doesNotMatch(sentence.zh, /[.。]$/);
    assert.match(remedy.text, /^\S.*\.$/s);
    assert.match(remedy.zh, /\p{Script=Han}.*。$/su);
    assert.match(row.proof, /^\S.*\.$/s);
    assert.ok(row.stages.length > 0 && remedy.commands.length > 0);
  });

  test(`${row.code}: commands that change something say so, and only those`, () => {
    for (const command of remedy.commands) {
      assert.equal(changesSomething(command), writes(command), command);
    }
  });
}

/** Verbs of the tools in our remedies that change the cluster or a node. */
function writes(command: string): boolean {
  const verbs = [
    /\bkubectl (-n \S+ )?(delete|edit|apply|patch|scale)\b/,
    /\b(l[rs]p-set-\w+|del-flows|add-flow|mod-flows|inc-engine\/recompute)\b/,
    /\b(ip link set|ip neigh del|ethtool -K|vsctl \S+ (set|add|del|remove))\b/,
  ];
  return verbs.some((verb) => verb.test(command));
}

test("commands known to be wrong for Kube-OVN are in no remedy", () => {
  const wrong = [
    /--lb-db|--detach|\bsystemctl\b|\bovs0\b|\bovn-config\b|\bKUBE-OVN\b/,
    /daemonset[ /]ovn-controller|deploy(ment)?[ /]ovn-northd|ko appctl \S+ -t ovn-controller/,
  ];
  for (const { code, remedy } of codes) {
    for (const command of remedy.commands)
      for (const each of wrong) assert.doesNotMatch(command, each, code);
  }
});

const anyValue = fc.oneof(fc.integer(), fc.string({ minLength: 1 }));
const anyCode = fc.constantFrom(...codes.map(({ code }) => code as CodeName));

test("rendering puts every value in and leaves no placeholder of the template", () => {
  const law = fc.property(anyCode, anyValue, (code, value) => {
    const names = findCode(code)?.args ?? [];
    const args = Object.fromEntries(names.map((name) => [name, value]));
    for (const lang of ["en", "zh"] as const) {
      const template = findCode(code)?.sentence[lang] ?? "";
      const parts = template.split(/\{[a-z]+\}/);
      assert.equal(render(code, args, lang), parts.join(String(value)));
    }
  });
  fc.assert(law);
});

test("a value that is missing is called unknown, and stays a name in commands", () => {
  assert.equal(
    render("TUNNEL_MISSING", { node: "n1" }, "en"),
    "There is no tunnel from n1 to (unknown): (unknown)",
  );
  assert.match(render("TUNNEL_MISSING", {}, "zh"), /（未知）/);
  const remedy = remedyOf("TUNNEL_MISSING", { node: "n1" }, "en");
  assert.ok(remedy?.commands.some((command) => command.includes("vsctl n1 ")));
  const missing = remedyOf("POD_NOT_FOUND", {}, "en");
  assert.ok(missing?.commands.includes("kubectl get pods -n <namespace> -o wide"));
});

test("values that look like templates or like properties of objects are only values", () => {
  const args = { namespace: "{name}", name: "$&" };
  assert.equal(render("POD_NOT_FOUND", args, "en"), "Pod {name}/$& does not exist");
  assert.equal(findCode("constructor"), null);
  assert.equal(renderKnown("NOT_A_CODE", {}, "en"), null);
  assert.equal(remedyOf("NOT_A_CODE", {}, "en"), null);
});

test("docs/codes.md is what the table says: npm run codegen writes it", () => {
  const path = new URL("../../../../docs/codes.md", import.meta.url);
  assert.equal(readFileSync(path, "utf8"), codesMarkdown());
});
