type Enumeration = Readonly<Record<string, string>>;

/** The names of an enumeration of the contract that say something: `OWNER` for `Role.OWNER`. They are what is stored. */
export type NameOf<E extends Enumeration> = Exclude<keyof E, 'UNSPECIFIED' | 'UNRECOGNIZED'> & string;

/** The name of a value of an enumeration; undefined for one that says nothing or is not known. */
export function nameOf<E extends Enumeration>(enumeration: E, value: string): NameOf<E> | undefined {
  for (const [name, known] of Object.entries(enumeration)) {
    if (known === value && name !== 'UNSPECIFIED' && name !== 'UNRECOGNIZED') return name as NameOf<E>;
  }
  return undefined;
}
