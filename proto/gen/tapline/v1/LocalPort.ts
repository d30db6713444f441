// Original file: proto/tapline/v1/evidence.proto


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
}
