// Original file: proto/tapline/v1/evidence.proto

import type { Link as _tapline_v1_Link, Link__Output as _tapline_v1_Link__Output } from '../../tapline/v1/Link.ts';
import type { Route as _tapline_v1_Route, Route__Output as _tapline_v1_Route__Output } from '../../tapline/v1/Route.ts';
import type { Neighbour as _tapline_v1_Neighbour, Neighbour__Output as _tapline_v1_Neighbour__Output } from '../../tapline/v1/Neighbour.ts';
import type { Listener as _tapline_v1_Listener, Listener__Output as _tapline_v1_Listener__Output } from '../../tapline/v1/Listener.ts';
import type { Problem as _tapline_v1_Problem, Problem__Output as _tapline_v1_Problem__Output } from '../../tapline/v1/Problem.ts';
import type { RouteAnswer as _tapline_v1_RouteAnswer, RouteAnswer__Output as _tapline_v1_RouteAnswer__Output } from '../../tapline/v1/RouteAnswer.ts';
import type { RoundTrip as _tapline_v1_RoundTrip, RoundTrip__Output as _tapline_v1_RoundTrip__Output } from '../../tapline/v1/RoundTrip.ts';
import type { Long } from '@grpc/proto-loader';

export interface PodFacts {
  'netns'?: (string);
  'links'?: (_tapline_v1_Link)[];
  'routes'?: (_tapline_v1_Route)[];
  'routeTo'?: (_tapline_v1_Route | null);
  'routeError'?: (string);
  'neighbours'?: (_tapline_v1_Neighbour)[];
  'listeners'?: (_tapline_v1_Listener)[];
  'problems'?: (_tapline_v1_Problem)[];
  'counters'?: ({[key: string]: number | string | Long});
  'ipv6Disabled'?: (boolean);
  'furtherRoutes'?: (_tapline_v1_RouteAnswer)[];
  'roundTrips'?: (_tapline_v1_RoundTrip)[];
}

export interface PodFacts__Output {
  'netns': (string);
  'links': (_tapline_v1_Link__Output)[];
  'routes': (_tapline_v1_Route__Output)[];
  'routeTo': (_tapline_v1_Route__Output | null);
  'routeError': (string);
  'neighbours': (_tapline_v1_Neighbour__Output)[];
  'listeners': (_tapline_v1_Listener__Output)[];
  'problems': (_tapline_v1_Problem__Output)[];
  'counters': ({[key: string]: number});
  'ipv6Disabled': (boolean);
  'furtherRoutes': (_tapline_v1_RouteAnswer__Output)[];
  'roundTrips': (_tapline_v1_RoundTrip__Output)[];
}
