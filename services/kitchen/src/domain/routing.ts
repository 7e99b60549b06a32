/** A station, as far as routing needs it. */
export interface RoutedStation {
  readonly stationId: string;
  readonly categoryIds: readonly string[];
  readonly isDefault: boolean;
}

/** Which of a café's stations makes the products of a category: the one that names it, else the default one. */
export function routing(stations: readonly RoutedStation[]): (categoryId: string) => string {
  const routes = new Map(
    stations.flatMap(({ stationId, categoryIds }) => categoryIds.map((id) => [id, stationId])),
  );
  const fallback = stations.find((station) => station.isDefault)?.stationId;
  return (categoryId) => {
    const stationId = routes.get(categoryId) ?? fallback;
    if (stationId === undefined) throw new Error('a café needs a default station');
    return stationId;
  };
}
