// Original file: proto/tapline/v1/api.proto


export interface SourceStatus {
  'name'?: (string);
  'status'?: (string);
  'reason'?: (string);
  'because'?: (string);
}

export interface SourceStatus__Output {
  'name': (string);
  'status': (string);
  'reason': (string);
  'because': (string);
}
