// Original file: proto/tapline/v1/agent.proto


export interface SoftwareChanged {
  'ovsVersion'?: (string);
  'ovnVersion'?: (string);
  'datapathType'?: (string);
}

export interface SoftwareChanged__Output {
  'ovsVersion': (string);
  'ovnVersion': (string);
  'datapathType': (string);
}
