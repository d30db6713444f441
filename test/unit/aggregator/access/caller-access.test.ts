import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Caller, ClientCertificate, Right } from "../../../../aggregator/access/access.ts";
import { AccessError } from "../../../../aggregator/access/access-error.ts";
import { CallerAccess } from "../../../../aggregator/access/caller-access.ts";
import type { Reviews } from "../../../../aggregator/access/reviews.ts";
import { TokenReviews } from "../../../../aggregator/access/token-reviews.ts";
import { jwt, overTcp, ReviewServer } from "./review-server.ts";

const never = new AbortController().signal;
const janes = { username: "jane", groups: ["dev"], uid: "1", extra: { "example.org/k": ["v"] } };
const isJane = (): object => ({ authenticated: true, audiences: ["tapline"], user: janes });
const nextYear = new Date(Date.now() + 365 * 86_400_000).toUTCString();

/** With the code, and with the code of the reason. */
const fails = (code: string, why?: string) => (thrown: unknown) => {
  assert.ok(thrown instanceof AccessError, String(thrown));
  assert.equal(thrown.type.code, code);
  if (why !== undefined) assert.match(thrown.message, new RegExp(`"code":"${why}"`));
  return true;
};

describe("callers over TCP", () => {
  const server = new ReviewServer();
  let reviews: Reviews;
  let tokens: TokenReviews;
  let access: CallerAccess;
  before(async () => {
    reviews = await server.start();
  });
  beforeEach(() => remember(10_000));
  after(() => server.stop());
  function remember(cacheMs: number): void {
    server.asked.length = 0;
    server.httpStatus = 201;
    server.token = isJane;
    tokens = new TokenReviews(reviews, { audience: "tapline", cacheMs });
    access = new CallerAccess({ reviews, tokens });
  }

  test("a token is whose the API server says, asked once for many requests", async () => {
    const all = await Promise.all([1, 2, 3].map(() => access.authenticate(overTcp("abc"))));
    all.push(await access.authenticate(overTcp("abc")));
    const { username: user, groups, uid, extra } = janes;
    for (const one of all) assert.deepEqual(one, { user, groups, uid, extra, by: "token" });
    assert.deepEqual(
      server.asked.map(({ spec }) => spec),
      [{ token: "abc", audiences: ["tapline"] }],
    );
    assert.deepEqual([tokens.counts.accepted.hits, tokens.counts.accepted.entries], [1, 1]);
    await access.authenticate(overTcp("another"));
    assert.equal(server.count("token"), 2);
  });

  test("it is asked again when the time of the answer is over, yes or no", async () => {
    remember(20);
    await access.authenticate(overTcp("abc"));
    server.token = () => ({ authenticated: false, error: "revoked" });
    const isRefused = async (): Promise<boolean> => {
      try {
        await access.authenticate(overTcp("abc"));
        return false;
      } catch {
        return true;
      }
    };
    while (!(await isRefused())) assert.ok(server.count("token") < 2);
    await assert.rejects(access.authenticate(overTcp("abc")), /TOKEN_REFUSED.*revoked/);
    server.token = isJane;
    while (await isRefused()) assert.ok(server.asked.length < 10);
  });

  test("a refusal is remembered too, and takes no place of those who are let in", async () => {
    server.token = () => ({ authenticated: false });
    for (const _ of [1, 2]) {
      await assert.rejects(access.authenticate(overTcp("no")), fails("NOT_AUTHENTICATED"));
    }
    assert.equal(server.count("token"), 1);
    assert.deepEqual([tokens.counts.accepted.entries, tokens.counts.refused.hits], [0, 1]);
  });

  test("no answer outlives the token", async () => {
    const gone = jwt({ exp: Date.now() / 1_000 - 1 });
    await access.authenticate(overTcp(gone)); // the API server's clock decides
    await access.authenticate(overTcp(gone));
    assert.equal(server.count("token"), 2);
    const lasting = jwt({ exp: Date.now() / 1_000 + 600 });
    await access.authenticate(overTcp(lasting));
    await access.authenticate(overTcp(lasting));
    assert.equal(server.count("token"), 3);
  });

  test("one that is good for the API server itself is not for us", async () => {
    server.token = () => ({ authenticated: true, user: janes });
    const refused = fails("NOT_AUTHENTICATED", "TOKEN_OF_OTHER_AUDIENCE");
    await assert.rejects(access.authenticate(overTcp("abc")), refused);
    server.token = () => ({ authenticated: true, audiences: ["other"], user: janes });
    await assert.rejects(access.authenticate(overTcp("def")), refused);
  });

  test("without an answer nobody is let in, and that is not remembered", async () => {
    server.httpStatus = 503;
    const undecided = fails("ACCESS_UNDECIDED", "API_REFUSED");
    await assert.rejects(access.authenticate(overTcp("abc")), undecided);
    server.httpStatus = 403;
    const forbidden = fails("ACCESS_UNDECIDED", "API_FORBIDDEN");
    await assert.rejects(access.authenticate(overTcp("abc")), forbidden);
    server.httpStatus = 201;
    assert.equal((await access.authenticate(overTcp("abc"))).user, "jane");
  });

  test("what is no bearer token is not asked about", async () => {
    const malformed = fails("NOT_AUTHENTICATED", "AUTHORIZATION_MALFORMED");
    for (const value of [
      "abc",
      "Basic abc",
      "Bearer",
      "Bearer a b",
      `Bearer ${"a".repeat(20_000)}`,
    ]) {
      const presented = overTcp(undefined, { authorization: [value] });
      await assert.rejects(access.authenticate(presented), malformed, value.slice(0, 20));
    }
    const two = overTcp(undefined, { authorization: ["Bearer a", "Bearer b"] });
    await assert.rejects(access.authenticate(two), malformed);
    const none = fails("NOT_AUTHENTICATED", "NO_CREDENTIALS");
    await assert.rejects(access.authenticate(overTcp()), none);
    assert.deepEqual(server.asked, []);
  });

  test("a client certificate names user and groups; a token with it decides", async () => {
    const subject = { CN: "joe", O: ["dev", "ops"] };
    const certificate: ClientCertificate = { subject, valid_to: nextYear };
    const joe = await access.authenticate(overTcp(undefined, { certificate }));
    assert.deepEqual(joe.groups, ["dev", "ops", "system:authenticated"]);
    assert.deepEqual([joe.user, joe.by], ["joe", "certificate"]);
    server.token = () => ({ authenticated: false });
    await assert.rejects(
      access.authenticate(overTcp("bad", { certificate })),
      fails("NOT_AUTHENTICATED", "TOKEN_REFUSED"),
    );
    for (const CN of [undefined, "", ["joe", "root"]]) {
      const one = { subject: CN === undefined ? {} : { CN }, valid_to: nextYear };
      await assert.rejects(
        access.authenticate(overTcp(undefined, { certificate: one })),
        fails("NOT_AUTHENTICATED", "CERTIFICATE_NAMES_NOBODY"),
      );
    }
    // The connection was made while it was good.
    const old = { subject, valid_to: "Nov 28 08:00:00 2020 GMT" };
    await assert.rejects(
      access.authenticate(overTcp(undefined, { certificate: old })),
      fails("NOT_AUTHENTICATED", "CERTIFICATE_EXPIRED"),
    );
  });

  test("each right is asked of the API server, each time, with all that is known", async () => {
    const caller = await access.authenticate(overTcp("abc"));
    const rights: Right[] = [
      { resource: "diagnoses", verb: "create", namespace: "shop" },
      { resource: "nodeflows", verb: "get", namespace: null },
    ];
    server.isAllowed = ({ resourceAttributes }) => resourceAttributes?.namespace === "shop";
    assert.deepEqual(await access.missing(caller, rights, never), [rights[1]]);
    const [, first, second] = server.asked.map(({ spec }) => spec);
    const { user, groups, extra } = first ?? assert.fail();
    assert.deepEqual([user, groups, extra], ["jane", ["dev"], janes.extra]);
    const of = { group: "tapline.io" };
    const where = [first, second].map((spec) => spec?.resourceAttributes);
    assert.deepEqual(where, [
      { ...of, resource: "diagnoses", verb: "create", namespace: "shop" },
      { ...of, resource: "nodeflows", verb: "get", namespace: "" },
    ]);
    server.isAllowed = () => false;
    assert.deepEqual(await access.missing(caller, rights, never), rights);
    server.httpStatus = 500;
    await assert.rejects(access.missing(caller, rights, never), fails("ACCESS_UNDECIDED"));
  });
});

test("who could open the unix socket may do everything, and is not looked up", async () => {
  const access = new CallerAccess(null);
  const caller = await access.authenticate(overTcp("abc", { listener: "unix", peer: "unix" }));
  assert.equal(caller.by, "socket");
  const right: Right = { resource: "nodeflows", verb: "get", namespace: null };
  assert.deepEqual(await access.missing(caller, [right], never), []);
});

test("without an API server nobody is let in over TCP", async () => {
  const access = new CallerAccess(null);
  const certificate = { subject: { CN: "root" }, valid_to: nextYear };
  const nobody = fails("ACCESS_UNDECIDED", "ACCESS_WITHOUT_API");
  for (const presented of [overTcp(), overTcp("abc"), overTcp(undefined, { certificate })]) {
    await assert.rejects(access.authenticate(presented), nobody);
  }
  const forged: Caller = { user: "root", groups: [], uid: "", extra: {}, by: "token" };
  const right: Right = { resource: "nodeflows", verb: "get", namespace: null };
  await assert.rejects(access.missing(forged, [right], never), nobody);
});
