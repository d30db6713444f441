// Original file: proto/tapline/v1/evidence.proto


export interface NameAttempt {
  'name'?: (string);
  'outcome'?: (string);
}

export interface NameAttempt__Output {
  'name': (string);
  'outcome': (string);
}
