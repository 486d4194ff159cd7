const EARTH_KM = 6_371;

export interface Place {
  /** Degrees, north and east positive. */
  readonly latitude: number;
  readonly longitude: number;
}

/** Kilometres between two places along the surface (haversine formula). */
export function distanceKm(from: Place, to: Place): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (angle: number) => Math.sin(angle / 2) ** 2;
  const a =
    half(rad(to.latitude - from.latitude)) +
    Math.cos(rad(from.latitude)) * Math.cos(rad(to.latitude)) * half(rad(to.longitude - from.longitude));
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(a)));
}
