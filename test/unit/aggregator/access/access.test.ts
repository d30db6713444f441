import assert from "node:assert/strict";
import { test } from "node:test";
import { refusal } from "../../../../aggregator/access/access.ts";
import { allowAll } from "../../../../aggregator/access/allow-all.ts";
import { callStatus } from "../../../../aggregator/api/grpc/call-status.ts";

const jane = { user: "jane", peer: "unix" };

test("a refusal names each right that is missing, and where, and is PERMISSION_DENIED", () => {
  const { code, details } = callStatus(
    refusal(jane, [
      { resource: "diagnoses", verb: "create", namespace: "shop" },
      { resource: "nodeflows", verb: "get", namespace: null },
    ]),
  );
  assert.equal(code, 7);
  assert.match(details ?? "", /jane may not create diagnoses\.tapline\.io in namespace shop/);
  assert.match(details ?? "", /get nodeflows\.tapline\.io cluster-wide/);
});

test("whoever a listener lets in may do everything", async () => {
  await allowAll.authorise(jane, [{ resource: "nodeflows", verb: "get", namespace: null }]);
});
