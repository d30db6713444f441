// Original file: proto/tapline/v1/evidence.proto


export interface FlowField {
  'field'?: (string);
  'value'?: (string);
}

export interface FlowField__Output {
  'field': (string);
  'value': (string);
}
