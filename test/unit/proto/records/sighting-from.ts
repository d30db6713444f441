import assert from "node:assert/strict";
import type { SightingFields } from "../../../../proto/records/fields.ts";
import { plainSighting } from "../../../../proto/records/plain.ts";
import { packSightings, sightingsIn } from "../../../../proto/records/record.ts";
import type { Sighting } from "../../../../proto/records/sighting.ts";

/** A sighting of these fields, in a record of its own. */
export function sightingFrom(fields: SightingFields): Sighting {
  const [sighting] = sightingsIn(packSightings([fields]));
  assert.ok(sighting);
  return sighting;
}

/** The same sighting with some of its fields changed. */
export function changed(sighting: Sighting, fields: Partial<SightingFields>): Sighting {
  return sightingFrom({ ...plainSighting(sighting), ...fields });
}

/** What sightings say: two of the same content are different views, which nothing can compare. */
export function plain(sightings: readonly Sighting[]): SightingFields[] {
  return sightings.map(plainSighting);
}
