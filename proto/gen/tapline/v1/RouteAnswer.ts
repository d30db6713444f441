// Original file: proto/tapline/v1/evidence.proto

import type { Route as _tapline_v1_Route, Route__Output as _tapline_v1_Route__Output } from '../../tapline/v1/Route.ts';

export interface RouteAnswer {
  'to'?: (string);
  'route'?: (_tapline_v1_Route | null);
  'error'?: (string);
  'from'?: (string);
  'input'?: (string);
}

export interface RouteAnswer__Output {
  'to': (string);
  'route': (_tapline_v1_Route__Output | null);
  'error': (string);
  'from': (string);
  'input': (string);
}
