// Original file: proto/tapline/v1/reason.proto


export interface Reason {
  'code'?: (string);
  'args'?: (string);
  'message'?: (string);
}

export interface Reason__Output {
  'code': (string);
  'args': (string);
  'message': (string);
}
