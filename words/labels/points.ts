import type { PointName } from "../../proto/documents/v1/diagnosis.ts";

/** Every observation point; the compiler refuses a list that misses one. */
const known: Readonly<Record<PointName, true>> = {
  "source-veth": true,
  "source-tunnel": true,
  "source-uplink": true,
  "destination-uplink": true,
  "destination-tunnel": true,
  "destination-veth": true,
  "gateway-uplink": true,
  "gateway-ovn0": true,
  "provider-uplink": true,
};

export const pointNames = Object.keys(known) as PointName[];
