// Original file: proto/tapline/v1/evidence.proto


export interface TraceOutput {
  'kind'?: (string);
  'port'?: (string);
  'remoteIp'?: (string);
  'vni'?: (number);
  'ingressKey'?: (number);
  'egressKey'?: (number);
  '_vni'?: "vni";
  '_ingressKey'?: "ingressKey";
  '_egressKey'?: "egressKey";
}

export interface TraceOutput__Output {
  'kind': (string);
  'port': (string);
  'remoteIp': (string);
  'vni'?: (number);
  'ingressKey'?: (number);
  'egressKey'?: (number);
  '_vni'?: "vni";
  '_ingressKey'?: "ingressKey";
  '_egressKey'?: "egressKey";
}
