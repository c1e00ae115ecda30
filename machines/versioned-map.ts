interface Undo<K, V> {
  readonly key: K;
  readonly had: boolean;
  readonly value: V | undefined;
  readonly newer: VersionedMap<K, V>;
}

/**
 * An immutable map whose newest version is a plain `Map`: every version keeps its content for ever,
 * and reading or changing the newest one costs what a `Map` costs.
 *
 * An older version remembers how it differs from the next newer one, so reading it takes a walk as
 * long as the changes since, and changing it takes a copy. Holding an old version keeps those
 * differences in memory.
 */
export class VersionedMap<K, V> {
  #map: Map<K, V> | undefined;
  #undo: Undo<K, V> | undefined;

  private constructor(map: Map<K, V>) {
    this.#map = map;
  }

  /** The first version of a map, with a copy of these entries. */
  static of<K, V>(entries: Iterable<readonly [K, V]> = []): VersionedMap<K, V> {
    return new VersionedMap(new Map(entries));
  }

  /** Takes over a map: nobody else may change it any more. */
  static owning<K, V>(map: Map<K, V>): VersionedMap<K, V> {
    return new VersionedMap(map);
  }

  /** The value under a key of this version, or undefined. */
  get(key: K): V | undefined {
    if (this.#map !== undefined) return this.#map.get(key);
    let version: VersionedMap<K, V> = this;
    while (version.#undo !== undefined) {
      if (version.#undo.key === key) return version.#undo.value;
      version = version.#undo.newer;
    }
    return version.#map?.get(key);
  }

  /** True when this version has a value under the key. */
  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  /** How many entries this version has; of an older one, counted along the changes since. */
  get size(): number {
    let version: VersionedMap<K, V> = this;
    let difference = 0;
    while (version.#undo !== undefined) {
      const { key, had, newer } = version.#undo;
      difference += Number(had) - Number(newer.has(key));
      version = newer;
    }
    return (version.#map?.size ?? 0) + difference;
  }

  /** A version in which the key has this value; values are never undefined. */
  set(key: K, value: V & {}): VersionedMap<K, V> {
    return this.#changed(key, (map) => map.set(key, value));
  }

  /** A version without the key. */
  delete(key: K): VersionedMap<K, V> {
    return this.has(key) ? this.#changed(key, (map) => map.delete(key)) : this;
  }

  /** The entries of this version, in no promised order. */
  entries(): IterableIterator<[K, V]> {
    return (this.#map ?? this.#materialised()).entries();
  }

  /** Constant in size: inspectors serialise a context at every event. */
  toJSON(): { size: number } {
    return { size: this.size };
  }

  #changed(key: K, change: (map: Map<K, V>) => void): VersionedMap<K, V> {
    const map = this.#map ?? this.#materialised();
    const next = new VersionedMap(map);
    if (map === this.#map) {
      this.#undo = { key, had: map.has(key), value: map.get(key), newer: next };
      this.#map = undefined;
    }
    change(map);
    return next;
  }

  #materialised(): Map<K, V> {
    const path: Undo<K, V>[] = [];
    let version: VersionedMap<K, V> = this;
    while (version.#undo !== undefined) {
      path.push(version.#undo);
      version = version.#undo.newer;
    }
    const map = new Map(version.#map);
    for (const { key, had, value } of path.reverse()) {
      if (had) map.set(key, value as V);
      else map.delete(key);
    }
    return map;
  }
}
