// Original file: proto/tapline/v1/evidence.proto

import type { PortLimits as _tapline_v1_PortLimits, PortLimits__Output as _tapline_v1_PortLimits__Output } from '../../tapline/v1/PortLimits.ts';

export interface LocalPort {
  'ifaceId'?: (string);
  'interface'?: (string);
  'bridge'?: (string);
  'ofport'?: (number);
  'ovsError'?: (string);
  'podNamespace'?: (string);
  'podName'?: (string);
  'netns'?: (string);
  'podInterface'?: (string);
  'veth'?: (string);
  'vethIfindex'?: (number);
  'mac'?: (string);
  'addresses'?: (string)[];
  'mtu'?: (number);
  'externalIds'?: ({[key: string]: string});
  'podPid'?: (number);
  'limits'?: (_tapline_v1_PortLimits | null);
}

export interface LocalPort__Output {
  'ifaceId': (string);
  'interface': (string);
  'bridge': (string);
  'ofport': (number);
  'ovsError': (string);
  'podNamespace': (string);
  'podName': (string);
  'netns': (string);
  'podInterface': (string);
  'veth': (string);
  'vethIfindex': (number);
  'mac': (string);
  'addresses': (string)[];
  'mtu': (number);
  'externalIds': ({[key: string]: string});
  'podPid': (number);
  'limits': (_tapline_v1_PortLimits__Output | null);
}
