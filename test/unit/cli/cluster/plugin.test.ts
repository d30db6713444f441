import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import * as grpc from "@grpc/grpc-js";
import { run } from "../../../../lib/exec.ts";
import { wire } from "../../../../proto/load.ts";
import { type CliResult, cli } from "../fake-aggregator.ts";
import { type Script, type ScriptedServer, scriptedApiServer } from "./scripted-api-server.ts";

/** `kubectl tapline` finds the aggregator and forwards a port, here with a scripted API server. */

type Unary = grpc.ServerUnaryCall<object, object>;

const selector = "labelSelector=app.kubernetes.io%2Fname%3Dtapline";
const listed = "/api/v1/namespaces/tapline/pods";

function pod(namespace: string, more: object = {}): object {
  return {
    metadata: { name: "tapline-aggregator-0", namespace, ...more },
    spec: { containers: [{ ports: [{ name: "callers", containerPort: 4711 }] }] },
    status: { conditions: [{ type: "Ready", status: "True" }] },
  };
}

describe("kubectl tapline", () => {
  const server = new grpc.Server();
  const seen: { request: object; token: string }[] = [];
  let port = 0;
  const handlers: grpc.UntypedServiceImplementation = {
    ListAgents: (call: Unary, callback: grpc.sendUnaryData<object>) => {
      seen.push({ request: {}, token: String(call.metadata.get("authorization")[0] ?? "") });
      // More than one message of WebSocket, and than one of the kernel's buffers.
      const agents = Array.from({ length: 4_000 }, (_, at) => ({
        node: `node${at}`,
        version: "0.1.0 with a long remark behind it, of forty bytes",
      }));
      callback(null, { agents, sources: [] });
    },
    Flows: (call: grpc.ServerWritableStream<object, object>) => {
      seen.push({ request: call.request, token: "" });
      call.end();
    },
  };
  before(async () => {
    server.addService(wire.DiagnosisService.service, handlers);
    port = await new Promise((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
  });
  const folder = mkdtempSync(join(tmpdir(), "tapline-plugin-"));
  after(() => {
    server.forceShutdown();
    rmSync(folder, { recursive: true });
  });

  async function withServer(
    script: Partial<Script>,
    use: (api: ScriptedServer) => Promise<void>,
  ): Promise<void> {
    const objects = { [listed]: { items: [pod("tapline")] }, ...script.objects };
    const api = await scriptedApiServer({ port, ...script, objects });
    try {
      await use(api);
    } finally {
      await api.close();
    }
  }

  const plugin = (api: ScriptedServer, ...args: readonly string[]): Promise<CliResult> =>
    cli([...args, "--kubeconfig", api.kubeconfig], { isPlugin: true });

  test("asks the aggregator of namespace tapline, through the port of its Pod", async () => {
    await withServer({}, async (api) => {
      const { status, stdout, stderr } = await plugin(api, "agents", "-o", "json");
      assert.equal(stderr, "");
      assert.equal(status, 0);
      assert.equal(JSON.parse(stdout).agents.length, 4_000);
      assert.ok(api.requests[0]?.startsWith(`GET ${listed}?${selector}`), api.requests[0]);
      const way = `GET ${listed}/tapline-aggregator-0/portforward?ports=4711`;
      assert.ok(api.requests.includes(way), api.requests.join("\n"));
      assert.deepEqual([...api.credentials], ["Bearer of-the-cluster"]);
      assert.equal(seen.at(-1)?.token, "", "the cluster's token is not the aggregator's");
    });
  });

  test("names without a namespace are those of the context; -n says otherwise", async () => {
    await withServer({}, async (api) => {
      await plugin(api, "flows", "pod/a");
      await plugin(api, "flows", "pod/a", "-n", "mine");
      await plugin(api, "flows", "pod/a", "--context", "other");
      const asked = seen.slice(-3).map(({ request }) => Reflect.get(request, "namespace"));
      assert.deepEqual(asked, ["shop", "mine", "default"]);
    });
  });

  test("looks in the usual namespaces, in one, or in all", async () => {
    const everywhere = { "/api/v1/pods": { items: [pod("a"), pod("b")] } };
    const usual = "/api/v1/namespaces/kube-system/pods";
    const objects = { [listed]: { items: [] }, [usual]: { items: [] }, ...everywhere };
    await withServer({ objects }, async (api) => {
      const none = await plugin(api, "agents");
      assert.equal(none.status, 5);
      assert.match(none.stderr, /no Pod in namespace tapline and kube-system|tapline, kube-system/);
      const several = await plugin(api, "agents", "-A");
      assert.equal(several.status, 5);
      assert.match(several.stderr, /one in each of a.*b/);
      const one = await plugin(api, "agents", "--aggregator-namespace", "mine");
      assert.match(one.stderr, /namespaces\/mine\/pods is not for you/);
    });
  });

  test("what the API server refuses is said, with the right exit status", async () => {
    await withServer({ refused: { [listed]: 403 } }, async (api) => {
      const { status, stderr } = await plugin(api, "agents");
      assert.equal(status, 4);
      assert.match(stderr, /does not list pods of namespace tapline \(status 403\): .*not for you/);
    });
    const way = `${listed}/tapline-aggregator-0/portforward`;
    await withServer({ refused: { [way]: 403 } }, async (api) => {
      const { status, stderr } = await plugin(api, "agents");
      assert.equal(status, 5);
      assert.match(stderr, /port-forward to Pod tapline\/tapline-aggregator-0: .*403/);
    });
  });

  test("a Pod in which nothing listens is not taken for an aggregator that is down", async () => {
    await withServer({ port: null }, async (api) => {
      const { status, stderr } = await plugin(api, "agents");
      assert.equal(status, 5);
      assert.match(stderr, /port-forward to Pod .*: connect to port 4711: connection refused/);
    });
  });

  test("a context that is not there, an API server that is away", async () => {
    const kubeconfig = join(folder, "config");
    await withServer({}, async (api) => {
      const wrong = await plugin(api, "agents", "--context", "nowhere");
      assert.equal(wrong.status, 2);
      assert.match(wrong.stderr, /context nowhere: the kubeconfig has main/);
      copyFileSync(api.kubeconfig, kubeconfig);
    });
    const away = await cli(["agents", "--kubeconfig", kubeconfig], { isPlugin: true });
    assert.equal(away.status, 5);
    assert.match(away.stderr, /Cannot reach the API server at .*ECONNREFUSED/);
    const none = await cli(["agents", "--kubeconfig", "/nowhere"], { isPlugin: true });
    assert.equal(none.status, 2);
    assert.match(none.stderr, /Cannot use the kubeconfig: .*\/nowhere/);
  });

  test("a ServiceAccount's token is made for the aggregator alone", async () => {
    const token = "/api/v1/namespaces/team/serviceaccounts/me/token";
    const objects = { [token]: { status: { token: "for-tapline" } } };
    await withServer({ objects }, async (api) => {
      await plugin(api, "agents", "--service-account", "team/me");
      assert.ok(api.requests.includes(`POST ${token}`));
      const refused = await plugin(api, "agents", "--service-account", "team/other");
      assert.equal(refused.status, 4);
      assert.match(refused.stderr, /token of ServiceAccount team\/other \(status 404\)/);
    });
  });

  test("by TLS, with the CA and the name that are noted on the Pod, and a token", async () => {
    const [certificate, key] = [join(folder, "tls.crt"), join(folder, "tls.key")];
    const name = "tapline-aggregator.tapline.svc";
    const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const words = ["-subj", "/CN=tapline", "-addext", `subjectAltName=DNS:${name}`];
    const files = ["-keyout", key, "-out", certificate];
    await run(["openssl", "req", "-x509", "-days", "2", ...kind, ...words, ...files]);
    const pair = { private_key: readFileSync(key), cert_chain: readFileSync(certificate) };
    const secured = new grpc.Server();
    secured.addService(wire.DiagnosisService.service, handlers);
    const credentials = grpc.ServerCredentials.createSsl(null, [pair]);
    const bound: number = await new Promise((resolve, reject) => {
      secured.bindAsync("127.0.0.1:0", credentials, (error, at) =>
        error ? reject(error) : resolve(at),
      );
    });
    const noted = (serverName: string) => ({
      "tapline.io/ca-configmap": "tapline-ca",
      "tapline.io/server-name": serverName,
    });
    const objects = (serverName: string) => ({
      [listed]: { items: [pod("tapline", { annotations: noted(serverName) })] },
      "/api/v1/namespaces/tapline/configmaps/tapline-ca": {
        data: { "ca.crt": readFileSync(certificate, "utf8") },
      },
      "/api/v1/namespaces/tapline/serviceaccounts/me/token": { status: { token: "for-tapline" } },
    });
    try {
      await withServer({ port: bound, objects: objects(name) }, async (api) => {
        const { status, stderr } = await plugin(api, "agents", "--service-account", "me");
        assert.equal(stderr, "");
        assert.equal(status, 0);
        assert.equal(seen.at(-1)?.token, "Bearer for-tapline");
      });
      await withServer({ port: bound, objects: objects("another.name") }, async (api) => {
        const { status, stderr } = await plugin(api, "agents", "--service-account", "me");
        assert.equal(status, 5);
        assert.match(stderr, /Cannot reach the aggregator/);
      });
    } finally {
      secured.forceShutdown();
    }
  });

  test("a CA that is noted on the Pod must be readable", async () => {
    const annotations = { "tapline.io/ca-configmap": "tapline-ca" };
    const objects = { [listed]: { items: [pod("tapline", { annotations })] } };
    await withServer({ objects }, async (api) => {
      const { status, stderr } = await plugin(api, "agents");
      assert.equal(status, 5);
      assert.match(
        stderr,
        /CA of the aggregator from ConfigMap tapline\/tapline-ca \(status 404\)/,
      );
    });
  });

  test("an aggregator that wants TLS is not asked in the clear", async () => {
    const annotations = { "tapline.io/server-name": "tapline-aggregator.tapline.svc" };
    const token = "/api/v1/namespaces/tapline/serviceaccounts/me/token";
    const objects = {
      [listed]: { items: [pod("tapline", { annotations })] },
      [token]: { status: { token: "for-tapline" } },
    };
    await withServer({ objects }, async (api) => {
      const { status, stderr } = await plugin(api, "agents", "--service-account", "me");
      assert.equal(status, 2);
      assert.match(stderr, /Pod tapline\/tapline-aggregator-0: .*give --ca, or set certificates\./);
      assert.ok(!api.requests.some((line) => /token|portforward/.test(line)));
    });
  });

  test("usage is that of the plugin; an address that is given needs no cluster", async () => {
    const help = await cli(["diagnose", "--help"], { isPlugin: true });
    assert.match(help.stdout, /^Usage: kubectl tapline diagnose /);
    const plain = await cli(["--help"]);
    assert.match(plain.stdout, /^Usage: tapline /);
    const { status } = await cli(["agents", "--address", `127.0.0.1:${port}`], { isPlugin: true });
    assert.equal(status, 0);
  });
});
