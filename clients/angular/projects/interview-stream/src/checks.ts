/** Tells whether something from outside has a type; what JSON.parse gives is anybody's. */
export type Check<T> = (value: unknown) => value is T;

export const isText: Check<string> = (value): value is string => typeof value === 'string';

export const isFlag: Check<boolean> = (value): value is boolean => typeof value === 'boolean';

/** JSON has no others than finite numbers, but not everything has to come from JSON. */
export const isNumber: Check<number> = (value): value is number => Number.isFinite(value);

/** An id or a count. */
export const isCount: Check<number> = (value): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

export const isAnything: Check<unknown> = (_value): _value is unknown => true;

export function orNull<T>(check: Check<T>): Check<T | null> {
  return (value): value is T | null => value === null || check(value);
}

export function orLeftOut<T>(check: Check<T>): Check<T | undefined> {
  return (value): value is T | undefined => value === undefined || check(value);
}

export function listOf<T>(check: Check<T>): Check<readonly T[]> {
  return (value): value is readonly T[] =>
    Array.isArray(value) && value.every((each) => check(each));
}

/** An object with these fields; others are let pass, since newer servers may tell more. */
export function shape<T extends object>(fields: {
  readonly [Name in keyof T]-?: Check<T[Name]>;
}): Check<T> {
  const checks = Object.entries(fields) as [string, Check<unknown>][];
  return (value): value is T =>
    typeof value === 'object' &&
    value !== null &&
    checks.every(([name, check]) =>
      check(Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined),
    );
}
