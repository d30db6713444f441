import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as grpc from "@grpc/grpc-js";
import { parse } from "yaml";
import type { Diagnosis } from "../../../proto/documents/v1/diagnosis.ts";
import type { DiagnoseRequest__Output } from "../../../proto/gen/tapline/v1/DiagnoseRequest.ts";
import type { DiagnosisServiceHandlers } from "../../../proto/gen/tapline/v1/DiagnosisService.ts";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { requestDefaults } from "../../../proto/requests/bounds.ts";
import { reasonIn } from "../../../words/reasons/index.ts";
import * as documents from "./documents.ts";
import { type CliSetting, cli, withAggregator } from "./fake-aggregator.ts";

function answering(
  document: Diagnosis,
  seen: DiagnoseRequest__Output[] = [],
): Pick<DiagnosisServiceHandlers, "Diagnose"> {
  return {
    Diagnose(call) {
      seen.push(call.request);
      call.write({ progress: { step: "collect", text: "watching 4 points" } });
      call.write({ result: { diagnosisJson: JSON.stringify(document), caseJson: '{"case":1}' } });
      call.end();
    },
  };
}

function refusing(
  code: grpc.status,
  details: string,
  taplineCode?: string,
  why: Reason | null = null,
) {
  const metadata = new grpc.Metadata();
  if (why !== null) metadata.set("tapline-reason-bin", Buffer.from(JSON.stringify(why)));
  if (taplineCode !== undefined) metadata.set("tapline-code", taplineCode);
  const handlers: Pick<DiagnosisServiceHandlers, "Diagnose"> = {
    Diagnose: (call) => void call.emit("error", { code, details, metadata }),
  };
  return handlers;
}

const diagnose = ["diagnose", "default/a", "default/b"];

test("the exit status is that of the outcome", async () => {
  const wanted = [
    [documents.reachable, 0],
    [documents.aclDenied, 1],
    [documents.degraded, 1],
    [documents.inconclusive, 3],
  ] as const;
  for (const [document, status] of wanted) {
    await withAggregator(answering(document), async (address) => {
      assert.equal((await cli([...diagnose, "--address", address])).status, status);
    });
  }
});

test("json and yaml are the document of the aggregator", async () => {
  await withAggregator(answering(documents.aclDenied), async (address) => {
    const env = { TAPLINE_AGGREGATOR: address };
    const json = await cli([...diagnose, "-o", "json"], { env });
    assert.deepEqual(JSON.parse(json.stdout), documents.aclDenied);
    const yaml = await cli([...diagnose, "-o", "yaml"], { env });
    assert.deepEqual(parse(yaml.stdout), documents.aclDenied);
    assert.equal(json.stderr + yaml.stderr, "");
  });
});

test("both argument orders ask the same", async () => {
  const seen: DiagnoseRequest__Output[] = [];
  await withAggregator(answering(documents.reachable, seen), async (address) => {
    const setting: CliSetting = { env: { TAPLINE_AGGREGATOR: address } };
    await cli([...diagnose, "--protocol", "tcp", "--port", "8080"], setting);
    await cli([...diagnose, "tcp", "8080"], setting);
    await cli([...diagnose, "--port", "8080"], setting);
    await cli(["diagnose", "-n", "shop", "pod/a", "svc/b", "--size", "1400", "--passive"], setting);
  });
  const [first, second, third, last] = seen;
  assert.deepEqual(
    [first?.protocol, first?.port, first?.count, first?.timeoutMs, first?.namespace],
    ["PROTOCOL_TCP", 8080, 0, 0, ""],
    "what was not said is the aggregator's to decide",
  );
  assert.deepEqual(second, first);
  assert.deepEqual(third, { ...first, protocol: "PROTOCOL_UNSPECIFIED" });
  assert.deepEqual(
    [last?.source, last?.destination, last?.namespace, last?.protocol, last?.size, last?.passive],
    ["pod/a", "svc/b", "shop", "PROTOCOL_UNSPECIFIED", 1400, true],
  );
});

test("an error text is sent as it is, and tells what was not asked for", async () => {
  const seen: DiagnoseRequest__Output[] = [];
  const text = "dial tcp 10.16.0.6:8080: i/o timeout";
  await withAggregator(answering(documents.contradicted, seen), async (address) => {
    const env = { TAPLINE_AGGREGATOR: address };
    const { status, stdout } = await cli([...diagnose, "--error", text], { env });
    assert.equal(status, 0);
    assert.match(
      stdout.split("\n")[1] ?? "",
      /^Error text ".*" does not match: the text means that/,
    );
    await cli([...diagnose, "udp", "53", "--error", "timeout"], { env });
  });
  assert.deepEqual(
    seen.map(({ errorText, protocol, port }) => [errorText, protocol, port]),
    [
      [text, "PROTOCOL_UNSPECIFIED", 0],
      ["timeout", "PROTOCOL_UDP", 53],
    ],
  );
});

test("wrong usage exits with 2, says what is wrong, and asks nobody", async () => {
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [["diagnose", "default/a"], /missing required argument 'destination'/],
    [[...diagnose, "sctp"], /Cannot use protocol sctp: wanted icmp, tcp, udp/],
    [[...diagnose, "--protocol", "sctp"], /Allowed choices are icmp, tcp, udp/],
    [[...diagnose, "--protocol", "tcp"], /Cannot choose a tcp port: none was given; add --port N/],
    [[...diagnose, "udp"], /Cannot choose a udp port: none was given/],
    [[...diagnose, "icmp", "80"], /icmp has no ports/],
    [[...diagnose, "tcp", "0"], /Cannot use port 0: wanted a whole number from 1 to 65535/],
    [[...diagnose, "tcp", "80", "--port", "81"], /both 80 and --port 81/],
    [[...diagnose, "00:00:00:00:00:01", "tcp"], /Cannot use the MAC address/],
    [[...diagnose, "--count", "0"], /Wanted a whole number from 1 to 100/],
    [[...diagnose, "--timeout", "1h"], /Wanted a duration from 1s to 2m/],
    [[...diagnose, "--save", "/nonexistent/case.json"], /its folder is missing or not writable/],
    [[...diagnose, "--address", ""], /Cannot use the aggregator address/],
    [[...diagnose, "--lang", "fr"], /Allowed choices are en, zh/],
    [["flows", "node1", "--table", "255"], /Wanted a whole number from 0 to 254/],
    [["capture", "default/a"], /unknown command 'capture'/],
  ];
  for (const [args, message] of wrong) {
    const { status, stdout, stderr } = await cli(args);
    assert.equal(status, 2, args.join(" "));
    assert.match(stderr, message);
    assert.equal(stdout, "");
    assert.doesNotMatch(stderr, /^\s+at /m);
  }
});

test("the help of diagnose shows the defaults that requests get", async () => {
  const { stdout } = await cli(["diagnose", "--help"]);
  const { toOne, toEachBackend } = requestDefaults.count;
  const help = stdout.replaceAll(/\s+/g, " ");
  assert.ok(
    help.includes(`(default: ${toOne}, or ${toEachBackend} for each backend of a Service)`),
  );
  assert.ok(help.includes(`default port ${requestDefaults.httpPort}`));
});

test("help lists what works and exits with 0", async () => {
  const { status, stdout } = await cli(["--help"]);
  assert.equal(status, 0);
  const commands = [...stdout.matchAll(/^ {2}(\w+) (?:\[|<)/gm)].map((found) => found[1]);
  const wanted = ["diagnose", "trace", "flows", "agents", "doctor", "completion", "help"];
  assert.deepEqual(commands, wanted);
});

test("what the aggregator refuses becomes an exit status and its sentence", async () => {
  const refusals = [
    [grpc.status.NOT_FOUND, "Pod default/x does not exist", "POD_NOT_FOUND", 2],
    [grpc.status.INVALID_ARGUMENT, "Cannot use size 9", undefined, 2],
    [grpc.status.PERMISSION_DENIED, "Cannot read pods in default", undefined, 4],
    [grpc.status.FAILED_PRECONDITION, "no agent on node1", "NO_AGENT", 5],
    [grpc.status.UNAVAILABLE, "no agent is connected", "NO_AGENT", 5],
    [grpc.status.INTERNAL, "broken", undefined, 5],
  ] as const;
  for (const [code, details, taplineCode, status] of refusals) {
    await withAggregator(refusing(code, details, taplineCode), async (address) => {
      const result = await cli([...diagnose, "--address", address]);
      const tail = taplineCode === undefined ? "" : ` [${taplineCode}]`;
      assert.equal(result.stderr, `tapline: ${details}${tail}\n`);
      assert.equal(result.status, status);
      assert.equal(result.stdout, "");
    });
  }
});

test("why there was no answer in time is told as it was sent, in both languages", async () => {
  const over = reason("REQUEST_OVER_TIME", {});
  const agent = reason("COMMAND_TIMED_OUT", { node: "node1", command: "flows", afterMs: 900 });
  const slow = (address: string) => reason("AGGREGATOR_SLOW", { address });
  const cases = [
    ["TIMED_OUT", over, () => over, " [TIMED_OUT]"],
    ["COMMAND_TIMED_OUT", agent, () => agent, " [COMMAND_TIMED_OUT]"],
    [undefined, null, slow, ""], // grpc-js's own deadline
  ] as const;
  for (const [code, sent, shown, tail] of cases) {
    const handlers = refusing(grpc.status.DEADLINE_EXCEEDED, "late", code, sent);
    await withAggregator(handlers, async (address) => {
      for (const lang of ["en", "zh"] as const) {
        const result = await cli([...diagnose, "--lang", lang, "--address", address]);
        assert.equal(result.stderr, `tapline: ${reasonIn(lang, shown(address))}${tail}\n`);
        assert.equal(result.status, 5);
      }
    });
  }
});

test("no aggregator: exit 5 with the address and what to do", async () => {
  const { status, stderr } = await cli(["agents", "--address", "unix:/nonexistent/api.sock"]);
  assert.equal(status, 5);
  assert.match(stderr, /Cannot reach the aggregator at unix:\/nonexistent\/api\.sock: .*ENOENT/);
  assert.match(stderr, /give --address or set TAPLINE_AGGREGATOR\n$/);
});

test("an aggregator that never answers is given up in less than 3 s", async () => {
  const accepted: Socket[] = [];
  const silent = createServer((socket) => void accepted.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const at = silent.address();
  const port = typeof at === "object" && at !== null ? at.port : 0;
  const started = performance.now();
  const { status, stderr } = await cli([...diagnose, "--address", `127.0.0.1:${port}`]);
  const elapsed = performance.now() - started;
  silent.close();
  for (const socket of accepted) socket.destroy();
  assert.equal(status, 5, stderr);
  assert.ok(elapsed < 3000, `${elapsed} ms`);
});

test("Ctrl-C cancels the call and exits with 130", async () => {
  const interrupt = new AbortController();
  let onCancelled = (): void => {};
  const cancelled = new Promise<void>((resolve) => {
    onCancelled = resolve;
  });
  const handlers: Partial<DiagnosisServiceHandlers> = {
    Diagnose(call) {
      call.on("cancelled", onCancelled);
      interrupt.abort();
    },
  };
  await withAggregator(handlers, async (address) => {
    const result = await cli([...diagnose, "--address", address], { signal: interrupt.signal });
    assert.deepEqual([result.status, result.stdout, result.stderr], [130, "", ""]);
    await cancelled;
  });
});

test("a stream that ends without a verdict is an error, not an empty success", async () => {
  const handlers: Partial<DiagnosisServiceHandlers> = { Diagnose: (call) => void call.end() };
  await withAggregator(handlers, async (address) => {
    const { status, stderr } = await cli([...diagnose, "--address", address]);
    assert.equal(status, 5);
    assert.match(stderr, /without a verdict/);
  });
});

test("progress is on stderr, only where that is a terminal", async () => {
  await withAggregator(answering(documents.reachable), async (address) => {
    const env = { TAPLINE_AGGREGATOR: address };
    const quiet = await cli(diagnose, { env });
    const lively = await cli(diagnose, { env, progress: true });
    assert.equal(quiet.stderr, "");
    assert.match(lively.stderr, /watching 4 points/);
    assert.ok(lively.stderr.endsWith("\r\u001b[2K"), "the line is removed in the end");
    assert.equal(lively.stdout, quiet.stdout);
  });
});

test("a case that the caller may not have is not saved: exit 4, below the verdict", async () => {
  const file = join(tmpdir(), "tapline-no-case.json");
  const Diagnose: DiagnosisServiceHandlers["Diagnose"] = (call) => {
    const diagnosisJson = JSON.stringify(documents.aclDenied);
    const noCaseBecause = JSON.stringify(reason("CASE_NOT_PERMITTED", {}));
    call.write({ result: { diagnosisJson, caseJson: "", noCaseBecause } });
    call.end();
  };
  await withAggregator({ Diagnose }, async (address) => {
    const without = await cli([...diagnose, "--address", address]);
    assert.equal(without.status, 1);
    const { status, stdout, stderr } = await cli([
      ...diagnose,
      "--save",
      file,
      "--address",
      address,
    ]);
    assert.equal(status, 4);
    assert.equal(stdout, without.stdout);
    assert.match(stderr, /Cannot save.*may create diagnoses\.tapline\.io cluster-wide/);
    assert.equal(existsSync(file), false);
  });
});

test("--save keeps the case beside the verdict", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tapline-save-"));
  const file = join(folder, "case.json");
  try {
    await withAggregator(refusing(grpc.status.NOT_FOUND, "no"), async (address) => {
      await cli([...diagnose, "--save", file, "--address", address]);
      assert.equal(existsSync(file), false);
    });
    await withAggregator(answering(documents.aclDenied), async (address) => {
      const { status } = await cli([...diagnose, "--save", file, "--address", address]);
      assert.equal(status, 1);
      assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), { case: 1 });
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
