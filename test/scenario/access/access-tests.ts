import assert from "node:assert/strict";
import { copyFileSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { status as grpcStatus } from "@grpc/grpc-js";
import { Authority } from "../../../lab/tls/authority.ts";
import { diagnose } from "../lab-run.ts";
import type { LabSession } from "../session.ts";
import { AccessLab, type Answer, assertRefused, foreignIp } from "./access-lab.ts";

/**
 * Who may ask what, over TLS, with tokens and rights of a real API server: tests in a lab that is
 * up with `--tls --kubernetes`.
 */
export function testAccess(session: LabSession): void {
  const lab = new AccessLab(session);
  // Not in a hook: one that is registered late does not wait for the lab's own.
  test("callers with rights, and a pod of another namespace", () => lab.prepare());
  testTokens(lab);
  testRights(lab);
  testVerdicts(lab);
  testAgents(lab);
  testRenewal(lab);
  testAway(lab);
}

const minutes = 60_000;
const patience = 20_000;

function testTokens(lab: AccessLab): void {
  test("no token, one of nobody, one that expired, one for somebody else", async () => {
    const key = `${lab.folders.api}/pki/sa.key`;
    const { accounts } = lab;
    const agents = async (token: string | Promise<string>): Promise<Answer> =>
      lab.tapline(lab.as(await token), "agents");
    const [lasting, expired, ofApi, ofAgent, nothing, nobody] = await Promise.all([
      agents(accounts.signed("none", key, 600)),
      agents(accounts.signed("none", key, -60)),
      agents(accounts.token("both", {})),
      agents(lab.tokenOfNode("node2")),
      agents(""),
      agents("abc.def.ghi"),
    ]);
    // What makes the expired one be refused is its time.
    assert.equal(lasting.exitCode, 0, lasting.stderr);
    assertRefused(expired, /token for audience tapline.*expired.*\[NOT_AUTHENTICATED\]/);
    assertRefused(ofApi, /token for audience tapline.*\[NOT_AUTHENTICATED\]/);
    assertRefused(ofAgent, /token for audience tapline.*\[NOT_AUTHENTICATED\]/);
    assertRefused(nothing, /no bearer token came.*\[NOT_AUTHENTICATED\]/);
    assertRefused(nobody, /does not accept the token/);
  });

  test("a token whose account is gone is soon refused", async () => {
    const token = await lab.accounts.create("leaver", "default");
    const agents = (): Promise<Answer> => lab.tapline(lab.as(token), "agents");
    assert.equal((await agents()).exitCode, 0);
    await lab.accounts.remove("leaver");
    const deadline = Date.now() + patience;
    let last = await agents();
    for (; last.exitCode === 0; last = await agents()) assert.ok(Date.now() < deadline);
    assertRefused(last, /\[NOT_AUTHENTICATED\]/);
  });
}

function testRights(lab: AccessLab): void {
  test("rights in the namespaces of both ends, of one, of none", async () => {
    const { callers } = lab;
    const [both, source, destination, none] = await Promise.all([
      lab.trace(callers.default, "default/a", "default/b"),
      lab.trace(callers.default, "default/a", "shop/web"),
      lab.trace(callers.shop, "default/a", "shop/web"),
      lab.trace(callers.none, "default/a", "shop/web"),
    ]);
    assert.equal(both.exitCode, 0, both.stderr);
    const shows = (who: string, where: string): RegExp => {
      const as = `--as system:serviceaccount:default:${who}`;
      return new RegExp(`kubectl auth can-i --list --namespace ${where} ${as} `);
    };
    assertRefused(source, /in namespace shop/, shows("source-only", "shop"), /\[NOT_PERMITTED\]/);
    assert.doesNotMatch(source.stderr, /in namespace default/);
    assertRefused(destination, /in namespace default/, shows("destination-only", "default"));
    assert.doesNotMatch(destination.stderr, /in namespace shop/);
    assertRefused(none, shows("none", "default"), shows("none", "shop"));
  });

  test("an address and a node are whose they are; of others the namespace is all", async () => {
    const { callers } = lab;
    const [foreign, node, permitted, wrong] = await Promise.all([
      lab.trace(callers.default, "default/a", foreignIp),
      lab.trace(callers.default, "default/a", "node/node2"),
      lab.trace(callers.both, "default/a", foreignIp),
      lab.trace(callers.default, "default/a", "default/wen"),
    ]);
    assertRefused(foreign, /create diagnoses\.tapline\.io in namespace shop/);
    assert.doesNotMatch(foreign.stderr, /web|node2/);
    assertRefused(node, /create diagnoses\.tapline\.io cluster-wide/);
    assert.notEqual(permitted.exitCode, 4, permitted.stderr);
    assert.equal(wrong.exitCode, 2);
    assert.doesNotMatch(wrong.stderr, /shop/);
  });

  test("a client certificate names user and groups", async () => {
    const authority = Authority.of(`${lab.folders.tls}/callers`);
    const joe = await authority.issue("joe", { subject: "/O=dev/CN=joe" });
    await lab.accounts.permit("dev", { kind: "Group", name: "dev" }, "default");
    const words = ["--minimal", "--cert", joe.certificate, "--key", joe.key];
    const [near, far] = await Promise.all(
      ["default/b", "shop/web"].map((to) =>
        lab.tapline(lab.as(""), "trace", "default/a", to, ...words),
      ),
    );
    assert.equal(near?.exitCode, 0, near?.stderr);
    assertRefused(far ?? assert.fail(), /user joe may not/, /--as joe --as-group dev/);
  });
}

function testVerdicts(lab: AccessLab): void {
  test("who may ask about a namespace gets its verdict, and no facts of nodes", async () => {
    const words = ["a", "b", "--timeout", "40s", "--save", `${lab.folders.tls}/case.json`];
    const { diagnosis, exitCode, stderr } = await diagnose(lab.as(lab.callers.default), ...words);
    assert.equal(diagnosis?.outcome, "reachable", stderr);
    assert.equal(exitCode, 4);
    assert.match(stderr, /Cannot save.*cluster-wide/);
  });
}

function testAgents(lab: AccessLab): void {
  test("a node's certificate or token is good for its agent, and for no other", async () => {
    const folder = `${lab.folders.tls}/agents`;
    const identity = { certificate: `${folder}/node1.crt`, key: `${folder}/node1.key` };
    const byCertificate = await lab.helloAs("node2", { identity });
    assert.equal(byCertificate.code, grpcStatus.PERMISSION_DENIED);
    assert.match(byCertificate.details, /may not speak for node node2.*of node node1/);
    const byToken = await lab.helloAs("node1", { token: lab.tokenOfNode("node2") });
    assert.equal(byToken.code, grpcStatus.PERMISSION_DENIED);
    assert.match(byToken.details, /may not speak for node node1.*of node node2/);
    const ofCaller = await lab.helloAs("node1", { token: lab.callers.both });
    assert.equal(ofCaller.code, grpcStatus.UNAUTHENTICATED);
    // Whoever may make Pods gets such a token: it takes the right as well.
    const boundObjectRef = await lab.nodeReference("node1");
    const spec = { audiences: ["tapline-agents"], boundObjectRef };
    const stranger = await lab.helloAs("node1", { token: await lab.accounts.token("both", spec) });
    assert.equal(stranger.code, grpcStatus.PERMISSION_DENIED);
    assert.match(stranger.details, /may not create agentsessions\.tapline\.io cluster-wide/);
    // Those who are who they say were not disturbed.
    const { stdout } = await lab.tapline(lab.env, "agents", "-o", "json");
    const { agents } = JSON.parse(stdout) as { agents: readonly { status: string }[] };
    const ok = agents.filter(({ status }) => status === "ok");
    assert.deepEqual([agents.length, ok.length], [lab.nodes, lab.nodes]);
  });
}

function testRenewal(lab: AccessLab): void {
  test("a certificate that is renewed while a diagnosis runs costs it nothing", async () => {
    const names = [lab.env.TAPLINE_TLS_SERVER_NAME ?? "", "renewed.example"];
    const byNewName = (): Promise<Answer> =>
      lab.tapline({ ...lab.env, TAPLINE_TLS_SERVER_NAME: "renewed.example" }, "agents");
    assert.equal((await byNewName()).exitCode, 5);
    const running = diagnose(lab.env, "a", "b", "--timeout", "40s");
    const folder = `${lab.folders.tls}/server`;
    const issued = await Authority.of(folder).issue("next", {
      ...{ subject: "/CN=aggregator", names: names.map((name) => `DNS:${name}`) },
    });
    copyFileSync(issued.key, `${folder}/server.key`);
    copyFileSync(issued.certificate, `${folder}/server.crt`);
    const deadline = Date.now() + patience;
    while ((await byNewName()).exitCode !== 0) assert.ok(Date.now() < deadline);
    const { diagnosis, stderr } = await running;
    assert.equal(diagnosis?.outcome, "reachable", stderr);
    const statuses = diagnosis?.coverage.agents.map(({ status }) => status);
    assert.deepEqual(statuses, ["ok", "ok"]);
  });
}

function testAway(lab: AccessLab): void {
  const options = { timeout: 2 * minutes };
  test(
    "without an answer of the API server nobody is let in, and that is said",
    options,
    async () => {
      const pid = Number.parseInt(
        readFileSync(`${lab.folders.api}/kube-apiserver.pid`, "utf8"),
        10,
      );
      const trace = (): Promise<Answer> => lab.trace(lab.callers.both, "default/a", "default/b");
      process.kill(pid, "SIGSTOP");
      try {
        const { exitCode, stderr, stdout } = await trace();
        assert.equal(exitCode, 5);
        assert.equal(stdout, "");
        assert.match(stderr, /Refused, as nobody can tell.*API server.*\[ACCESS_UNDECIDED\]/);
      } finally {
        process.kill(pid, "SIGCONT");
      }
      const deadline = Date.now() + patience;
      while ((await trace()).exitCode !== 0) assert.ok(Date.now() < deadline);
    },
  );
}
