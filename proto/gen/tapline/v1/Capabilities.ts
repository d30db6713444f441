// Original file: proto/tapline/v1/agent.proto


export interface Capabilities {
  'commands'?: (string)[];
  'linkTypes'?: (string)[];
  'tools'?: (string)[];
}

export interface Capabilities__Output {
  'commands': (string)[];
  'linkTypes': (string)[];
  'tools': (string)[];
}
