import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { AccessError } from "../../../../aggregator/access/access-error.ts";
import { AgentAccess } from "../../../../aggregator/access/agent-access.ts";
import { TokenReviews } from "../../../../aggregator/access/token-reviews.ts";
import { overTcp, ReviewServer } from "./review-server.ts";

const valid_to = new Date(Date.now() + 86_400_000).toUTCString();
const certified = (subjectaltname: string | undefined, until = valid_to) =>
  overTcp(undefined, { certificate: { subjectaltname, valid_to: until } });
const byCertificate = new AgentAccess({ proves: true, kubernetes: null });
const code = (name: string) => (thrown: unknown) => {
  assert.ok(thrown instanceof AccessError, String(thrown));
  assert.match(`${thrown.type.code} ${thrown.message}`, new RegExp(name));
  return true;
};

test("a certificate names its node by one alternative name", async () => {
  const node = (names: string): Promise<string | null> => byCertificate.nodeOf(certified(names));
  assert.equal(await node("URI:tapline:node:node1"), "node1");
  assert.equal(
    await node("DNS:a.example, URI:tapline:node:n.example.org, IP Address:10.0.0.1"),
    "n.example.org",
  );
  const long = `${"a".repeat(63)}.${"b".repeat(63)}.example`;
  assert.equal(await node(`URI:tapline:node:${long}`), long);
});

test("and by nothing else: no other kind of name, none within another, no two", async () => {
  const nobody = code("CERTIFICATE_NAMES_NO_NODE");
  const names = [
    undefined,
    "",
    "DNS:node1",
    "URI:tapline:node:",
    "DNS:tapline:node:node1",
    "URI:spiffe://tapline:node:node1",
    "URI:tapline:node:node1, URI:tapline:node:node2",
    // As Node writes a name with a comma within (CVE-2021-44532), and as it never does.
    'DNS:"a, URI:tapline:node:node1"',
    'DNS:"a\\", URI:tapline:node:node1, DNS:b"',
    'DNS:a, URI:tapline:node:node1"',
  ];
  for (const one of names) {
    await assert.rejects(byCertificate.nodeOf(certified(one)), nobody, String(one));
  }
  const old = certified("URI:tapline:node:node1", "Nov 28 08:00:00 2020 GMT");
  await assert.rejects(byCertificate.nodeOf(old), code("CERTIFICATE_EXPIRED"));
  await assert.rejects(byCertificate.nodeOf(overTcp()), code("NO_CREDENTIALS"));
  // There is nobody to ask about tokens.
  await assert.rejects(byCertificate.nodeOf(overTcp("abc")), code("NO_CREDENTIALS"));
});

test("a unix socket, and a listener without TLS, let in whoever gets there", async () => {
  assert.equal(await byCertificate.nodeOf(overTcp(undefined, { listener: "unix" })), null);
  const open = new AgentAccess({ proves: false, kubernetes: null });
  assert.equal(await open.nodeOf(overTcp()), null);
});

describe("a token", () => {
  const nodeKey = "authentication.kubernetes.io/node-name";
  const username = "system:serviceaccount:tapline:tapline-agent";
  const server = new ReviewServer();
  let access: AgentAccess;
  before(async () => {
    const reviews = await server.start();
    const tokens = new TokenReviews(reviews, { audience: "tapline-agents", cacheMs: 0 });
    access = new AgentAccess({ proves: true, kubernetes: { reviews, tokens } });
  });
  const boundTo = (...nodes: readonly string[]) => {
    const user = { username, extra: nodes.length === 0 ? {} : { [nodeKey]: nodes } };
    server.token = ({ audiences }) => ({ authenticated: true, audiences, user });
  };
  beforeEach(() => {
    boundTo("node1");
    server.isAllowed = () => true;
    server.asked.length = 0;
  });
  after(() => server.stop());

  test("names the node that its Pod is on, if its account may open sessions", async () => {
    assert.equal(await access.nodeOf(overTcp("abc")), "node1");
    const [token, right] = server.asked.map(({ spec }) => spec);
    assert.deepEqual(token?.audiences, ["tapline-agents"]);
    const { resource, verb, namespace } = right?.resourceAttributes ?? assert.fail();
    assert.deepEqual(
      [right?.user, verb, resource, namespace],
      [username, "create", "agentsessions", ""],
    );
  });

  test("of any other account's Pod lets nobody in", async () => {
    server.isAllowed = () => false;
    const shown = `--namespace cluster-wide-only --as ${username} .*agentsessions`;
    const refused = code(`NOT_PERMITTED .*${shown}`);
    await assert.rejects(access.nodeOf(overTcp("abc")), refused);
  });

  test("that is bound to no node, or to two, names none", async () => {
    for (const nodes of [[], ["node1", "node2"]]) {
      boundTo(...nodes);
      await assert.rejects(access.nodeOf(overTcp("abc")), code("TOKEN_NAMES_NO_NODE"));
    }
  });

  test("decides where a certificate came too, which is taken where no token came", async () => {
    const { certificate } = certified("URI:tapline:node:node2");
    assert.equal(await access.nodeOf(overTcp("abc", { certificate })), "node1");
    assert.equal(await access.nodeOf(overTcp(undefined, { certificate })), "node2");
  });

  test("lets nobody in while the API server does not answer", async () => {
    server.httpStatus = 503;
    await assert.rejects(access.nodeOf(overTcp("abc")), code("ACCESS_UNDECIDED"));
    server.httpStatus = 201;
  });
});
