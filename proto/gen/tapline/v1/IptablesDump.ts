// Original file: proto/tapline/v1/evidence.proto


export interface IptablesDump {
  'family'?: (string);
  'backend'?: (string);
  'text'?: (string);
}

export interface IptablesDump__Output {
  'family': (string);
  'backend': (string);
  'text': (string);
}
