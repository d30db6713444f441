import assert from "node:assert/strict";
import { test } from "node:test";
import { restrictedPorts } from "../../../../lab/openvswitch/port-config.ts";

const text = `OFPST_PORT_DESC reply (xid=0x2):
 1(ovn-f44269-0): addr:8e:a5:92:54:b5:64
     config:     0
     state:      LIVE
     speed: 0 Mbps now, 0 Mbps max
 2(ac34b48e92f0_h): addr:de:d8:61:3d:87:82
     config:     NO_FWD NO_RECV
     state:      LIVE
     current:    10GB-FD COPPER
     speed: 10000 Mbps now, 0 Mbps max
 LOCAL(br-int): addr:00:00:00:72:4c:d8
     config:     PORT_DOWN
     state:      LINK_DOWN
     speed: 0 Mbps now, 0 Mbps max
`;

test("ports with a restriction are found; a port that is merely down is not one", () => {
  assert.deepEqual(restrictedPorts(text), ["ac34b48e92f0_h"]);
});

test("no output, no ports", () => {
  assert.deepEqual(restrictedPorts(""), []);
});
