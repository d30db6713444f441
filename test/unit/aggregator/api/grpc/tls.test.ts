import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Interceptor, type ServiceError, status } from "@grpc/grpc-js";
import { pino } from "pino";
import type { Presented } from "../../../../../aggregator/access/access.ts";
import { AgentAccess } from "../../../../../aggregator/access/agent-access.ts";
import {
  type FollowedCredentials,
  serverCredentials,
} from "../../../../../aggregator/api/grpc/credentials.ts";
import { GrpcServer } from "../../../../../aggregator/api/grpc/grpc-server.ts";
import { presentedBy } from "../../../../../aggregator/api/grpc/presented.ts";
import { AgentIngest } from "../../../../../aggregator/transport/agent-ingest.ts";
import { defaultIngestOptions } from "../../../../../aggregator/transport/options.ts";
import { Authority, type Issued } from "../../../../../lab/tls/authority.ts";
import { channelOptions, wire } from "../../../../../proto/load.ts";
import { reason } from "../../../../../proto/reasons/index.ts";
import { bearer, secureChannel } from "../../../../../proto/secure-channel.ts";
import { helloOf, until } from "../../transport/scripted-agent.ts";

const host = "127.0.0.1";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : assert.fail();
}

describe("over TLS", () => {
  let folder = "";
  let own: Authority;
  let other: Authority;
  const lines: Record<string, unknown>[] = [];
  const log = pino({}, { write: (text: string) => void lines.push(JSON.parse(text)) });
  const presented: Presented[] = [];
  const ingest = new AgentIngest({ ...defaultIngestOptions, aggregatorId: "test" }, { log });
  const agentAccess = new AgentAccess({ proves: true, kubernetes: null });
  const stops: (() => unknown)[] = [];
  const address = { callers: "", agents: "" };
  const serving = { certificate: "", key: "" };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "tapline-tls-"));
    [own, other] = await Promise.all([
      Authority.create(join(folder, "own")),
      Authority.create(join(folder, "other")),
    ]);
    Object.assign(serving, { certificate: join(folder, "s.crt"), key: join(folder, "s.key") });
    await serveWith(await own.issue("first", { subject: "/CN=first", names: [`IP:${host}`] }));
    const follow = async (mustProve: boolean): Promise<FollowedCredentials> => {
      const tls = { identity: serving, ca: own.certificate, mustProve };
      const followed = await serverCredentials(tls, log);
      stops.push(() => followed.stop());
      return followed;
    };
    const callers = new GrpcServer("callers", (await follow(false)).credentials).serveCallers(
      (listener) => ({
        ListAgents: (call, callback) => {
          presented.push(presentedBy(call, listener));
          callback(null, {});
        },
        ...unused,
      }),
    );
    const agents = new GrpcServer("agents", (await follow(true)).credentials).serveAgents(
      (listener) => ingest.handlers((call) => agentAccess.nodeOf(presentedBy(call, listener))),
    );
    for (const [name, server] of [
      ["callers", callers],
      ["agents", agents],
    ] as const) {
      const port = await freePort();
      const text = `${host}:${port}`;
      await server.listen([{ kind: "tcp", text, host, port }]);
      stops.push(() => server.stop(0));
      address[name] = text;
    }
  });
  after(async () => {
    ingest.close(reason("AGGREGATOR_STOPPING", {}));
    await Promise.all(stops.map((stop) => stop()));
    await rm(folder, { recursive: true });
  });
  const unused = { Diagnose: () => {}, Trace: () => {}, Flows: () => {}, Doctor: () => {} };

  async function serveWith({ certificate, key }: Issued): Promise<void> {
    await copyFile(key, serving.key);
    await copyFile(certificate, serving.certificate);
  }

  interface Client {
    readonly ca?: string;
    readonly identity?: Issued;
    readonly serverName?: string;
    readonly interceptors?: readonly Interceptor[];
  }

  const optionsOf = (to: string, { ca, identity, serverName, interceptors = [] }: Client) => {
    const secure = secureChannel(to, {
      ca: readFileSync(ca ?? own.certificate),
      identity: identity
        ? { certificate: readFileSync(identity.certificate), key: readFileSync(identity.key) }
        : null,
      serverName: serverName ?? null,
    });
    const more = { ...channelOptions, ...secure.options, interceptors: [...interceptors] };
    return [to, secure.credentials, more] as const;
  };

  /** What a call of a caller came to: null, or how it failed. */
  async function ask(client: Client = {}): Promise<ServiceError | null> {
    const caller = new wire.DiagnosisService(...optionsOf(address.callers, client));
    const deadline = { deadline: Date.now() + 5_000 };
    const failed = await new Promise<ServiceError | null>((resolve) =>
      caller.ListAgents({}, deadline, (error) => resolve(error)),
    );
    caller.close();
    return failed;
  }

  /** A session that says Hello as a node. */
  function dial(node: string, identity?: Issued) {
    const client = new wire.AgentService(
      ...optionsOf(address.agents, identity === undefined ? {} : { identity }),
    );
    const call = client.Session();
    const seen: { welcomed: boolean; status: { code: status; details: string } | null } = {
      ...{ welcomed: false, status: null },
    };
    call.on("data", (message) => {
      if (message.welcome) seen.welcomed = true;
    });
    call.on("error", () => {});
    call.on("status", (told) => {
      seen.status = told;
    });
    call.write({ hello: helloOf(node) });
    const hangUp = (): void => {
      call.cancel();
      client.close();
    };
    return { seen, hangUp };
  }
  const nodeCertificate = (node: string, by = own): Promise<Issued> =>
    by.issue(node, { subject: "/CN=agent", names: [`URI:tapline:node:${node}`] });

  test("a caller shows a token, a certificate that is trusted, or nothing", async () => {
    presented.length = 0;
    const jane = await own.issue("jane", { subject: "/O=dev/O=ops/CN=jane" });
    const stranger = await other.issue("jane", { subject: "/O=system:masters/CN=jane" });
    assert.equal(await ask(), null);
    assert.equal(await ask({ identity: jane, interceptors: [bearer(() => "abc")] }), null);
    assert.equal(await ask({ identity: stranger }), null);
    const [nothing, both, untrusted] = presented;
    assert.deepEqual([nothing?.authorization, nothing?.certificate], [[], null]);
    assert.deepEqual(both?.authorization, ["Bearer abc"]);
    const { CN, O } = both?.certificate?.subject ?? assert.fail();
    assert.deepEqual([both?.listener, CN, O], ["tcp", "jane", ["dev", "ops"]]);
    // As if it had none: what another CA says is worth nothing here.
    assert.equal(untrusted?.certificate, null);
  });

  test("a server of another CA, or of another name, is not spoken to", async () => {
    const unknown = await ask({ ca: other.certificate });
    assert.equal(unknown?.code, status.UNAVAILABLE);
    const wrong = await ask({ serverName: "aggregator.example" });
    assert.equal(wrong?.code, status.UNAVAILABLE);
    assert.match(wrong?.details ?? "", /aggregator\.example/);
  });

  test("an agent speaks for the node in its certificate, and for no other", async () => {
    const node1 = await nodeCertificate("node1");
    const good = dial("node1", node1);
    await until("welcome", () => good.seen.welcomed);
    lines.length = 0;
    const bad = dial("node2", node1);
    await until("refusal", () => bad.seen.status !== null);
    assert.equal(bad.seen.status?.code, status.PERMISSION_DENIED);
    assert.match(
      bad.seen.status?.details ?? "",
      /may not speak for node node2.*that of node node1/,
    );
    const [line] = lines.filter(({ level }) => Number(level) >= 40);
    assert.match(JSON.stringify(line), /AGENT_OF_OTHER_NODE.*"proven":"node1"/);
    assert.equal(line?.node, "node2");
    assert.match(String(line?.peer), /^127\.0\.0\.1:\d+$/);
    // The session of the one that is who he says goes on, and the other writes nothing.
    assert.equal(good.seen.status, null);
    const states = ingest.directory.list().map(({ node, status }) => [node, status]);
    assert.deepEqual(states, [["node1", "ok"]]);
    for (const one of [good, bad]) one.hangUp();
  });

  test("an agent of no CA that is trusted does not get so far as to say Hello", async () => {
    for (const identity of [undefined, await nodeCertificate("node1", other)]) {
      const nobody = dial("node1", identity);
      await until("refusal", () => nobody.seen.status !== null);
      assert.deepEqual(
        [nobody.seen.status?.code, nobody.seen.welcomed],
        [status.UNAVAILABLE, false],
      );
      nobody.hangUp();
    }
    const nameless = dial("node1", await own.issue("plain", { subject: "/CN=node1" }));
    await until("refusal", () => nameless.seen.status !== null);
    assert.equal(nameless.seen.status?.code, status.UNAUTHENTICATED);
    nameless.hangUp();
  });

  test("a renewed certificate serves new connections, and open ones go on", async () => {
    const agent = dial("node1", await nodeCertificate("node1"));
    await until("welcome", () => agent.seen.welcomed);
    assert.equal(await ask({ serverName: "second.example" }).then((error) => error?.code), 14);
    // A key that is not the certificate's keeps the old ones in use, and is said.
    lines.length = 0;
    const second = await own.issue("second", { subject: "/CN=b", names: ["DNS:second.example"] });
    await copyFile(second.key, serving.key);
    const isSaid = (words: string) => (): boolean => JSON.stringify(lines).includes(words);
    await until("trouble", isSaid("certificate not read"));
    assert.equal(await ask(), null);
    await writeFile(serving.certificate, readFileSync(second.certificate));
    await until("news", isSaid("certificate read"));
    await until(
      "both servers",
      () => lines.filter(({ msg }) => msg === "certificate read").length >= 2,
    );
    assert.equal(await ask({ serverName: "second.example" }), null);
    assert.equal(agent.seen.status, null);
    agent.hangUp();
  });
});
