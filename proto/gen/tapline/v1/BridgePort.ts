// Original file: proto/tapline/v1/evidence.proto


export interface BridgePort {
  'bridge'?: (string);
  'interface'?: (string);
}

export interface BridgePort__Output {
  'bridge': (string);
  'interface': (string);
}
