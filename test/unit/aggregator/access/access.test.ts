import assert from "node:assert/strict";
import { test } from "node:test";
import type { Identity } from "../../../../aggregator/access/access.ts";
import { refusal } from "../../../../aggregator/access/access-error.ts";
import { callStatus } from "../../../../aggregator/api/grpc/call-status.ts";

const jane: Identity = {
  user: "jane",
  groups: ["dev", "system:authenticated"],
  uid: "",
  extra: {},
};
const diagnoses = { resource: "diagnoses", verb: "create", namespace: "shop" } as const;
const nodeflows = { resource: "nodeflows", verb: "get", namespace: null } as const;

test("a refusal names each right that is missing, and where, and is PERMISSION_DENIED", () => {
  const { code, details } = callStatus(refusal(jane, [diagnoses, nodeflows]));
  assert.equal(code, 7);
  assert.match(details ?? "", /jane may not create diagnoses\.tapline\.io in namespace shop/);
  assert.match(details ?? "", /get nodeflows\.tapline\.io cluster-wide/);
});

test("and shows the line of kubectl for each, with the groups that kubectl does not add", () => {
  const shown = (who: Identity): readonly string[] => {
    const { type } = refusal(who, [diagnoses, nodeflows]);
    return type.code === "NOT_PERMITTED" ? type.args.commands : assert.fail();
  };
  assert.deepEqual(shown(jane), [
    "kubectl auth can-i --list --namespace shop --as jane --as-group dev" +
      " | grep diagnoses.tapline.io",
    "kubectl auth can-i --list --namespace cluster-wide-only --as jane --as-group dev" +
      " | grep nodeflows.tapline.io",
  ]);
  const account = "system:serviceaccount:shop:ci";
  const groups = ["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"];
  assert.match(
    shown({ ...jane, user: account, groups })[0] ?? "",
    new RegExp(`--as ${account} \\|`),
  );
  assert.match(shown({ ...jane, user: "it's; $(x)" })[0] ?? "", / --as 'it'\\''s; \$\(x\)' /);
});
