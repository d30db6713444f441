// Original file: proto/tapline/v1/evidence.proto


export interface TunnelPort {
  'interface'?: (string);
  'ofport'?: (number);
  'type'?: (string);
  'remoteIp'?: (string);
  'error'?: (string);
  'chassis'?: (string);
}

export interface TunnelPort__Output {
  'interface': (string);
  'ofport': (number);
  'type': (string);
  'remoteIp': (string);
  'error': (string);
  'chassis': (string);
}
