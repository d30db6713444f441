// Original file: proto/tapline/v1/evidence.proto


export interface TraceStep {
  'bridge'?: (string);
  'table'?: (number);
  'cookie'?: (string);
  'priority'?: (number);
  'match'?: (string);
  'actions'?: (string)[];
  'depth'?: (number);
}

export interface TraceStep__Output {
  'bridge': (string);
  'table': (number);
  'cookie': (string);
  'priority': (number);
  'match': (string);
  'actions': (string)[];
  'depth': (number);
}
